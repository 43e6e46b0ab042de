"""The budget as tables to download: the lines of a year, and the ledger of a line."""

from collections.abc import Sequence

from mag.agenda.terms import GROUP_LABELS
from mag.budget.models import BudgetLine, LedgerEntry
from mag.budget.queries import LedgerRow, SplitNames
from mag.budget.states import ENTRY_LABELS, PART_LABELS, Account
from mag.core.money import Cents
from mag.core.sheets import Column, Kind, Table


def lines_table(year: int, lines: Sequence[BudgetLine], names: SplitNames) -> Table:
    """A row per line of a year."""
    columns = [
        Column("Code"), Column("Budgetregel"), Column("Deel"), Column("Thema"), Column("Doel"), Column("Voor wie"),
        Column("Hoogte van de bijdrage"), Column("Wie krijgt dit geld"), Column("Taakveld"), Column("Kostenplaats"),
        Column("Vastgesteld", Kind.MONEY), Column("Budget", Kind.MONEY),
        Column("Betaald", Kind.MONEY), Column("Toegezegd, nog niet betaald", Kind.MONEY), Column("Nog vrij", Kind.MONEY),
    ]  # fmt: skip
    rows = [
        (
            line.code, line.name, PART_LABELS[line.part], names.themes.get(line.theme_id or 0), names.goals.get(line.goal_id or 0),
            GROUP_LABELS[line.applicant_group] if line.applicant_group else None, names.tiers.get(line.tier_id or 0), line.recipient,
            line.task_field, line.cost_centre, line.proposed_amount,
            line.allocated_amount, line.paid_amount, line.committed_amount, line.available_amount,
        )
        for line in lines
    ]  # fmt: skip
    return Table(f"Budget {year}", columns, rows, "Budget is betaald, toegezegd en nog vrij bij elkaar.")


def ledger_table(line: BudgetLine, rows: Sequence[LedgerRow], account: Account | None) -> Table:
    """A row per entry of a line, newest first. With an account chosen: what came on it and went off it."""
    looked_at = account or Account.AVAILABLE
    columns = [
        Column("Nummer", Kind.WHOLE), Column("Geboekt op", Kind.DATE), Column("Soort"), Column("Kenmerk"), Column("Waarvoor"),
        Column("Bedrag", Kind.MONEY), Column("Erbij", Kind.MONEY), Column("Eraf", Kind.MONEY), Column("Nog vrij daarna", Kind.MONEY),
        Column("Geboekt door"),
    ]  # fmt: skip
    found = []
    for row in rows:
        entry, (came, went) = row.entry, in_and_out(row.entry, looked_at)
        reference = entry.commitment.reference if entry.commitment is not None else ""
        found.append(
            (
                entry.id, entry.booked_on, ENTRY_LABELS[entry.kind], reference, entry.reason,
                entry.amount, came, went, row.available_after, entry.booked_by,
            )
        )  # fmt: skip
    note = f"Erbij en eraf gaan over: {_words(looked_at)}. Een boeking verandert nooit; een fout wordt met een nieuwe boeking hersteld."
    return Table(f"Boekingen {line.code}", columns, found, note)


def in_and_out(entry: LedgerEntry, account: Account) -> tuple[Cents | None, Cents | None]:
    """What an entry adds to an account and takes off it, seen from the line: budget from outside is added."""
    source, target = entry.from_account, entry.to_account
    if account is Account.OUTSIDE:
        source, target = target, source
    return (entry.amount if target is account else None), (entry.amount if source is account else None)


def _words(account: Account) -> str:
    return {
        Account.OUTSIDE: "het budget van de regel",
        Account.AVAILABLE: "wat nog vrij is",
        Account.COMMITTED: "wat is toegezegd en nog niet betaald",
        Account.PAID: "wat is betaald",
    }[account]
