"""A database of a given size, with people who are really signed in."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select, text, update

from mag import schema
from mag.accounts.models import Person
from mag.accounts.roles import Role
from mag.accounts.service import create_person, give_role
from mag.accounts.sessions import start_session
from mag.agenda.models import Agenda, Form, RuleSet
from mag.agenda.queries import list_goals
from mag.agenda.terms import Distribution
from mag.agenda_file import load, parse
from mag.applications.models import Application
from mag.applications.states import ApplicationState
from mag.bench.rows import LINES_A_YEAR, YEARS, Ground, Maker, chunks
from mag.budget import service as budget
from mag.budget.models import BudgetLine
from mag.budget.states import Part
from mag.core.clock import SetClock, at
from mag.core.db import Database
from mag.core.journal import JournalChain
from mag.core.money import Cents
from mag.core.period import year
from mag.core.settings import ROOT
from mag.core.transaction import Store, Tx
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.indicators.models import Indicator, IndicatorDefinition, Stand, ValueStatus
from mag.indicators.service import measure
from mag.partners.models import MemberRole
from mag.partners.service import join
from mag.payments.models import PaymentRun
from mag.rounds.service import make_round, publish_round
from mag.year_plans.service import prepare as prepare_plan

NOW: datetime = at(date(2022, 12, 15), 10)
AGENDA = ROOT / "config" / "agendas" / "hardinxveld-giessendam-2018.yaml"
BUDGET = 9_000_000_00


@dataclass(frozen=True, slots=True)
class Filled:
    """Where the pages to measure stand, and the session secret per kind of visitor."""

    count: int
    open_reference: str
    settled_reference: str
    own_reference: str
    line_id: int
    run_reference: str
    goal_code: str
    long_goal_code: str
    indicator_code: str
    round_id: int
    plan_id: int
    secrets: dict[str, str]


def fill(database: Database, count: int) -> Filled:
    """Make the tables, an agenda with budgets, and ``count`` applications with all that hangs on them; sign four people in."""
    if schema.revisions():
        schema.upgrade(database)
    else:
        schema.metadata.create_all(database.writer)
    store = Store(database, SetClock(at(date(2022, 12, 15), 10)))
    with store.transaction() as tx:
        agenda = load(tx, parse(AGENDA.read_bytes()))
        _measure(tx, agenda)
        _lines(tx, agenda)
    ground = _ground(store, agenda.id)
    maker = Maker(ground, count)
    with database.writer.begin() as connection:
        for name, rows in maker.make().items():
            for some in chunks(rows):
                connection.execute(insert(schema.metadata.tables[name]), some)
        last = maker.tables["journal_line"][-1]
        head = {"last_sequence": last["sequence"], "last_digest": last["digest"]}
        connection.execute(update(JournalChain).where(JournalChain.code == ground.chain).values(head))
        for line_id, (committed, paid) in maker.balances.items():
            moved = {"committed_amount": committed, "paid_amount": paid, "available_amount": BUDGET - committed - paid}
            connection.execute(update(BudgetLine).where(BudgetLine.id == line_id).values(moved))
        if not database.is_sqlite:
            for name in maker.tables.keys() - {"stored_file"}:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM {name}))"))
    with database.writer.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
    return _filled(store, count, agenda.code)


def _measure(tx: Tx, agenda: Agenda) -> None:
    """Values for every definition, all of the last goal: twenty years of twenty indicators and a few."""
    last = list_goals(tx.db, agenda.id)[-1].id
    tx.db.execute(update(Indicator).values(goal_id=last))
    for definition in tx.db.scalars(select(IndicatorDefinition).order_by(IndicatorDefinition.id)).all():
        for number in range(2002, 2022):
            measure(
                tx, definition.id, period=year(number), area_code=agenda.municipality_code, area_name=agenda.municipality,
                value=Decimal(1 + number % 9), status=ValueStatus.FINAL, source="demo", is_demo=True, stand=Stand.APPROVED,
            )  # fmt: skip


def _lines(tx: Tx, agenda: Agenda) -> None:
    for number in YEARS:
        opened = budget.open_year(tx, agenda.id, number)
        for position in range(1, LINES_A_YEAR + 1):
            line = budget.add_line(
                tx, opened.id, code=f"MAG-{position:02d}", name=f"Regel {position} demo", part=Part.FLEXIBLE, task_field="6.1",
                cost_centre="610100",
            )  # fmt: skip
            budget.allocate(tx, line.id, Cents(BUDGET), reason="Begroting")


def _ground(store: Store, agenda_id: int) -> Ground:
    with store.reading() as db:
        agenda = db.get_one(Agenda, agenda_id)
        lines: dict[int, list[int]] = {}
        for line in db.scalars(select(BudgetLine).order_by(BudgetLine.id)):
            lines.setdefault(line.budget_year.year, []).append(line.id)
        rule_set = agenda.rule_sets[0]
        taken = {name: db.scalar(select(func.max(schema.metadata.tables[name].c.id))) or 0 for name in ("ledger_entry", "journal_line")}
        chain = db.get_one(JournalChain, agenda.code)
        return Ground(
            agenda_id=agenda.id,
            chain=agenda.code,
            chain_length=chain.last_sequence,
            rule_set_id=rule_set.id,
            form_id=db.scalars(select(Form.id).order_by(Form.id)).first() or 0,
            tier_ids=tuple(tier.id for tier in rule_set.tiers),
            goal_ids=tuple(goal.id for goal in list_goals(db, agenda.id)),
            line_ids={number: tuple(ids) for number, ids in lines.items()},
            budget=BUDGET,
            first_ids={name: most + 1 for name, most in taken.items()},
        )


def _filled(store: Store, count: int, code: str) -> Filled:
    with store.transaction() as tx:
        secrets = {}
        for name, role in (
            ("leader", Role.PROJECT_LEADER),
            ("controller", Role.CONTROLLER),
            ("reader", Role.MUNICIPALITY_READER),
            ("administrator", Role.ADMINISTRATOR),
        ):
            person = create_person(tx, email=f"{name}@demo.example", name=f"Demo {name}")
            give_role(tx, person.id, role)
            secrets[name] = start_session(tx, person_id=person.id)
        own = tx.db.scalars(select(Grant).where(Grant.state == GrantState.SETTLED).order_by(Grant.id)).all()[0]
        partner: Person = create_person(tx, email="partner@demo.example", name="Demo partner")
        join(tx, partner.id, own.partner_id, MemberRole.SIGNATORY)
        secrets["partner"] = start_session(tx, person_id=partner.id)
        waiting = select(Application.reference).where(Application.state == ApplicationState.SUBMITTED).order_by(Application.id)
        definition = tx.db.scalars(select(IndicatorDefinition).order_by(IndicatorDefinition.id)).first()
        assert definition is not None
        return Filled(
            count=count,
            open_reference=tx.db.scalars(waiting).first() or "",
            settled_reference=own.reference,
            own_reference=own.reference,
            line_id=tx.db.scalars(select(BudgetLine.id).order_by(BudgetLine.id.desc())).first() or 0,
            run_reference=tx.db.scalars(select(PaymentRun.reference).order_by(PaymentRun.id.desc())).first() or "",
            goal_code=list_goals(tx.db, own.application.agenda_id)[0].code,
            long_goal_code=list_goals(tx.db, own.application.agenda_id)[-1].code,
            indicator_code=definition.indicator.code,
            round_id=_round(tx, own.application.agenda_id),
            plan_id=prepare_plan(tx, own.application.agenda_id, 2023).id,
            secrets=secrets,
        )


def _round(tx: Tx, agenda_id: int) -> int:
    """A published round that holds the requests of the largest tier of the last week of November."""
    rule_set = tx.db.scalars(select(RuleSet).where(RuleSet.agenda_id == agenda_id).order_by(RuleSet.id)).first()
    assert rule_set is not None
    made = make_round(
        tx, agenda_id, name="Ronde 2022 demo", year=2022, rule_set_id=rule_set.id, tier_codes=[rule_set.tiers[-1].code],
        opens_on=date(2022, 11, 1), closes_on=date(2022, 11, 7), ceiling=Cents(100_000_00), method=Distribution.RANKING,
    )  # fmt: skip
    publish_round(tx, made.id, version=made.version)
    return made.id


def cookie_of(app: Flask, secret: str) -> str:
    """The session cookie a browser holds after signing in with this session."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": secret, "_fresh": True, "_permanent": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def sqlite_url(folder: Path, count: int) -> str:
    """Where the SQLite database of a size stands."""
    return f"sqlite:///{folder / f'bench-{count}.sqlite'}"
