"""The rounds and the plan of the year of the demonstration: large requests for 2023 under a ceiling, and a plan that is being adjusted."""

from datetime import date

from mag.agenda.queries import rule_set_on
from mag.agenda.terms import Distribution
from mag.core.money import Cents
from mag.demo.stage import PROJECT_LEADER, Stage
from mag.rounds import service as rounds
from mag.rounds.models import Round
from mag.rounds.queries import board_of
from mag.year_plans import service as year_plans
from mag.year_plans.models import YearPlan

SOUNDING_BOARD = "klankbord@demo.example"
OPENING_TEXT = (
    "In 2023 werken wij verder aan een gemeente waarin iedereen meedoet (demo).\n\n"
    "De grote partners gaan door met wat goed liep. Voor kleine plannen van inwoners is elke maand geld."
)
THEME_TEXTS = {
    "met_en_voor_elkaar": "Wij vragen dit jaar extra aandacht voor mantelzorgers. Twee partners werken daarin samen (demo).",
    "actief_en_gezond": "Clubs zoeken mensen op die nog nergens lid zijn. De buurtsportcoaches helpen daarbij (demo).",
}


def plan_rounds(stage: Stage) -> None:
    """Plan both rounds and the plan of the year."""
    middle: list[int] = []
    stage.plan(date(2022, 8, 22), 10, lambda: _large(stage), 0)
    stage.plan(date(2022, 12, 14), 10, lambda: middle.append(_spring(stage)), 0)
    stage.plan(date(2022, 11, 28), 11, lambda: _adopt_plan(stage), 0)
    stage.plan(date(2023, 2, 13), 11, lambda: _adjust_plan(stage), 0)
    stage.plan(date(2023, 2, 14), 22, lambda: _propose(stage, middle[0]), 0)


def _round(stage: Stage, name: str, tier: str, euros: int, opens_on: date, closes_on: date = date(2022, 10, 31)) -> int:
    leader = stage.staff(PROJECT_LEADER)
    with stage.house.store.reading() as db:
        rule_set = rule_set_on(db, stage.agenda_id, stage.today)
    assert rule_set is not None
    made = stage.act(
        leader,
        lambda tx: rounds.make_round(
            tx, stage.agenda_id, name=name, year=2023, rule_set_id=rule_set.id, tier_codes=[tier], opens_on=opens_on,
            closes_on=closes_on, ceiling=Cents(euros * 100), method=Distribution.RANKING,
        ),
    )  # fmt: skip
    stage.act(leader, lambda tx: rounds.publish_round(tx, made.id, version=1))
    return made.id


def _large(stage: Stage) -> None:
    _round(stage, "Grote aanvragen 2023 (demo)", "T4", 600_000, date(2022, 9, 1))


def _spring(stage: Stage) -> int:
    return _round(stage, "Voorjaar 2023 (demo)", "T3", 75_000, date(2023, 1, 1), date(2023, 3, 31))


def _propose(stage: Stage, round_id: int) -> None:
    """Propose for what still waits in the round: all of it while there is room, then the reason why not."""
    leader = stage.staff(PROJECT_LEADER)
    with stage.house.store.reading() as db:
        board = board_of(db, leader, round_id)
    line = max(board.lines, key=lambda one: one.available_amount)
    lines: dict[int, rounds.Line] = {}
    still_open = [row for row in board.rows if not row.ask.is_decided and not row.is_proposed]
    for rank, row in enumerate(still_open, start=1):
        wanted = {**lines, row.application.id: rounds.Line(rank, row.ask.requested, line.id)}
        if not rounds.objections(board, wanted):
            lines = wanted
    version = stage.version(Round, round_id)
    stage.act(leader, lambda tx: rounds.propose(tx, round_id, version=version, lines=lines))


def _write(stage: Stage, plan_id: int, texts: dict[str, str]) -> None:
    leader = stage.staff(PROJECT_LEADER)
    for chapter, text in texts.items():
        version = stage.get(YearPlan, plan_id).row_version
        stage.act(
            leader,
            lambda tx, chapter=chapter, text=text, version=version: year_plans.write_text(  # type: ignore[misc]
                tx, plan_id, row_version=version, chapter=chapter, text=text
            ),
        )


def _adopt_plan(stage: Stage) -> None:
    leader = stage.staff(PROJECT_LEADER)
    plan = stage.act(leader, lambda tx: year_plans.prepare(tx, stage.agenda_id, 2023))
    _write(stage, plan.id, {"opening": OPENING_TEXT, **THEME_TEXTS})
    version = stage.get(YearPlan, plan.id).row_version
    stage.act(leader, lambda tx: year_plans.adopt(tx, plan.id, row_version=version, address=stage.address))


def _adjust_plan(stage: Stage) -> None:
    leader, board = stage.staff(PROJECT_LEADER), stage.staff(SOUNDING_BOARD)
    plan = stage.act(leader, lambda tx: year_plans.prepare(tx, stage.agenda_id, 2023))
    version = stage.get(YearPlan, plan.id).row_version
    stage.act(leader, lambda tx: year_plans.share(tx, plan.id, row_version=version, address=stage.address))
    said = "Goed dat mantelzorgers voorop staan. Denk ook aan jongeren die voor een ouder zorgen (demo)."
    stage.act(board, lambda tx: year_plans.comment(tx, plan.id, chapter="met_en_voor_elkaar", text=said))
