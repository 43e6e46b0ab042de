"""All checks in order, and the one answer: it holds, and there was something to check."""

from collections.abc import Callable

from mag.verify.acts import check_acts
from mag.verify.decisions import check_decisions
from mag.verify.envelopes import check_envelopes
from mag.verify.figures import check_figures
from mag.verify.files import check_files
from mag.verify.forms import check_forms
from mag.verify.journal import check_journal
from mag.verify.ledger import check_ledger
from mag.verify.mails import check_mails
from mag.verify.papers import check_papers
from mag.verify.payments import check_payments
from mag.verify.reports import check_reports
from mag.verify.result import Result
from mag.verify.settlements import check_settlements
from mag.verify.source import Source, Unusable
from mag.verify.statements import check_statements
from mag.verify.trails import check_trails

CHECKS: tuple[Callable[[Source], Result], ...] = (
    check_ledger,
    check_acts,
    check_envelopes,
    check_decisions,
    check_payments,
    check_statements,
    check_settlements,
    check_journal,
    check_trails,
    check_files,
    check_papers,
    check_mails,
    check_reports,
    check_forms,
    check_figures,
)


def verify(source: Source) -> list[Result]:
    """The results of all checks. Raises :class:`Unusable` when there is nothing to check: no journal line or no ledger entry."""
    for table, missing in (("journal_line", "Er staat niets in het journaal"), ("ledger_entry", "Er staat niets in het grootboek")):
        if not source.number(f"SELECT COUNT(*) FROM {table}"):
            raise Unusable(f"{missing}: er is niets om na te gaan. Is dit de goede database?")
    return [check(source) for check in CHECKS]
