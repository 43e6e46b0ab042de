"""What people do on the way from a plan to a report, each act as one person lives it in a browser."""

import json
import re
from io import BytesIO
from time import monotonic, sleep

import pikepdf
from openpyxl import load_workbook
from PIL import Image, ImageDraw
from pillow_heif import from_pillow

from mag.payments.sepa import read_pain001
from tests.journeys.site import PATIENCE, Site
from tests.journeys.walker import Walker

APPLICANT = "resident@demo.example"
EURO = "€\u00a0"
GOAL = "Samenleven"


def photo(words: str, size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """A photo of a receipt as a phone makes it."""
    picture = Image.new("RGB", size, (246, 244, 238))
    ImageDraw.Draw(picture).multiline_text((80, 120), f"KASSABON demo\n\n{words}", fill=(30, 30, 30), font_size=48)
    return picture


def jpeg(words: str) -> dict[str, object]:
    """A JPEG, as a file that is chosen in the browser."""
    out = BytesIO()
    photo(words).save(out, "JPEG", quality=80)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def heic(words: str) -> dict[str, object]:
    """An HEIC, which is what an iPhone sends."""
    out = BytesIO()
    from_pillow(photo(words, (600, 800))).save(out, quality=60)
    return {"name": "IMG_0002.HEIC", "mimeType": "image/heic", "buffer": out.getvalue()}


def apply_for_party(someone: Walker, amount: str = "€ 200,-") -> str:
    """Ask for money for a street party without an account: four screens. Answers the reference."""
    someone.go("/")
    someone.seen("start")
    someone.follow("Begin met uw aanvraag")
    someone.seen("idea")
    someone.fill("Hoeveel geld vraagt u?", amount)
    someone.fill("Wat gaat u doen?", "Wij houden een straatfeest voor de hele straat. Iedereen maakt iets te eten.")
    someone.fill_date("Wanneer is het?", "4 juni 2022")
    someone.fill("Waar is het?", "Peulenstraat")
    someone.press("Naar stap 2")
    assert f"U vraagt {EURO}200,00" in someone.text(), "the amount is shown back at once"
    someone.fill("Hoe heet u?", "Demo Bewoner")
    someone.fill("Wat is uw e-mailadres of telefoonnummer?", APPLICANT)
    someone.fill("Op welk rekeningnummer", "nl91 abna 0417 1643 00")
    someone.seen("person")
    someone.press("Naar stap 3")
    assert "Er is nog niets verstuurd" in someone.text()
    someone.seen("check")
    someone.press("Verstuur uw aanvraag")
    text = someone.text()
    assert "Uw aanvraag is binnen" in text and "1 maart 2022" in text and "15 maart 2022" in text
    someone.seen("sent")
    found = re.search(r"MAG-2022-\d{4}", text)
    assert found
    return found[0]


def read_confirmation(site: Site, reference: str) -> None:
    """The mail says what the page said: reference, day sent, day by which there is an answer."""
    mail = site.mail_to(APPLICANT, reference)
    for said in (reference, "1 maart 2022", "15 maart 2022", f"{EURO}200,00"):
        assert said in mail.text, (said, mail.text)


def award(decider: Walker, reference: str) -> None:
    """Find the application in the work list, read the letter first, award it."""
    decider.sign_in("neighbourhood_worker")
    decider.go("/werkvoorraad?lijst=alles-wat-open-is")
    line = decider.page.get_by_role("row").filter(has_text=reference)
    assert "15 mrt 2022" in line.inner_text().replace("\u00a0", " ")
    decider.seen("work-list")
    line.get_by_role("link").first.click()
    decider.seen("decide")
    decider.choose("Budgetregel", "MAG-01")
    decider.page.get_by_role("radio", name=GOAL).check()
    decider.fill("Waarom?", "Het feest brengt de straat bij elkaar.")
    decider.press("Bekijk eerst de brief")
    preview = decider.page.get_by_role("article", name="Voorbeeld van de brief").inner_text()
    assert f"{EURO}200,00" in preview and "Het feest brengt de straat bij elkaar." in preview
    assert decider.page.get_by_label("Waarom?").input_value() == "Het feest brengt de straat bij elkaar."
    decider.seen("decide-letter")
    decider.press("Toekennen en brief versturen")
    assert "Toegekend" in decider.text()
    decider.seen("decided")


def read_letter(decider: Walker, reference: str) -> None:
    """The letter is a page and a tagged Dutch PDF with the same amount, printed right after the decision."""
    decider.go(f"/werkvoorraad/{reference}")
    decider.follow("Lees de brief")
    assert f"{EURO}200,00" in decider.text()
    decider.seen("letter")
    until = monotonic() + PATIENCE
    while (answer := decider.context.request.get(f"{decider.address}/brief/{reference}/besluit.pdf")).status == 202:
        assert monotonic() < until
        sleep(0.2)
    assert_tagged(answer.body())


def assert_tagged(content: bytes) -> None:
    """A PDF everybody can read: tagged, in Dutch, with a title that the window shows."""
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).startswith("nl")
        assert "/StructTreeRoot" in pdf.Root and pdf.docinfo.Title and pdf.Root.ViewerPreferences.DisplayDocTitle


