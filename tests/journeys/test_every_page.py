"""Every page of the URL map, found by following links as everybody who comes here, in the world of the demonstration."""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from mag.accountability import service as accountability
from mag.accountability.models import HandIn
from mag.accountability.receipts import service as receipt_verbs
from mag.accountability.states import HandInState
from mag.accounts.models import Person, TokenPurpose
from mag.accounts.roles import Permission, Role, permissions_of
from mag.accounts.tokens import new_token
from mag.app import create_app
from mag.applications.models import Application
from mag.applications.states import ApplicationState
from mag.core.clock import SetClock, at
from mag.core.house import House, open_house
from mag.core.mailer import send_due
from mag.core.settings import ROOT
from mag.demo.calendar import OPENING, banner
from mag.demo.cast import shown_partner
from mag.demo.people import staff
from mag.demo.routes import postbus
from mag.grants.co_funding.models import CoFunding
from mag.grants.models import Grant
from mag.grants.states import GrantState
from mag.mailbox import Mailbox
from tests.factories.accountability import make_kept
from tests.factories.handling import asked_completion, asked_view
from tests.fixtures_demo import demo_settings_at
from tests.journeys.crawl import Visit, Visitor, crawl
from tests.journeys.page_rules import faults_of, grammar
from tests.journeys.walker import Walker
from tests.web_client import client_as, client_by_link, post

pytestmark = pytest.mark.browser

