"""The demonstration year, made on the first start: day after day through the verbs people use, under a clock that is set."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from random import Random

import yaml
from sqlalchemy import select

from mag.agenda.models import Goal, Theme
from mag.agenda.queries import get_agenda, read_section
from mag.agenda.service import save_agenda
from mag.agenda_file import load, parse
from mag.core.clock import SetClock, at
from mag.core.duties import once
from mag.core.house import House
from mag.core.settings import ROOT, Settings
from mag.demo.accounting import plan_draw
from mag.demo.asking import plan_case
from mag.demo.calendar import FOUNDED, OPENING
from mag.demo.cases import SEED, Case, write_cases
from mag.demo.envelopes import plan_envelopes
from mag.demo.installation import DUTY, PERIOD, open_demo, outcome_now
from mag.demo.letters import name_sender
from mag.demo.measuring import plan_measuring
from mag.demo.money import begin_next_budget, open_budget, plan_runs, propose_to_close, shift_budget
from mag.demo.partner_reports import plan_partner_reports
from mag.demo.people import INSTALLER, settle_staff
from mag.demo.receipts import draw_all, keep_all
from mag.demo.reporting import plan_reports
from mag.demo.rounds import plan_rounds
from mag.demo.stage import ADMINISTRATOR, Stage
from mag.indicators.frameworks.document import FrameworkDocument
from mag.indicators.frameworks.service import load_framework
from mag.indicators.models import Indicator

CODE = "hardinxveld-giessendam-2018"
CLOSES = "10-31"
"""The invented last day of the yearly round: the source leaves it open (T4)."""
Tell = Callable[[str], None]


def make_demonstration(settings: Settings, *, tell: Tell = print, seed: int = SEED, limit: int | None = None) -> None:
    """Make the whole demonstration in an empty house. Its duty is finished last: until then the house counts as broken off.

    ``tell`` hears how far it is, in Dutch; with a ``limit`` only so many cases are played, without indicators and reports (tests).
    """
    clock = SetClock(at(FOUNDED, 9))
    house = open_demo(settings, clock)
    try:
        once(house.store, DUTY, PERIOD, lambda _run: _make(house, clock, tell, write_cases(seed, limit), seed, whole=limit is None))
    finally:
        house.close()


def _make(house: House, clock: SetClock, tell: Tell, cases: list[Case], seed: int, *, whole: bool) -> str:
    tell("Eerste start: de agenda, de mensen en de bonnen…")
    with ThreadPoolExecutor(1) as beside:
        drawn = beside.submit(lambda: keep_all(house.files, draw_all(cases)))
        load_agendas(house)
        settle_staff(house)
        stage = set_stage(house, clock, seed, beside)
        stage.receipts = drawn.result
        _fill_open_rules(stage)
        name_sender(stage)
        _plan(stage, cases, tell)
        if whole:
            plan_measuring(stage, seed)
            plan_reports(stage)
            plan_rounds(stage)
            plan_draw(stage)
            plan_partner_reports(stage)
        with _little_collecting():
            stage.play(at(OPENING, 10))
    return outcome_now()


@contextmanager
def _little_collecting() -> Iterator[None]:
    """Look for garbage a hundred times less often: a year in one go makes much, and all of it is small."""
    before = gc.get_threshold()
    gc.set_threshold(before[0] * 100, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def load_agendas(house: House) -> None:
    """Load every agenda of ``config/agendas``, with what the demonstration says of its reports and the frameworks beside its agenda."""
    config = ROOT / "config"
    for path in sorted((config / "agendas").glob("*.yaml")):
        own = path.stem == CODE
        along = (config / "demo" / "reports.yaml").read_bytes() if own else b""
        with house.store.transaction(INSTALLER) as tx:
            agenda = load(tx, parse(path.read_bytes() + along))
            for framework in sorted((config / "frameworks").glob("*.yaml")) if own else ():
                load_framework(tx, agenda.id, FrameworkDocument.model_validate(yaml.safe_load(framework.read_bytes())))


def set_stage(house: House, clock: SetClock, seed: int, beside: Executor) -> Stage:
    """The stage of the agenda the year is played on."""
    with house.store.reading() as db:
        agenda = get_agenda(db, CODE)
        goals = {code: goal_id for code, goal_id in db.execute(select(Goal.code, Goal.id).where(Goal.agenda_id == agenda.id))}
        indicators: dict[str, list[int]] = {}
        counted: dict[str, int] = {}
        found = select(Goal.code, Indicator).join(Goal, Goal.id == Indicator.goal_id).where(Indicator.agenda_id == agenda.id)
        for goal, indicator in db.execute(found.order_by(Indicator.position)):
            indicators.setdefault(goal, []).append(indicator.id)
            if indicator.asks is not None:
                counted[goal] = indicator.id
    return Stage(house, clock, Random(seed), agenda.id, CODE, goals, indicators, counted, beside)


def _fill_open_rules(stage: Stage) -> None:
    """What the source leaves open and the demonstration needs is filled in by the administrator, with a note that says demo."""
    with stage.house.store.reading() as db:
        section = read_section(db, CODE)
    filled = []
    for rules in section.rule_sets:
        tiers = []
        for tier in rules.tiers:
            if "window.closes" in tier.open_keys():
                notes = {**tier.notes, "window.closes": "demo: een verzonnen sluitdatum, alleen voor de demonstratie"}
                tier = tier.model_copy(update={"window": tier.window.model_copy(update={"closes": CLOSES}), "notes": notes})
            tiers.append(tier)
        filled.append(rules.model_copy(update={"tiers": tuple(tiers)}))
    changed = section.model_copy(update={"rule_sets": tuple(filled)})
    stage.act(stage.staff(ADMINISTRATOR), lambda tx: save_agenda(tx, changed))


def _plan(stage: Stage, cases: list[Case], tell: Tell) -> None:
    with stage.house.store.reading() as db:
        themes = {code: theme_id for code, theme_id in db.execute(select(Theme.code, Theme.id).where(Theme.agenda_id == stage.agenda_id))}
    stage.plan(date(2021, 9, 9), 9, lambda: open_budget(stage, 2022, themes), 0)
    stage.plan(date(2022, 9, 8), 9, lambda: open_budget(stage, 2023, themes), 0)
    stage.plan(date(2022, 7, 5), 9, lambda: shift_budget(stage), 0)
    stage.plan(date(2023, 2, 9), 9, lambda: begin_next_budget(stage), 0)
    stage.plan(date(2023, 2, 13), 9, lambda: propose_to_close(stage), 0)
    plan_runs(stage)
    plan_envelopes(stage)
    for case in cases:
        plan_case(stage, case)
    in_order = sorted(cases, key=lambda case: case.slot.asked_on)
    for number, case in enumerate(in_order, start=1):
        if number % 10 == 0 or number == len(cases):
            stage.plan(case.slot.asked_on, 23, partial(tell, f"Demonstratiejaar 2022: {number} van {len(cases)} aanvragen…"), 59)
