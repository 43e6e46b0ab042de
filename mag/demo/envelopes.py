"""The envelope of the neighbourhood worker: handed out at New Year, decided on by the verbs people use, told about, given back."""

from datetime import date

from mag.budget.envelopes import service
from mag.budget.envelopes.queries import get_envelope
from mag.budget.envelopes.service import Told
from mag.budget.models import BudgetLine
from mag.core.money import Cents
from mag.core.period import half_year
from mag.demo.stage import NEIGHBOURHOOD, PROJECT_LEADER, Stage
from mag.desk.envelope_facts import decided_in, list_decided

ENVELOPE = "BB1"
SMALL = Cents(250_00)
"""What a neighbourhood worker decides by the rules of the demonstration."""

AMOUNTS = {2022: Cents(2_400_00), 2023: Cents(1_200_00)}
STORIES = (
    "De kleine plannen kwamen vooral uit straten waar nog weinig gebeurde. Twee plannen gingen door de regen anders dan bedacht (demo).",
    "In het najaar vroegen vooral bewoners die nog nooit iets vroegen. Vier straten willen volgend jaar samen iets doen (demo).",
)
OUTCOMES = (
    "Gelukt: de hele straat deed mee (demo).",
    "Kleiner dan gedacht, maar wel met nieuwe buren erbij (demo).",
    "Door de regen naar het buurthuis verplaatst (demo).",
)


def plan_envelopes(stage: Stage) -> None:
    """Both years' envelopes, the two reports over 2022, and what was left of it back to its line."""
    for year, day in ((2022, date(2022, 1, 3)), (2023, date(2023, 1, 3))):
        stage.plan(day, 8, lambda year=year: _hand_out(stage, year), 30)  # type: ignore[misc]
    stage.plan(date(2022, 7, 12), 9, lambda: _report(stage, 1), 0)
    stage.plan(date(2023, 1, 10), 9, lambda: _report(stage, 2), 0)
    stage.plan(date(2023, 1, 11), 9, lambda: _close(stage), 0)


def line_for(stage: Stage, year: int, code: str, amount: Cents, *, by_neighbourhood: bool) -> int:
    """The line an award comes from: the envelope for what the neighbourhood worker decides, as long as there is money in it."""
    envelope = stage.lines.get((year, ENVELOPE))
    if by_neighbourhood and envelope is not None and amount <= SMALL:
        line = stage.get(BudgetLine, envelope)
        if line.envelope_closed_on is None and line.available_amount >= amount:
            return envelope
    return stage.lines[year, code]


def _hand_out(stage: Stage, year: int) -> None:
    holder = stage.staff(NEIGHBOURHOOD).id or 0
    act = stage.act(
        stage.staff(PROJECT_LEADER),
        lambda tx: service.hand_out(
            tx, stage.lines[year, "F1"], holder_id=holder, name="Buurtbudget Dorp (demo)", amount=AMOUNTS[year], most=SMALL,
            reason=f"Kleine plannen in {year} (demo)",
        ),
    )  # fmt: skip
    stage.lines[year, ENVELOPE] = act.to_line_id or 0


def _report(stage: Stage, half: int) -> None:
    period, envelope = half_year(2022, half), stage.lines[2022, ENVELOPE]
    with stage.house.store.reading() as db:
        rows = decided_in(list_decided(db, get_envelope(db, envelope)), period)
    told = [Told(one.reference, one.title, one.awarded, OUTCOMES[n % len(OUTCOMES)], one.people) for n, one in enumerate(rows)]
    stage.act(stage.staff(NEIGHBOURHOOD), lambda tx: service.send_report(tx, envelope, period, STORIES[half - 1], told))


def _close(stage: Stage) -> None:
    envelope, line = stage.lines[2022, ENVELOPE], stage.lines[2022, "F1"]
    stage.act(stage.staff(PROJECT_LEADER), lambda tx: service.close(tx, envelope, line, reason="Het jaar is om (demo)"))
