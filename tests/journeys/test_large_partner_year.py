"""A year of a large partner in a browser: asked, paid in four quarters, told halfway, accounted for, settled for less, and asked again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select

from mag.accounts.models import Person
from mag.core.actor import Actor
from mag.core.clock import SetClock, at
from mag.core.money import Cents
from mag.core.transaction import Store
from mag.demo.bank import Booking, write_camt053
from mag.grants.models import Grant
from mag.grants.states import InstalmentState
from mag.partners.models import PartnerKind
from mag.payments import service as payments
from mag.payments.claims import creditor_reference
from mag.payments.sepa import Debtor, read_pain001
from mag.verify import open_source, verify
from tests.factories.applications import IBAN
from tests.factories.budgets import make_line
from tests.factories.people import actor_for
from tests.journeys.acts import jpeg
from tests.journeys.site import Site, furnish, running
from tests.journeys.test_deciding import asked, colleague, letters_of, plain, unfold
from tests.journeys.test_each_tier import open_the_largest_tier
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
Walk = Callable[..., Walker]
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
MAIL, PARTNER, PLAN = "brug@demo.example", "Stichting De Brug demo", "Huiskamer van de wijk demo"
QUARTER, AWARD = 6_000_00, 24_000_00
RESULT = "mensen die elkaar leren kennen"


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Site]:
    """The program at work in October 2021, with money for that year and the next."""
    assert isinstance(store.clock, SetClock)
    store.clock.set(at(date(2021, 10, 4)))
    agenda_id = furnish(store)
    with store.transaction() as tx:
        make_line(tx, agenda_id, 60_000_00, code="MAG-21", year=2021)
    with running(store, tmp_path) as at_work:
        open_the_largest_tier(at_work)
        yield at_work


@dataclass(frozen=True)
class Year:
    """The people of the story and the one file it is about."""

    site: Site
    walk: Walk
    reference: str
    own: str
    """The link in the mail that confirmed the request: the partner's way back, two years long."""

    def partner(self, *, script: bool = False) -> Walker:
        """The partner on a phone, on the page of its file."""
        walker = self.walk("phone", script=script)
        walker.go(self.own)
        walker.press("Bekijk uw aanvraag")
        return walker

    def staff(self, role: str) -> Walker:
        """A colleague at a desk."""
        return colleague(self.walk, role)

    def actor(self, role: str) -> Actor:
        """The same colleague, for what is done by the verbs."""
        with self.site.store.reading() as db:
            person = db.scalars(select(Person.id).where(Person.email == f"{role}@demo.example")).one()
        return actor_for(self.site.store, person)