def see_budget(someone: Walker, committed: str, paid: str) -> None:
    """What stands on the page of the budget."""
    someone.go("/budget")
    row = someone.page.get_by_role("row").filter(has_text="MAG-01")
    assert row.get_by_role("cell").filter(has_text=committed).count(), row.inner_text()
    assert row.get_by_role("cell").filter(has_text=paid).count(), row.inner_text()
    someone.seen("budget")


def prepare_run(leader: Walker, reference: str) -> str:
    """Make a payment run. Who made it cannot release it. Answers its address."""
    leader.go("/betaalrondes")
    leader.page.get_by_role("main").get_by_role("checkbox", name=re.compile(reference)).check()
    leader.fill_date("Op welke dag moet de bank betalen?", "7 maart 2022")
    leader.seen("to-pay")
    leader.press("Zet de betalingen met een vinkje klaar")
    assert "Een ander dan" in leader.text() and leader.page.get_by_role("button", name="vrij om te betalen").count() == 0
    leader.seen("run-prepared")
    return leader.page.url


def release_run(controller: Walker, run: str) -> None:
    """Another person releases the run."""
    controller.sign_in("controller")
    controller.go(run)
    controller.seen("run-to-release")
    controller.press(f"Geef {EURO}200,00 vrij om te betalen")
    assert "Vrijgegeven" in controller.text()
    controller.seen("run-released")


def pay(leader: Walker, run: str, reference: str) -> None:
    """Take the file to the bank, and tell that it was paid."""
    leader.go(run)
    first = leader.download("Download het betaalbestand")
    assert leader.download("Download het betaalbestand") == first
    read = read_pain001(first)
    assert read.control_sum == 200_00 and read.count == len(read.transfers) == 1
    assert reference in read.transfers[0].end_to_end_id and read.transfers[0].iban == "NL91ABNA0417164300"
    leader.fill_date("Op welke dag heeft de bank betaald?", "7 maart 2022")
    leader.press("Meld alle betalingen als betaald")
    assert "betaald op 7 maart 2022" in leader.text()
    leader.seen("run-paid")


def hand_in(someone: Walker, site: Site, reference: str) -> None:
    """Follow the mailed link, add a photo of an Android phone and one of an iPhone, tell how it was."""
    link = next(url for _, url in site.mail_to(APPLICANT, "binnen").links if "/volg/" in url)
    someone.go(link)
    someone.seen("follow")
    someone.press("Bekijk uw aanvraag")
    assert "Stuur uw verantwoording" in someone.text()
    someone.seen("my-file")
    someone.follow("Stuur uw verantwoording")
    someone.page.locator("#files").set_input_files([jpeg("Hapjes en drank  EUR 120,40"), heic("Slingers  EUR 30,00")])
    if someone.page.locator("ul[aria-live]").count():  # with a script the files go up by themselves
        someone.page.get_by_role("heading", name="2 bestanden bewaard").wait_for()
    else:
        someone.press("Bestanden toevoegen")
    assert "2 bestanden bewaard" in someone.text(), someone.text()
    someone.fill("Hoeveel geld gaf u uit?", "150,40")
    someone.fill("Hoeveel mensen deden mee?", "63")
    someone.fill("Hoe ging het?", "Het was gezellig, ook met de regen.")
    someone.seen("hand-in")
    someone.press("Naar stap 2")
    assert f"{EURO}150,40" in someone.text() and "63" in someone.text()
    someone.seen("hand-in-check")
    someone.press("Verstuur uw verantwoording")
    assert "Uw verantwoording is binnen" in someone.text()
    someone.seen("handed-in")


def settle(worker: Walker, reference: str) -> None:
    """Look at the receipts, agree to them, settle at what was spent: the rest is asked back."""
    worker.sign_in("project_leader")
    worker.go("/afronden")
    worker.seen("to-settle")
    worker.page.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
    worker.follow("Bekijk de bonnen")
    for number in range(2):
        picture = worker.page.locator(".seen img")
        assert picture.evaluate("async i => { await i.decode(); return i.naturalWidth }") > 100
        worker.seen(f"receipt-{number}")
        worker.fill("Totaal op de bon", ("120,40", "30,00")[number])
        worker.press("Akkoord (1)")
    worker.seen("receipts")
    assert f"Bij {EURO}150,40: de partner betaalt {EURO}49,60 terug" in worker.text()
    worker.fill("Definitief bedrag", "150,40")
    worker.fill("Waarom dit bedrag?", "U gaf minder uit dan u kreeg.")
    worker.press("Bekijk eerst de brief")
    assert f"{EURO}49,60" in worker.page.get_by_role("article").inner_text()
    worker.press("Afronden en brief versturen")
    assert "De afronding" in worker.text() and "Terug te betalen" in worker.text()
    worker.seen("settled")
    worker.go(f"/terugvorderingen/{reference}")
    assert f"moet nog {EURO}49,60 terugbetalen" in worker.text()
    worker.seen("recovery")


