"""What becomes of a request: the yearly round, a refusal after a view, a complaint that helps, and two rule sets side by side."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from time import monotonic, sleep
from typing import Any

import pytest
from PIL import Image

from mag.accounts.roles import Role
from mag.agenda.filling import fill_open_rule
from mag.agenda.models import Agenda, RuleSet
from mag.agenda.publishing import publish_form, use_form
from mag.agenda_file import load
from mag.applications.service import submit
from mag.core.actor import Actor, ActorKind
from mag.partners.models import PartnerKind
from tests.factories.applications import CODE, agenda_file, form_file, request_for
from tests.factories.budgets import make_line
from tests.factories.people import PASSWORD, make_staff
from tests.journeys.site import PATIENCE, Site
from tests.journeys.test_each_tier import open_the_largest_tier
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
Walk = Callable[..., Walker]
NEW = "hardinxveld-giessendam-2024"
NEW_RULES, NEW_TIER = "subsidieregeling-mag-2024", "E1"
MAIL = "vrager@demo.example"
BEHEER = Actor(ActorKind.PERSON, id=1, label="Demo Beheerder", permissions=frozenset({"manage_agenda", "manage_forms"}))


def asked(site: Site, amount: int, *, code: str = CODE, email: str = MAIL, **changes: Any) -> str:
    """Somebody sends a request of ``amount`` cents today. Answers its reference."""
    with site.store.transaction() as tx:
        agenda_id = tx.db.query(Agenda).filter_by(code=code).one().id
        request = replace(request_for(agenda_id, amount, email=email, **changes), is_demo=False)
        return submit(tx, request, address=site.house.settings.address).application.reference


def applicant(walk: Walk, site: Site, reference: str, email: str = MAIL, *, script: bool = False) -> Walker:
    """Who asked, with the link of the mail that confirmed it."""
    walker = walk("phone", script=script)
    walker.go(next(url for _, url in site.mail_to(email, f"is binnen ({reference})").links if "/volg/" in url))
    walker.press("Bekijk uw aanvraag")
    return walker


def colleague(walk: Walk, role: str, *, script: bool = False) -> Walker:
    walker = walk("desktop", script=script)
    walker.sign_in(role)
    return walker


def unfold(walker: Walker, words: str) -> None:
    """Open what is folded away, where it is still closed."""
    fold = walker.page.get_by_role("main").locator("details", has=walker.page.locator("summary", has_text=words)).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()


def refuse(decider: Walker, reference: str, ground: str, why: str) -> None:
    """Refuse on the page of a file, and press the button that sends it."""
    decider.go(f"/werkvoorraad/{reference}")
    unfold(decider, "Afwijzen of niet in behandeling nemen")
    decider.choose("Grond", ground)
    decider.fill("Uitleg", why)
    decider.press("Besluit versturen")


def letters_of(walker: Walker, reference: str, title: str) -> list[str]:
    """The words of every letter on Mijn aanvraag whose title holds these words, oldest first."""
    walker.go(f"/mijn/{reference}")
    lines = walker.page.locator("section[aria-labelledby=van-ons] .paper").filter(has_text=title)
    urls = lines.get_by_role("link", name="Lees").evaluate_all("links => links.map(a => a.href)")
    found = []
    for url in urls:
        walker.go(url)
        walker.seen("letter")
        found.append(walker.text().replace("\u00a0", " "))
    return found


def plain(walker: Walker) -> str:
    return walker.text().replace("\u00a0", " ")


def test_a_yearly_round_gives_until_the_money_is_gone_and_who_got_nothing_asks_again(walk: Walk, site: Site) -> None:
    open_the_largest_tier(site)
    site.set_day(date(2022, 9, 1))
    with site.store.transaction() as tx:
        make_line(tx, tx.db.query(Agenda).one().id, 60_000_00, code="MAG-23", year=2023)
    leader = colleague(walk, "project_leader", script=True)
    leader.go("/rondes")
    leader.follow("Maak een nieuwe ronde")
    leader.fill("Naam van de ronde", "Grote plannen 2023")
    leader.fill_date("Eerste dag om aan te vragen", "2 9 2022")
    leader.fill_date("Laatste dag om aan te vragen", "20 10 2022")
    leader.fill("Plafond", "30.000")
    leader.page.get_by_role("radio", name="Op rangorde").check()
    leader.seen("round-new")
    leader.press("Maak de ronde")
    leader.press("Publiceer het plafond van")
    board = leader.page.url
    site.set_day(date(2022, 9, 5))
    year = {"starts_on": date(2023, 1, 1), "ends_on": date(2023, 12, 31), "is_regular": True, "applicant_kind": PartnerKind.FOUNDATION}
    first = asked(site, 25_000_00, email="brug@demo.example", title="Ontmoeten demo", organisation_name="Stichting De Brug demo", **year)
    second = asked(
        site, 20_000_00, email="wijk@demo.example", title="Wijkhuis demo", organisation_name="Stichting Het Wijkhuis demo", **year
    )  # fmt: skip

    site.set_day(date(2022, 10, 25))
    leader = colleague(walk, "project_leader", script=True)
    leader.go(board)
    amounts = {reference: leader.page.get_by_label(f"Bedrag voor {reference}") for reference in (first, second)}
    amounts[first].fill("25.000")
    leader.choose(f"Budgetregel voor {first}", "MAG-23")
    left = leader.page.locator("[data-left]")
    assert left.inner_text() == "€\u00a05.000,00"
    amounts[second].fill("20.000")
    leader.choose(f"Budgetregel voor {second}", "MAG-23")
    assert left.inner_text() == "€\u00a015.000,00 te veel"
    leader.press("Bewaar de voorstellen")
    assert "15.000,00 meer dan het plafond" in plain(leader) and amounts[second].input_value() == "20.000"
    leader.seen("round-too-much")
    amounts[second].fill("")
    leader.page.get_by_label(f"geld op voor {second}").check()
    assert left.inner_text() == "€\u00a05.000,00"
    leader.press("Bewaar de voorstellen")
    leader.seen("round-board")
    leader.follow("Besluiten nemen (2)")
    leader.fill("Uitleg in de brief", "Wij vergeleken alle plannen met de doelen.")
    leader.press("Neem deze besluiten en verstuur de brieven")
    assert "2 gelukt, 0 niet gelukt" in leader.text(), leader.text()
    assert leader.text().count("een tweede persoon kijkt mee") == 2
    leader.go("/meekijken")
    assert first not in leader.text(), "who proposed a decision does not agree with it"

    other = colleague(walk, "neighbourhood_worker")
    for reference in (first, second):
        other.go("/meekijken")
        other.seen("second-looks")
        other.page.get_by_role("link", name=reference).click()
        other.press("Akkoord, verstuur het besluit")
        assert "Wacht op een tweede persoon" not in other.text()
    leader.go(board)
    assert "€ 30.000,00" in plain(leader) and leader.page.locator("[data-left]").inner_text() == "€\u00a05.000,00"
    assert leader.page.get_by_role("row").filter(has_text=first).get_by_text("Toegekend").count()

    brug = applicant(walk, site, first, "brug@demo.example")
    (letter,) = letters_of(brug, first, "Besl")
    assert "€ 25.000,00" in letter and "Wij vergeleken alle plannen met de doelen." in letter
    wijk = applicant(walk, site, second, "wijk@demo.example")
    (letter,) = letters_of(wijk, second, "Besl")
    assert "het geld voor dit jaar is op" in letter
    wijk.go(f"/mijn/{second}")
    assert "Er was geen geld meer" in wijk.text()
    wijk.follow("Vraag dit opnieuw aan")
    wijk.seen("again")
    wijk.page.get_by_role("main").locator("form button[type=submit]").first.click()
    wijk.go("/aanvragen/begin")
    while "/stap/" not in wijk.page.url:
        wijk.page.get_by_role("main").get_by_role("link", name="Verder met").first.click()
    assert "20.000" in wijk.page.get_by_label("Hoeveel geld vraagt u?").input_value()


def test_a_refusal_on_facts_waits_until_the_applicant_was_heard(walk: Walk, site: Site) -> None:
    reference = asked(site, 200_00)
    worker = colleague(walk, "neighbourhood_worker")
    refuse(worker, reference, "niet in de gemeente", "De straat ligt in een andere gemeente.")
    assert "Verbeter nog 1 punt" in worker.text() and "reageren" in worker.text(), worker.text()
    assert worker.page.get_by_label("Uitleg").input_value() == "De straat ligt in een andere gemeente."
    worker.seen("view-needed")
    worker.go(f"/werkvoorraad/{reference}")
    worker.follow("Vraag om een reactie")
    worker.choose("Op welke grond? (niet verplicht)", "niet in de gemeente")
    worker.fill("Waarom?", "De straat ligt in een andere gemeente.")
    worker.seen("view")
    worker.press("Verstuur de vraag")
    refuse(worker, reference, "niet in de gemeente", "De straat ligt in een andere gemeente.")
    assert "15 maart 2022" in plain(worker) and "Verbeter nog 1 punt" in worker.text(), "one may still react"

    someone = applicant(walk, site, reference)
    assert "U kunt reageren, uiterlijk op 15 maart 2022" in plain(someone)
    someone.seen("my-view-asked")
    someone.follow("Geef uw reactie")
    assert "De straat ligt in een andere gemeente." in someone.text()
    someone.fill("Uw reactie", "Het begin ligt hier, het eind bij de buren.")
    someone.seen("my-view")
    someone.press("Verstuur uw reactie")
    assert "Wij lezen haar voordat wij besluiten" in someone.page.inner_text("body")

    site.set_day(date(2022, 3, 4))
    worker = colleague(walk, "neighbourhood_worker")
    worker.go(f"/werkvoorraad/{reference}")
    unfold(worker, "De reactie van de aanvrager")
    assert "Het begin ligt hier, het eind bij de buren." in worker.text()
    refuse(worker, reference, "niet in de gemeente", "Het feest zelf is in de andere gemeente.")
    assert "Afgewezen" in worker.text()
    (letter,) = letters_of(applicant(walk, site, reference), reference, "Besl")
    assert "Uw plan gebeurt niet in Hardinxveld-Giessendam." in letter and "Het feest zelf is in de andere gemeente." in letter
    assert "Praat dan eerst met de projectleider van StuwKR8" in letter and "bezwaar" not in letter.lower()
    assert "U krijgt geen bijdrage" in site.mail_to(MAIL, "Beslissing").text


def test_what_is_missing_is_sent_and_a_complaint_leads_to_a_new_decision(walk: Walk, site: Site) -> None:
    reference = asked(site, 480_00, applicant_kind=PartnerKind.RESIDENT, organisation_name=None)
    leader = colleague(walk, "project_leader")
    leader.go(f"/werkvoorraad/{reference}")
    leader.follow("Vraag om een aanvulling")
    leader.fill("Ontbreekt er nog iets anders?", "De namen van de begeleiders.")
    leader.seen("completion")
    leader.press("Verstuur de vraag")
    assert "Staat stil sinds 1 maart 2022" in plain(leader)
    assert leader.page.get_by_role("button", name="Toekennen en brief versturen").count() == 0, (
        "nobody decides while the clock stands still"
    )

    site.set_day(date(2022, 3, 8))
    someone = applicant(walk, site, reference)
    assert "U bent aan zet" in someone.text() and "De namen van de begeleiders." in someone.text()
    someone.follow("Stuur")
    someone.fill("Uw antwoord", "Dat zijn Aisha demo en Piet demo.")
    out = BytesIO()
    Image.new("RGB", (600, 400), (120, 160, 200)).save(out, "JPEG")
    someone.page.locator("input[type=file]").first.set_input_files(
        {"name": "lijst.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    someone.seen("my-completion")
    someone.press("Verstuur uw aanvulling")
    assert "Uw aanvulling is verstuurd" in someone.page.inner_text("body") and "lijst.jpg" in someone.text()

    leader = colleague(walk, "project_leader")
    leader.go(f"/werkvoorraad/{reference}")
    assert "7 dagen stilgestaan" in plain(leader) and "8 april 2022" in plain(leader), "seven days and the month"
    refuse(leader, reference, "past niet bij een doel", "Het plan lijkt op een gewoon feest.")
    assert "Afgewezen" in leader.text()

    someone.go(f"/mijn/{reference}")
    someone.follow("Lees wat u dan kunt doen")
    someone.page.get_by_role("radio", name="De beslissing").check()
    someone.fill("Waarmee bent u het niet eens?", "Het gaat om buren die elkaar leren kennen, dat is juist een doel.")
    someone.seen("complaint")
    someone.press("Verstuur uw klacht")
    assert "Uw klacht MAG-K-2022-0001" in someone.text()

    leader.go("/klachten-en-bezwaren/MAG-K-2022-0001")
    assert "U nam dit besluit" in leader.text()
    assert leader.page.get_by_role("button", name="Verstuur het antwoord").count() == 0
    controller = colleague(walk, "controller")
    controller.go("/klachten-en-bezwaren")
    controller.follow("MAG-K-2022-0001")
    controller.press("Behandel dit")
    unfold(controller, "Geef antwoord")
    controller.page.get_by_role("radio", name="Gegrond", exact=True).check()
    controller.page.get_by_role("group").filter(has_text="Wat is de uitkomst?").first.wait_for()
    controller.page.locator("#reason:visible").fill("Het plan past wel bij het doel Samenleven.")
    controller.page.get_by_label("Beoordeel de aanvraag opnieuw").check()
    controller.seen("complaint-answer")
    controller.press("Verstuur het antwoord")
    assert "De aanvraag wordt opnieuw beoordeeld" in controller.text()

    site.set_day(date(2022, 3, 14))
    leader = colleague(walk, "project_leader")
    leader.go(f"/werkvoorraad/{reference}")
    assert "Eerdere besluiten" in leader.text() and "Het plan lijkt op een gewoon feest." in leader.text()
    leader.choose("Budgetregel", "MAG-01")
    leader.page.locator("section[aria-labelledby=toekennen]").get_by_label("Waarom?", exact=True).fill("Buren leren elkaar kennen.")
    leader.press("Toekennen en brief versturen")
    assert "Toegekend" in leader.text(), leader.text()

    someone = applicant(walk, site, reference)
    old, new = letters_of(someone, reference, "Besl")
    assert "Het plan lijkt op een gewoon feest." in old and "Buren leren elkaar kennen." not in old
    assert "Buren leren elkaar kennen." in new and "€ 480,00" in new
    (answer,) = letters_of(someone, reference, "klacht")
    assert "Het plan past wel bij het doel Samenleven." in answer


def publish_the_new_rules(site: Site) -> None:
    """The municipality takes over: its agenda with a form of its own, and the rules that its source leaves open for one tier."""
    with site.store.transaction() as tx:
        load(tx, agenda_file(NEW))
        make_staff(tx, Role.MUNICIPALITY_OFFICER, password=PASSWORD)
    reason = "Besluit van de demonstratie."
    own = form_file("standaard-1")
    asks = tuple(one.model_copy(update={"label": "Wat is uw idee?"}) if one.id == "description" else one for one in own.questions)
    with site.store.transaction(BEHEER) as tx:
        row = tx.db.query(RuleSet).filter_by(code=NEW_RULES).one()
        publish_form(tx, own.model_copy(update={"code": "gemeente-1", "label": "Formulier van de gemeente", "questions": asks}))
        use_form(tx, row.id, "gemeente-1", reason=reason)
        fill_open_rule(tx, row.id, f"tiers[{NEW_TIER}].settlement", "on_account", reason=reason)
        fill_open_rule(tx, row.id, f"tiers[{NEW_TIER}].payment", "[{percent: 100, moment: on_decision}]", reason=reason)


def test_a_second_rule_set_stands_beside_the_first_and_each_file_keeps_its_own(walk: Walk, site: Site) -> None:
    site.set_day(date(2023, 12, 12))
    summer = {"applicant_kind": PartnerKind.RESIDENT, "organisation_name": None, "starts_on": date(2024, 6, 1), "ends_on": date(2024, 6, 2)}
    old = asked(site, 800_00, email="oud@demo.example", title="Oud plan demo", **summer)
    publish_the_new_rules(site)
    site.set_day(date(2024, 1, 8))
    goal = {"goal_code": "verbinding"}
    new = asked(site, 800_00, code=NEW, email="nieuw@demo.example", title="Nieuw plan demo", **summer, **goal)

    before, after = applicant(walk, site, old, "oud@demo.example"), applicant(walk, site, new, "nieuw@demo.example")
    before.go("/vragen")
    assert "Wat is uw idee?" in before.text() and "Wat gaat u doen?" not in before.text(), "who asks now is asked by the new form"
    for walker, reference, question, not_question, by in (
        (before, old, "Wat gaat u doen?", "Wat is uw idee?", "12 januari 2024"),
        (after, new, "Wat is uw idee?", "Wat gaat u doen?", "4 maart 2024"),
    ):
        walker.go(f"/mijn/{reference}")
        assert by in plain(walker), plain(walker)
        walker.follow("Bekijk wat u aanvroeg")
        walker.seen("my-answers")
        assert question in walker.text() and not_question not in walker.text()

    leader = colleague(walk, "project_leader")
    refuse(leader, old, "past niet bij een doel", "Wij zien niet bij welk doel dit hoort.")
    leader.go(f"/werkvoorraad/{new}")
    assert leader.page.get_by_role("button", name="Besluit versturen").count() == 0, "the municipality decides under its own rules"
    officer = colleague(walk, "municipality_officer")
    refuse(officer, new, "het geld is op", "Het geld voor dit jaar is al verdeeld.")
    (first,) = letters_of(before, old, "Besl")
    (second,) = letters_of(after, new, "Besl")
    assert "bijdrage" in first and "subsidie" not in first and "een klacht indienen bij B&A" in first and "bezwaar" not in first
    assert "subsidie" in second and "bijdrage" not in second and "binnen 6 weken bezwaar maken" in second and "klacht" not in second
    before.go(f"/mijn/{old}/niet-eens")
    assert before.page.get_by_role("button", name="Verstuur uw klacht").count() == 1

    after.go(f"/mijn/{new}")
    after.follow("Lees wat u dan kunt doen")
    assert "Stuur uw bezwaar uiterlijk op 19 februari 2024" in plain(after)
    after.page.get_by_role("radio", name="Het besluit").check()
    after.fill("Waarmee bent u het niet eens?", "Er is nog geld: uw eigen bladzijde zegt dat zelf.")
    after.press("Verstuur uw bezwaar")
    assert "Uw bezwaar MAG-B-2024-0001" in after.text(), after.text()
    until = monotonic() + PATIENCE
    while "bezwaar" not in site.mail_to("nieuw@demo.example", "").subject.lower():
        assert monotonic() < until
        sleep(0.2)
    officer.go(f"/klachten-en-bezwaren?agenda={NEW}")
    assert "Bezwaar over" in officer.text() and new in officer.text() and old not in officer.text()
    officer.seen("register")