IDEA = {
    "amount": "200", "description": "Een straatfeest demo.", "starts_on-day": "4", "starts_on-month": "6", "starts_on-year": "2023",
    "place": "Peulenstraat",
}  # fmt: skip
ME = {"contact_name": "Demo Aanvrager", "contact": "nieuw@demo.example", "iban": "NL91 ABNA 0417 1643 00"}
OWN = ("/start", "/account", "/account/naam", "/account/wachtwoord", "/account/uitloggen", "/uitloggen")
OPEN_TO_ALL = ("/", "/toegankelijkheid", "/privacy", "/vragen", "/inloggen", "/inloggen/verstuurd", "/uitgelogd", "/postbus", "/volg")
AFTER_AN_ACT = {
    "accountability.ask_change": ("tests/accountability/test_changes.py", "/vraag/more-time"),
    "accountability.called": ("tests/accountability/test_calls.py", "/verslagen/oproep/"),
    "accountability.change": ("tests/accountability/test_changes.py", "/veranderingen/"),
    "accountability.changes": ("tests/accountability/test_changes.py", "/verandering/"),
    "accountability.delay": ("tests/accountability/test_calls.py", "/uitstel"),
    "accountability.report": ("tests/accountability/test_calls.py", "/verslagen/"),
    "accountability.one_draw": ("tests/accountability/test_draws.py", "/steekproef"),
    "accountability.reserve": ("tests/accountability/test_reserves.py", "/bewaard"),
    "accountability.view": ("tests/accountability/test_views.py", "/reactie"),
    "reports.use": ("tests/reports/test_uses.py", "/mijn/gebruik/"),
    "budget.act": ("tests/budget/test_pages.py", "/budget/besluiten"),
    "budget.change_line": ("tests/budget/test_pages.py", "/wijzigen"),
    "budget.late": ("tests/budget/test_year_pages.py", "/later-vrijgevallen"),
    "desk.choose_moment": ("tests/desk/test_handling.py", "/gesprek"),
    "desk.together_result": ("tests/desk/test_worklist.py", "/werkvoorraad/samen"),
    "indicators.framework": ("tests/indicators/frameworks/test_frameworks.py", "/cijfers/kaders/"),
    "indicators.import_preview": ("tests/indicators/imports/test_pages.py", "/cijfers/importeren"),
    "indicators.import_order": ("tests/indicators/imports/test_orders.py", "/cijfers/importeren/opdracht/"),
    "remedies.letter": ("tests/remedies/test_pages.py", "/brief"),
    "reports.accept": ("tests/reports/test_talk.py", "/accepteren"),
    "reports.correct": ("tests/reports/test_changed.py", "/verbeteren"),
    "reports.making": ("tests/reports/test_making.py", "/wordt-gemaakt"),
    "reports.propose": ("tests/reports/test_kinds.py", "/voorstel/"),
    "reports.publish": ("tests/reports/test_publishing.py", "/openbaar"),
    "rounds.decided": ("tests/rounds/test_pages.py", "/besluiten"),
    "payments.refused": ("tests/payments/test_doubt_pages.py", "/geweigerd/"),
    "statements.preview": ("tests/payments/test_bank_pages.py", "/betalingen/afschriften"),
}
"""Pages that are there only after an act the visitors of the crawl do not do, with the test that does it and opens them."""
NO_PAGE = {
    "accountability.paper": "a file",
    "accountability.photo": "a picture",
    "accountability.shown_photo": "a picture",
    "accountability.first_receipt": "leads to the first receipt that waits",
    "static": "styles, fonts and pictures",
    "health.healthz": "a monitor asks this",
    "accounts.ask_link": "sends on to the page to sign in",
    "accounts.with_password": "sends on to the page to sign in",
    "desk.letter_pdf": "a PDF",
    "desk.seen": "a picture that tells colleagues who looks",
    "desk.step": "leads to the next file of a list",
    "year_plans.plan_pdf": "a PDF",
    "applications.open_concept": "sends on to the concept",
    "applications.sign": "only for the largest tier, which nobody can ask under yet; looked at in tests/applications/test_together.py",
    "applications.budget": "looked at in test_budget_and_papers.py, with axe",
    "applications.budget_sheet": "a workbook",
    "applications.draft_file": "a file",
    "applications.draft_picture": "a picture",
    "desk.document": "a file",
    "desk.document_picture": "a picture",
    "desk.talks_calendar": "a calendar",
    "remedies.letter_pdf": "a PDF",
    "applications.partners": "sends on to the people, for who belongs to one organisation",
    "reports.address": "leads to the permanent address of a report",
    "reports.newest": "leads to the newest version of a report",
    "reports.permalink": "a kept page with its own styles; looked at in tests/reports/test_publishing.py",
    "reports.note": "a file for Word",
    "reports.public_file": "a file",
    "reports.schema": "a description for programs",
    "postbus.attachment": "a file in a mail",
}
"""What can be fetched and is no page to look at."""
TWICE = {"desk.application", "desk.my_file", "payments.run", "accountability.review", "reports.report"}
"""Pages that differ so much by the state of their subject that two of them are looked at."""
PARSED = 4
"""Of how many pages of one kind the HTML is parsed by the letter; that takes a second for a long one."""
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def house(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration of 15 February 2023, with some mails in its Postbus."""
    var = tmp_path_factory.mktemp("every-page") / "demo"
    shutil.copytree(demo_template, var)
    with Mailbox(var / "postbus") as mailbox:
        opened = open_house(demo_settings_at(var, smtp_host="127.0.0.1", smtp_port=mailbox.port), SetClock(at(OPENING, 10)))
        send_due(opened.store, opened.files, opened.settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def everywhere(house: House) -> Flask:
    """Its web application."""
    made = create_app(house, extra_blueprints=(postbus.blueprint,), demo_banner=lambda: banner(house.store.clock.now()))
    made.testing = False
    return made


@pytest.fixture(scope="module")
def visitors(everywhere: Flask, house: House) -> list[Visitor]:
    """Everybody who comes here."""
    with house.store.reading() as db:
        ids = {email: i for email, i in db.execute(select(Person.email, Person.id))}
        sent = db.scalars(select(Grant).join(HandIn, HandIn.grant_id == Grant.id).where(HandIn.state == HandInState.HANDED_IN)).first()
        begun = select(HandIn.grant_id)
        due = db.scalars(select(Grant).where(Grant.state == GrantState.RUNNING, Grant.id.not_in(begun)).order_by(Grant.id)).first()
        helped = db.scalars(select(Grant.reference).join(CoFunding, CoFunding.grant_id == Grant.id).order_by(Grant.id)).first()
        assert sent is not None and due is not None and helped is not None
    asked, theirs = _who_are_asked(everywhere, house)
    disagrees = client_by_link(everywhere, sent.application_id)
    post(disagrees, f"/mijn/{sent.reference}/niet-eens", {"about": "treatment", "text": "Wij wachtten lang op een antwoord (demo)."})
    found = [
        Visitor(one.name, client_as(everywhere, ids[one.email]), (*_starts(one.roles), *_at(one.roles, theirs, helped)))
        for one in staff()
        if one.show
    ]
    found += asked
    found.append(Visitor("somebody of a partner", client_as(everywhere, ids[shown_partner().email]), OWN))
    found.append(
        Visitor("who accounted", client_by_link(everywhere, sent.application_id), ("/mijn", f"/verantwoording/{sent.reference}/verstuurd"))
    )
    found.append(_who_accounts(everywhere, house, due))
    found.append(_who_asks_again(everywhere, due))
    with house.store.transaction() as tx:
        links = [f"/inloggen/link/{new_token(tx, ids[shown_partner().email], TokenPurpose.SIGN_IN)}"]
        links.append(f"/wachtwoord/{new_token(tx, ids[staff()[1].email], TokenPurpose.RESET)}")
    found.append(Visitor("a passer-by", everywhere.test_client(), (*OPEN_TO_ALL, *links)))
    return [*found, *_applicants(everywhere)]


def _starts(roles: tuple[Role, ...]) -> tuple[str, ...]:
    """Where a colleague begins. No goal of the demonstration has a budget line of its own, so nothing leads to that page there."""
    return (*OWN, "/doelen/samenleven/budgetregels") if Permission.SEE_GOALS in permissions_of(set(roles), is_member=False) else OWN


def _at(roles: tuple[Role, ...], references: list[str], helped: str) -> tuple[str, ...]:
    """The files of who were asked something or were helped by others, and the pages that only some files lead to, for who decides."""
    if Role.PROJECT_LEADER not in roles:
        return ()
    return f"/werkvoorraad/{helped}/geld-van-anderen", *(
        f"/werkvoorraad/{reference}{page}" for reference in references for page in ("", "/verlengen", "/prestatiedialoog")
    )


def _who_are_asked(app: Flask, house: House) -> tuple[list[Visitor], list[str]]:
    """Two people with a link whom we asked something: what is missing, and a view; and the references of their files."""
    with house.store.reading() as db:
        state = (ApplicationState.SUBMITTED, ApplicationState.ASSESSING)
        first, second = db.scalars(select(Application).where(Application.state.in_(state)).order_by(Application.id.desc()).limit(2))
    asked_completion(house.store, first.id)
    asked_view(house.store, second.id, ground=None)
    return [
        Visitor("whom we ask what is missing", client_by_link(app, first.id), (f"/mijn/{first.reference}",)),
        Visitor("whom we ask a view", client_by_link(app, second.id), (f"/mijn/{second.reference}",)),
    ], [first.reference, second.reference]


def _who_accounts(app: Flask, house: House, grant: Grant) -> Visitor:
    """Somebody with a link who is about to send an account."""
    with house.store.transaction() as tx:
        receipt_verbs.add_receipts(tx, accountability.start_hand_in(tx, grant.id).id, [make_kept(house.files)])
    client = client_by_link(app, grant.application_id)
    post(client, f"/verantwoording/{grant.reference}", {"spent_amount": "100", "people_reached": "20", "story": "Het was mooi."})
    return Visitor("who accounts", client, ("/mijn", f"/verantwoording/{grant.reference}", f"/verantwoording/{grant.reference}/controle"))


def _who_asks_again(app: Flask, grant: Grant) -> Visitor:
    """Somebody with a link who began with the answers of a granted request."""
    client = client_by_link(app, grant.application_id)
    post(client, f"/mijn/{grant.reference}/nog-eens/volgend-jaar")
    return Visitor("who asks again", client, ("/aanvragen/klopt-dit-nog",))


def _applicants(app: Flask) -> Iterator[Visitor]:
    """Four people with a request under way: half done, ready to send, too large, sent."""
    saved, ready, large, closed = (app.test_client() for _ in range(4))
    for one in (saved, ready):
        post(one, "/aanvragen/stap/idee", IDEA)
    post(saved, "/aanvragen/stap/gegevens", ME | {"later": "1"})
    post(ready, "/aanvragen/stap/gegevens", ME)
    post(large, "/aanvragen/stap/idee", IDEA | {"amount": "2500"})
    post(closed, "/aanvragen/stap/idee", IDEA | {"amount": "25000"})
    later = re.findall(r"/aanvragen/verder/[\w-]+", saved.get("/aanvragen/opgeslagen").text)[0]
    yield Visitor("who saved a request", saved, ("/aanvragen/begin", "/aanvragen/opgeslagen", "/aanvragen/stap/gegevens", later))
    yield Visitor("who is about to send", ready, ("/aanvragen/controle",))
    yield Visitor("who asks for more", large, ("/aanvragen/inloggen", "/aanvragen/begin"))
    yield Visitor("who asks for too much", closed, ("/aanvragen/gesloten",))
    sent = app.test_client()
    post(sent, "/aanvragen/stap/idee", IDEA)
    post(sent, "/aanvragen/stap/gegevens", ME | {"contact": "ander@demo.example"})
    answer = post(sent, "/aanvragen/controle")
    yield Visitor("who just sent it", sent, (str(answer.location),))


@pytest.fixture(scope="module")
def pages(everywhere: Flask, visitors: list[Visitor]) -> tuple[list[Visit], list[str]]:
    """All pages everybody finds, and the links that lead nowhere."""
    visits: list[Visit] = []
    dead: list[str] = []
    fetched: set[str] = set()
    for visitor in visitors:
        seen, lost = crawl(everywhere, visitor, fetched)
        visits += seen
        dead += lost
    return visits, dead


def test_no_link_leads_nowhere(pages: tuple[list[Visit], list[str]]) -> None:
    assert pages[1] == []


def test_every_page_of_the_map_is_found_by_somebody(everywhere: Flask, pages: tuple[list[Visit], list[str]]) -> None:
    every = {rule.endpoint for rule in everywhere.url_map.iter_rules() if "GET" in (rule.methods or set())}
    seen = {visit.endpoint for visit in pages[0]}
    assert sorted(every - seen - set(NO_PAGE) - set(AFTER_AN_ACT)) == []
    assert {endpoint: test for endpoint, (test, path) in AFTER_AN_ACT.items() if path not in (ROOT / test).read_text()} == {}


def test_every_page_keeps_what_pages_promise(pages: tuple[list[Visit], list[str]]) -> None:
    faults: dict[str, list[str]] = defaultdict(list)
    parsed: dict[str, int] = defaultdict(int)
    for visit in pages[0]:
        if visit.source:
            parsed[visit.endpoint] += 1
            for fault in (*(grammar(visit.source) if parsed[visit.endpoint] <= PARSED else ()), *faults_of(visit.source)):
                faults[f"{visit.endpoint}: {fault}"].append(f"{visit.who} {visit.url}")
    assert [f"{fault} ({where[0]})" for fault, where in faults.items()] == []


def test_pages_with_one_title_are_one_page(pages: tuple[list[Visit], list[str]]) -> None:
    titles: dict[str, set[str]] = defaultdict(set)
    for visit in pages[0]:
        if visit.source:
            titles[visit.source.partition("<title>")[2].partition("</title>")[0]].add(visit.endpoint)
    assert {title: kinds for title, kinds in titles.items() if len(kinds) > 1} == {}


@pytest.fixture(scope="module")
def address(everywhere: Flask) -> Iterator[str]:
    """The application on a port of this machine."""
    server = make_server("127.0.0.1", 0, everywhere, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_nobody_meets_a_barrier_on_any_page(
    chromium: Any, address: str, visitors: list[Visitor], pages: tuple[list[Visit], list[str]]
) -> None:
    chosen: dict[str, list[Visit]] = defaultdict(list)
    for visit in pages[0]:
        if visit.source and len(chosen[visit.endpoint]) < (2 if visit.endpoint in TWICE else 1):
            chosen[visit.endpoint].append(visit)
    faults: list[str] = []
    axe = Axe()
    for visitor in visitors:
        mine = [visit for visits in chosen.values() for visit in visits if visit.who == visitor.name]
        if not mine:
            continue
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="nl-NL")
        if cookie := visitor.cookie():
            context.add_cookies([{"name": "mag", "value": cookie, "url": address}])
        walker = Walker(context, address)
        for visit in mine:
            faults += _barriers(walker, axe, visit)
        faults += walker.trouble
        context.close()
    assert faults == []


def _barriers(walker: Walker, axe: Axe, visit: Visit) -> Iterator[str]:
    page = walker.page
    page.set_viewport_size({"width": 1280, "height": 800})
    walker.go(visit.url)
    page.evaluate(axe.axe_script)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        found = AxeResults(page.evaluate("rules => axe.run(rules)", RULES))
        walker.picture(f"page-{visit.endpoint}")
        for violation in found.response["violations"]:
            yield f"{visit.url} at {width}: {violation['id']}: {violation['nodes'][0]['html'][:200]}"
    page.set_viewport_size({"width": 320, "height": 640})
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield f"{visit.url} is wider than a screen of 320"


def test_the_roles_of_the_demonstration_are_all_there() -> None:
    assert {role for member in staff() for role in member.roles} >= set(Role) - {Role.MUNICIPALITY_OFFICER}