def receive_back(worker: Walker, reference: str) -> None:
    """The money comes back, and is free again on the line."""
    worker.go(f"/terugvorderingen/{reference}")
    worker.fill("Welk bedrag kwam er binnen?", "49,60")
    worker.fill_date("Op welke dag kwam het binnen?", "20 juni 2022")
    worker.press("Boek de terugbetaling")
    assert "heeft alles terugbetaald" in worker.text()
    worker.seen("recovered")


def measure(worker: Walker) -> None:
    """Record a value as people write it: 12,5."""
    worker.go("/cijfers")
    worker.seen("indicators")
    worker.go("/cijfers/SAM-1")
    worker.follow("Waarde toevoegen")
    box = worker.page.get_by_label("Welke telling?")
    box.select_option(index=1)
    worker.fill("Over welke periode?", "2021")
    worker.choose("Waar?", "Hardinxveld")
    worker.page.locator("#value").fill("12,5")
    worker.page.get_by_role("group", name="Hoe zeker is dit cijfer?").get_by_role("radio").first.check()
    worker.fill("Waar komt het cijfer vandaan?", "Monitor demo")
    worker.seen("measure")
    worker.press("Waarde opslaan")
    assert "wacht op akkoord" in worker.text(), "what one person typed counts when a second one agrees"
    worker.seen("indicator")


def approve_figure(colleague: Walker) -> None:
    """Agree with the value of a colleague: from then on it counts."""
    colleague.go("/cijfers/akkoord")
    colleague.page.get_by_role("main").get_by_role("checkbox").first.check()
    colleague.seen("approve")
    colleague.press("Keur de gekozen cijfers goed")
    assert "Er wacht geen cijfer op akkoord" in colleague.text(), colleague.text()
    colleague.go("/cijfers/SAM-1")
    assert "12,5" in colleague.text(), colleague.text()


def report(leader: Walker) -> None:
    """Make the half-year report, adopt it, take its files along, and open a figure down to its rows."""
    leader.go("/rapporten")
    leader.choose("Welk rapport?", "eerste halfjaar 2022")
    leader.press("Maak het rapport")
    leader.seen("report-concept")
    leader.follow("Naar vaststellen")
    leader.seen("adopt")
    leader.page.get_by_label("Ik heb gezien wat nog openstaat").check()
    leader.press("Stel dit rapport vast")
    leader.page.wait_for_url(lambda url: not url.endswith("/wordt-gemaakt"), timeout=3000 * PATIENCE)
    leader.page.wait_for_load_state()
    assert "Vastgesteld" in leader.text() and "Dit rapport verandert niet meer" in leader.text()
    leader.seen("report")
    address = leader.page.url
    files = {
        name.rpartition(".")[2]: leader.fetch(name)
        for name in leader.page.locator(".report__files a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    }
    assert_tagged(files["pdf"])
    assert load_workbook(BytesIO(files["xlsx"])).sheetnames
    assert json.loads(files["json"]) and files["csv"].startswith(b"\xef\xbb\xbf") and b'lang="nl"' in files["html"]
    add_up(leader, address, "Betaald", 150_40)


def add_up(leader: Walker, report_: str, label: str, expected: int) -> None:
    """Open a figure of the report and add the rows behind it."""
    leader.go(report_ + "#geld")
    tile = leader.page.locator("a[href*='/cijfer/']").filter(has_text=label)
    shown = [a.get_attribute("href") for a in tile.all()]
    sums = []
    for href in shown:
        leader.go(href)
        rows = leader.page.locator("tbody tr").all()
        amounts = [cents(found[-1]) for row in rows if (found := re.findall(r"-?€\u00a0-?[\d.]+,\d\d", row.inner_text()))]
        title = cents(leader.page.locator("h1").inner_text().partition(": ")[2])
        assert sum(amounts) == title, (href, amounts, title)
        sums.append(title)
    leader.seen("figure")
    assert expected in sums, sums


def cents(shown: str) -> int:
    """Read back an amount as the pages show it: "€ 1.250,00", or "€ 1.250" where cents are left out."""
    digits = re.sub(r"[^\d,]", "", shown)
    whole, _, part = digits.partition(",")
    return (int(whole) * 100 + int(part or 0)) * (-1 if "-" in shown or "−" in shown else 1)


def read_goals(reader: Walker) -> None:
    """The municipality sees a tile for the goal, and one click further the plan, the people and the euros."""
    reader.sign_in("municipality_reader")
    reader.go("/overzicht")
    tile = reader.page.locator("section.goal").filter(has=reader.page.get_by_role("link", name=GOAL, exact=True))
    assert "1 plan" in tile.inner_text() and "63" in tile.inner_text()
    reader.seen("overview")
    tile.get_by_role("link", name=GOAL, exact=True).click()
    text = reader.text()
    for said in ("1 plan", "63", f"{EURO}200,00", f"{EURO}150,40", "12,5"):
        assert said in text, said
    assert "Demo Bewoner" not in text and "Inwoner" in text, "the municipality reads no names of residents"
    reader.seen("goal")
