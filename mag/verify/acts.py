"""Acts on the budget: what was carried out stands on the ledger on both lines, what waits or was turned down stands nowhere.

A budget was adopted and closed by two people; what left a closed year came into the next; nothing was added to a closed year.
"""

from collections import Counter

from mag.verify.result import Result, euros
from mag.verify.source import Source

ENTRIES: dict[str, tuple[str | None, str | None]] = {
    "adopt": (None, "allocate"),
    "allocate": (None, "allocate"),
    "withdraw": ("withdraw", None),
    "transfer": ("transfer_out", "transfer_in"),
    "carry_over": ("carry_out", "carry_in"),
    "give_back": ("give_back", None),
}
"""What an act of each kind writes on the line it comes from and on the line it goes to."""
ONLY_BY_ACT = "('transfer_out', 'transfer_in', 'carry_out', 'carry_in', 'give_back')"
ADDS = "('allocate', 'withdraw', 'commit', 'transfer_out', 'transfer_in', 'carry_in')"
"""What a closed year does not take any more."""


def check_acts(source: Source) -> Result:
    """Acts ↔ ledger entries that carry their number; a second person where one was needed; years adopted and closed as they say."""
    result = Result("budgetbesluiten")
    acts = source.rows(
        "SELECT id, kind, state, amount, from_line_id, to_line_id, needs_second, proposed_by_id, decided_by_id FROM budget_act ORDER BY id"
    )
    entries = source.rows(f"SELECT act_id, kind, line_id, amount FROM ledger_entry WHERE act_id IS NOT NULL OR kind IN {ONLY_BY_ACT}")
    booked = Counter((row.act_id, row.kind, row.line_id, row.amount) for row in entries)
    wanted: Counter[tuple[int | None, str, int, int]] = Counter()
    for act in acts:
        if act.state == "done":
            for kind, line in zip(ENTRIES[act.kind], (act.from_line_id, act.to_line_id), strict=True):
                if kind is not None:
                    wanted[(act.id, kind, line, act.amount)] += 1
            two = not act.needs_second or (act.decided_by_id is not None and act.decided_by_id != act.proposed_by_id)
            result.expect(two, f"budgetbesluit {act.id}: uitgevoerd zonder akkoord van een tweede persoon")
    for number, kind, line, amount in ((wanted - booked) + (booked - wanted)).elements():
        result.failures.append(f"budgetbesluit {number}: {kind} van {euros(amount)} op regel {line} past niet bij de boekingen")
    result.count(len(acts), "besluit", "besluiten")
    _check_years(result, source)
    _check_carried(result, source)
    return result


def _check_years(result: Result, source: Source) -> None:
    """A concept holds no money, an adopted year what was proposed, a closed one nothing new; each step by another person."""
    years = source.rows(
        "SELECT id, year, state, proposed_by_id, proposed_at, adopted_by_id, adopted_at, closing_by_id, closed_by_id, closed_at "
        "FROM budget_year ORDER BY year, id"
    )
    adopted = {
        row.line_id: row.amount
        for row in source.rows(
            "SELECT to_line_id AS line_id, SUM(amount) AS amount FROM budget_act WHERE kind = 'adopt' AND state = 'done' GROUP BY 1"
        )
    }
    for year in years:
        about = f"budget {year.year}"
        here = {"year": year.id}
        if year.state in ("concept", "proposed"):
            there = source.number(
                "SELECT COUNT(*) FROM ledger_entry e JOIN budget_line l ON l.id = e.line_id WHERE l.budget_year_id = :year", **here
            )
            result.expect(there == 0, f"{about}: {there} boekingen op een budget dat niet is vastgesteld")
            continue
        if year.proposed_at is not None:
            result.expect(_two(year.proposed_by_id, year.adopted_by_id), f"{about}: voorgesteld en vastgesteld door dezelfde persoon")
            _check_adopted(result, source, about, year.id, adopted)
        if year.state == "closed":
            result.expect(_two(year.closing_by_id, year.closed_by_id), f"{about}: afsluiten voorgesteld en gedaan door dezelfde persoon")
            late = source.number(
                "SELECT COUNT(*) FROM ledger_entry e JOIN budget_line l ON l.id = e.line_id JOIN budget_year y ON y.id = l.budget_year_id "
                f"WHERE y.id = :year AND e.booked_at > y.closed_at AND e.kind IN {ADDS}",
                **here,
            )
            result.expect(late == 0, f"{about}: {late} boekingen bij na het afsluiten")
    result.count(sum(year.adopted_at is not None for year in years), "vastgesteld jaar", "vastgestelde jaren")
    result.count(sum(year.closed_at is not None for year in years), "afgesloten jaar", "afgesloten jaren")


def _check_adopted(result: Result, source: Source, about: str, year_id: int, adopted: dict[int, int]) -> None:
    for line in source.rows("SELECT id, code, proposed_amount FROM budget_line WHERE budget_year_id = :year", year=year_id):
        got = int(adopted.get(line.id, 0))
        sentence = f"{about}: regel {line.code} kreeg {euros(got)}, vastgesteld is {euros(line.proposed_amount)}"
        result.expect(got == line.proposed_amount, sentence)
    loose = source.number(
        "SELECT COUNT(*) FROM ledger_entry e JOIN budget_line l ON l.id = e.line_id "
        "WHERE l.budget_year_id = :year AND e.act_id IS NULL AND e.kind IN ('allocate', 'withdraw')",
        year=year_id,
    )
    result.expect(loose == 0, f"{about}: {loose} boekingen van budget zonder besluit")


def _check_carried(result: Result, source: Source) -> None:
    """What left one year entered the next: the same code, a year later, of the same agenda."""
    moves = source.rows(
        "SELECT a.id, a.amount, f.code AS from_code, t.code AS to_code, fy.year AS from_year, ty.year AS to_year, "
        "fy.agenda_id AS from_agenda, ty.agenda_id AS to_agenda FROM budget_act a "
        "JOIN budget_line f ON f.id = a.from_line_id JOIN budget_year fy ON fy.id = f.budget_year_id "
        "JOIN budget_line t ON t.id = a.to_line_id JOIN budget_year ty ON ty.id = t.budget_year_id WHERE a.kind = 'carry_over'"
    )
    for move in moves:
        fits = move.from_code == move.to_code and move.to_year == move.from_year + 1 and move.from_agenda == move.to_agenda
        result.expect(
            fits, f"budgetbesluit {move.id}: {euros(move.amount)} ging van {move.from_year} naar een andere regel dan van het jaar erna"
        )
    out, came = (
        source.number("SELECT COALESCE(SUM(amount), 0) FROM ledger_entry WHERE kind = :kind", kind=kind)
        for kind in ("carry_out", "carry_in")
    )
    result.expect(out == came, f"{euros(out)} ging mee naar een volgend jaar, {euros(came)} kwam daar aan")


def _two(one: int | None, other: int | None) -> bool:
    return other is not None and one != other