def pdf(size: int) -> dict[str, object]:
    """A PDF of one page, as a file that is chosen in the browser."""
    out = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(size, size))
        made.save(out)
    return {"name": f"stuk-{size}.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def exactly(walker: Walker, label: str, text: str) -> None:
    """Type into the box with exactly this label."""
    walker.page.get_by_role("main").get_by_label(label, exact=True).fill(text)


def award(year: Year) -> None:
    """The project leader awards in four quarters, which needs a reason; a second person agrees."""
    leader = year.staff("project_leader")
    leader.go(f"/werkvoorraad/{year.reference}")
    leader.choose("Budgetregel", "MAG-21")
    deciding = leader.page.locator("section[aria-labelledby=toekennen]")
    deciding.get_by_label("Waarom?", exact=True).fill("De huiskamer brengt de hele wijk bij elkaar.")
    unfold(leader, "Wanneer betalen wij?")
    leader.page.locator("#payment_scheme").select_option(label="elk kwartaal een gelijk deel")
    leader.press("Leg voor aan een tweede persoon")
    assert "Schrijf waarom u op een andere manier betaalt" in leader.text(), "another way of paying needs a reason"
    leader.page.locator("#payment_reason").fill("De partner betaalt elk kwartaal de huur van de zaal.")
    leader.press("Bekijk eerst de brief")
    preview = leader.page.get_by_role("article", name="Voorbeeld van de brief").inner_text().replace("\u00a0", " ")
    assert preview.count("€ 6.000,00") == 4 and "1 oktober 2022" in preview
    leader.seen("large-decide")
    leader.press("Leg voor aan een tweede persoon")
    assert "Wacht op een tweede persoon" in leader.text(), leader.text()

    other = year.staff("neighbourhood_worker")
    other.go("/meekijken")
    other.seen("large-second-looks")
    other.page.get_by_role("link", name=year.reference).click()
    other.press("Akkoord, verstuur het besluit")
    assert "Toegekend" in other.text()


def read_award(year: Year) -> None:
    """The letter says which four days the money comes."""
    (letter,) = letters_of(year.partner(), year.reference, "Besl")
    for day in ("1 januari 2022", "1 april 2022", "1 juli 2022", "1 oktober 2022"):
        assert f"€ 6.000,00: vanaf {day}" in letter, letter
    assert "1 april 2023" in letter, "and by when to give account"


def pay_first(year: Year) -> None:
    """The first quarter goes to the bank by two people, in the browser; the others are not due yet."""
    leader, controller = year.staff("project_leader"), year.staff("controller")
    leader.go("/betaalrondes")
    leader.page.get_by_role("main").get_by_role("checkbox", name=re.compile(year.reference)).check()
    leader.fill_date("Op welke dag moet de bank betalen?", "3 januari 2022")
    leader.seen("large-to-pay")
    leader.press("Zet de betalingen met een vinkje klaar")
    controller.go(leader.page.url)
    controller.seen("large-run")
    controller.press("Geef €\u00a06.000,00 vrij om te betalen")
    assert "Vrijgegeven" in controller.text()
    leader.go(leader.page.url)
    assert read_pain001(leader.download("Download het betaalbestand")).control_sum == QUARTER
    leader.fill_date("Op welke dag heeft de bank betaald?", "3 januari 2022")
    leader.press("Meld alle betalingen als betaald")
    assert "betaald op 3 januari 2022" in plain(leader)


def pay_by_verbs(year: Year) -> None:
    """What is due today is paid: made ready by one colleague, released by another."""
    store, settings, today = year.site.store, year.site.house.settings, year.site.store.clock.now().date()
    debtor = Debtor(settings.debtor_name, settings.debtor_iban)
    leader, controller = year.actor("project_leader"), year.actor("controller")
    with store.reading() as db:
        grant = db.scalars(select(Grant).where(Grant.reference == year.reference)).one()
        parts = [part for part in grant.instalments if part.state is InstalmentState.PLANNED and part.due_on is not None]
        due, agenda_id = [part.id for part in parts if part.due_on is not None and part.due_on <= today], grant.application.agenda_id
    assert len(due) == 1, "one quarter at a time"
    with store.transaction(leader) as tx:
        run = payments.prepare_run(tx, agenda_id, due, execution_on=today)
    with store.reading() as db:
        kept = payments.store_file(db, year.site.house.files, run.id, debtor, "pain.001.001.03")
    with store.transaction(controller) as tx:
        payments.release_run(tx, run.id, version=1, file_sha256=kept.sha256, debtor=debtor, sepa_version="pain.001.001.03")
    with store.transaction(leader) as tx:
        payments.confirm_run(tx, run.id, version=2, paid_on=today)


def tell_halfway(year: Year) -> None:
    """Staff call for the report of the half year, the partner sends it from a phone, and staff agree to it."""
    leader = year.staff("project_leader")
    leader.go("/verslagen")
    leader.choose("Waarover?", "eerste halfjaar 2022")
    leader.fill_date("Uiterlijk binnen op", "15 8 2022")
    leader.seen("large-call")
    leader.press("Vraag iedereen om een verslag")
    assert "0 van 1 verslagen zijn binnen" in plain(leader)
    called = leader.page.url

    partner = year.partner(script=True)
    assert "Maak uw verslag over het eerste halfjaar 2022" in plain(partner)
    partner.seen("large-my-file")
    partner.follow("Maak uw verslag")
    assert f"/verantwoording/{year.reference}/periode/2022-1" in partner.page.url
    exactly(partner, RESULT, "22")
    partner.fill("Hoeveel geld gaf u tot nu toe uit?", "11.250")
    partner.fill("Hoeveel mensen deden tot nu toe mee?", "35")
    partner.fill("Hoe ging het?", "Elke dinsdag staat de koffie klaar.")
    partner.seen("large-half-year")
    partner.press("Naar stap 2")
    assert "€ 11.250,00" in plain(partner), plain(partner)
    partner.seen("large-half-year-check")
    partner.press("Verstuur uw verslag")
    assert "Uw verslag is binnen" in partner.text()

    leader.go(called)
    leader.seen("large-called")
    leader.follow(PLAN)
    assert "Elke dinsdag staat de koffie klaar." in leader.text()
    leader.press("Akkoord met dit verslag")
    leader.seen("large-report")
    leader.go(called)
    assert "1 van 1 verslagen zijn binnen" in plain(leader) and "Goedgekeurd" in leader.text(), leader.text()


def give_account(year: Year) -> None:
    """The account of the year: plan beside reality, the papers, how content people were, the story. What differs is explained."""
    partner = year.partner(script=True)
    partner.follow("Stuur uw verantwoording")
    main = partner.page.get_by_role("main")
    assert main.get_by_label(RESULT, exact=True).input_value() == "40", "the plan stands there already"
    partner.page.locator("#files").set_input_files([jpeg("Zaalhuur  EUR 20000,00")])
    if partner.page.locator("ul[aria-live]").count():  # with a script the files go up by themselves
        partner.page.get_by_role("heading", name="1 bestand bewaard").wait_for()
    else:
        partner.press("Bestanden toevoegen")
    for number, box in enumerate(main.locator("input[type=file][id^=paper_]").all()):
        box.set_input_files([pdf(300 + number)])
    exactly(partner, RESULT, "38")
    exactly(partner, "Zaalhuur", "20.000")
    partner.fill("Hoeveel mensen kwamen er?", "60")
    partner.fill("Hoeveel mensen deden mee?", "60")
    partner.fill("Welk cijfer gaven de deelnemers gemiddeld?", "7,8")
    partner.fill("Hoeveel mensen gaven hun mening?", "25")
    partner.fill("Hoe vroeg u het?", "Met een briefje na afloop.")
    partner.fill("Hoe ging het?", "De huiskamer was elke week vol. In het najaar was de zaal vijf weken dicht.")
    partner.seen("large-account")
    partner.press("Naar stap 2")
    assert "meer dan 10% anders dan gepland" in plain(partner), plain(partner)
    assert main.get_by_label("Hoe vroeg u het?").input_value() == "Met een briefje na afloop.", "what was typed is kept"
    partner.fill("Hoe komt het verschil? (Zaalhuur)", "De zaal was vijf weken dicht, daarom betaalden wij minder huur.")
    partner.press("Naar stap 2")
    assert "€ 20.000,00" in plain(partner) and "U houdt € 4.000,00 over" in plain(partner), plain(partner)
    partner.seen("large-account-check")
    partner.press("Verstuur uw verantwoording")
    assert "Uw verantwoording is binnen" in partner.text()


def weigh(year: Year) -> None:
    """Staff look at the proof, agree to a reserve within the rules, and ask a reaction before giving less."""
    leader = year.staff("project_leader")
    leader.go(f"/afronden/{year.reference}")
    leader.follow("Bekijk de bonnen")
    leader.seen("large-receipt")
    leader.press("Akkoord (1)")
    assert "De zaal was vijf weken dicht" in leader.text()
    unfold(leader, "Akkoord met een reserve (hooguit")
    leader.fill("Bedrag dat de partner bewaart", "1.500")
    leader.fill("Waarvoor?", "Nieuwe stoelen voor de huiskamer in het volgende jaar.")
    leader.press("Ga akkoord met de reserve")
    assert "hooguit € 1.200,00 bewaren" in plain(leader), "five per cent of the award"
    leader.fill("Bedrag dat de partner bewaart", "1.200")
    leader.press("Ga akkoord met de reserve")
    assert "ging akkoord met een reserve van hooguit € 1.200,00" in plain(leader), plain(leader)
    unfold(leader, "Vraag eerst een reactie op een lager bedrag")
    assert leader.page.get_by_label("Bedrag dat u wilt vaststellen").input_value() == "21.200,00"
    leader.page.locator("#view_ground").select_option(value="not_done")
    leader.fill("Leg het uit", "De huiskamer was vijf weken dicht en ging toen nergens anders heen.")
    leader.seen("large-view")
    leader.press("Vraag om een reactie")
    assert "Gevraagd om een reactie" in leader.text()
    leader.press("Afronden en brief versturen")
    assert "Vraag de partner eerst om een reactie" in leader.text(), "the partner may still react"


def react(year: Year) -> None:
    """The partner reads what we have in mind and says what it thinks."""
    partner = year.partner()
    assert "U kunt reageren, uiterlijk op 15 maart 2023" in plain(partner), plain(partner)
    partner.follow("Lees waarom en reageer")
    assert "€ 21.200,00" in plain(partner) and "De huiskamer was vijf weken dicht" in partner.text()
    partner.fill("Uw reactie", "Dat klopt. Een andere zaal was niet te vinden.")
    partner.seen("large-react")
    partner.press("Verstuur uw reactie")
    assert "Uw reactie is verstuurd" in partner.page.inner_text("body")


def settle(year: Year) -> None:
    """Staff read the reaction and the letter, and settle at what was spent and what may be kept."""
    leader = year.staff("project_leader")
    leader.go("/afronden")
    leader.seen("large-to-settle")
    leader.follow(PLAN)
    assert "Een andere zaal was niet te vinden." in leader.text()
    leader.press("Bekijk eerst de brief")
    letter = leader.page.get_by_role("article").inner_text().replace("\u00a0", " ")
    for said in ("€ 21.200,00", "€ 2.800,00", "€ 1.200,00", "4:46, tweede lid, onder a"):
        assert said in letter, letter
    leader.press("Afronden en brief versturen")
    text = plain(leader)
    assert "De afronding" in text and "Reserve bij de partner" in text and "Terug te betalen" in text and "€ 2.800,00" in text
    leader.seen("large-settled")
    partner = year.partner()
    assert "U betaalt nog € 2.800,00 terug" in plain(partner), plain(partner)
    (read,) = letters_of(partner, year.reference, "definitieve bedrag")
    assert "€ 21.200,00" in read


def receive_back(year: Year) -> None:
    """The bank's file tells that the money came back; who reads it in sees first what it will do."""
    settings, day = year.site.house.settings, date(2023, 4, 4)
    back = Booking(
        2_800_00, reference="B-1", name=PARTNER, iban=IBAN, remittance=f"Terugbetaling {creditor_reference(year.reference)}"
    )  # fmt: skip
    content = write_camt053(settings.debtor_iban, day, Cents(100_000_00), [back])
    leader = year.staff("project_leader")
    leader.go("/betalingen/afschriften")
    leader.page.locator("#file").set_input_files([{"name": "afschrift.xml", "mimeType": "application/xml", "buffer": content}])
    leader.press("Bekijk het afschrift")
    assert "1 terugbetaling van partners, samen € 2.800,00" in plain(leader), plain(leader)
    leader.seen("large-statement-preview")
    leader.press("Lees het afschrift in en boek het")
    assert year.reference in leader.text() and "0 nog te koppelen" in plain(leader), plain(leader)
    leader.seen("large-statement")
    leader.go(f"/terugvorderingen/{year.reference}")
    assert "heeft alles terugbetaald" in leader.text()
    assert "U betaalde € 2.800,00 terug" in plain(year.partner())


def ask_again(year: Year) -> None:
    """For the following year the partner begins with its answers of last time."""
    partner = year.partner()
    partner.follow(f"Begin met de gegevens van {PLAN} (2022)")
    partner.seen("large-again")
    partner.press("Begin met een nieuwe aanvraag")
    assert "/stap/" in partner.page.url, partner.page.url
    partner.seen("large-again-step")
    assert "24.000" in partner.page.get_by_label("Hoeveel geld vraagt u?").input_value()
    assert "hele straat" in partner.page.get_by_label("Wat gaat u doen?").input_value()


def see_reserve(year: Year) -> None:
    """The reserve is still with the partner, and went along to the new year."""
    leader = year.staff("project_leader")
    leader.go("/afronden/reserves")
    text = plain(leader)
    assert year.reference in text and "Nu samen € 1.200,00" in text, text
    carried = leader.page.get_by_role("row").filter(has_text=re.compile(r"^\s*(Jaar)?\s*2024"))
    assert carried.inner_text().replace("\u00a0", " ").count("€ 1.200,00") == 2, "what one year ends with the next begins with"
    leader.seen("large-reserves")


def test_a_year_of_a_large_partner_from_request_to_reserve(site: Site, walk: Walk, engine_url: str) -> None:
    reference = asked(
        site, AWARD, email=MAIL, title=PLAN, organisation_name=PARTNER, applicant_kind=PartnerKind.FOUNDATION, is_regular=True,
        starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31),
    )  # fmt: skip
    own = next(url for _, url in site.mail_to(MAIL, f"is binnen ({reference})").links if "/volg/" in url)
    year = Year(site, walk, reference, own)
    site.set_day(date(2021, 11, 8))
    award(year)
    read_award(year)
    site.set_day(date(2022, 1, 3))
    pay_first(year)
    site.set_day(date(2022, 4, 1))
    pay_by_verbs(year)
    site.set_day(date(2022, 7, 4))
    pay_by_verbs(year)
    tell_halfway(year)
    site.set_day(date(2022, 10, 3))
    pay_by_verbs(year)
    site.set_day(date(2023, 2, 20))
    give_account(year)
    site.set_day(date(2023, 3, 1))
    weigh(year)
    site.set_day(date(2023, 3, 8))
    react(year)
    settle(year)
    site.set_day(date(2023, 4, 4))
    receive_back(year)
    site.set_day(date(2023, 9, 11))
    ask_again(year)
    site.set_day(date(2024, 1, 10))
    see_reserve(year)
    with open_source(engine_url, site.house.settings.files, MIGRATIONS) as source:
        assert [failure for result in verify(source) for failure in result.failures] == []
