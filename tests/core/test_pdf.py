"""A letter and a report as PDF: readable with a screen reader, fit for the archive, the same bytes twice, blind to the network."""

import html as markup
import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pypdfium2
import pytest

from mag.core import pdf as pdf_module
from mag.core.pdf import Attachment, PdfError, print_css, render_pdf
from tests import verapdf

pytestmark = pytest.mark.begin_early

MADE_AT = datetime(2023, 2, 15, 9, 30, tzinfo=UTC)


def page(body: str, title: str = "Besluit op uw aanvraag") -> str:
    head = f'<meta charset="utf-8"><title>{title}</title><style>{print_css()}</style>'
    return f'<!doctype html><html lang="nl"><head>{head}</head><body>{body}</body></html>'


LETTER = page(
    """<header class="letterhead"><p class="sender">Stichting Demo Penvoerder</p>
    <p class="sender-detail">Demoplein 1, Voorbeeldstad</p></header>
    <div class="addressee"><p>Vereniging Demo Samen</p><p>Voorbeeldstraat 2</p></div>
    <dl class="reference"><div><dt>Datum</dt><dd>15 februari 2023</dd></div><div><dt>Ons kenmerk</dt><dd>B-2023-0007</dd></div></dl>
    <p class="foot">B-2023-0007</p><h1>Besluit op uw aanvraag</h1>
    <p>Wij kennen u <strong>€ 1.250,00</strong> toe. Kijk op <a href="https://example.test/mijn">uw aanvraag</a>.</p>
    <ul><li>Termijn 1: € 1.000,00</li><li>Termijn 2: € 250,00</li></ul><p class="signature">Met vriendelijke groet</p>"""
)
CHART = """<svg role="img" viewBox="0 0 200 80" width="200" height="80"><title>Het cijfer steeg van 62 naar 71</title><desc>Lijn</desc>
    <path d="M10 60L190 20" stroke="#0b5c94" fill="none" stroke-width="2"/><text x="10" y="75">2019</text></svg>"""
ROWS = "".join(f'<tr><th scope="row">Demo activiteit {n}</th><td class="amount">€ {n},00</td></tr>' for n in range(120))
REPORT = page(
    f"""<h1>Halfjaarrapport</h1><nav class="contents"><ol><li><a href="#geld">Geld</a></li></ol></nav><figure>{CHART}
    <figcaption>Bron: demo</figcaption></figure><h2 id="geld">Geld</h2><table><caption>Toegezegd per activiteit</caption>
    <thead><tr><th scope="col">Activiteit</th><th scope="col">Bedrag</th></tr></thead><tbody>{ROWS}</tbody>
    <tfoot><tr><th scope="row">Samen</th><td class="amount">€ 7.140,00</td></tr></tfoot></table>
    <div class="box"><h3>Let op</h3><p>Voorlopige cijfers.</p></div>""",
    "Halfjaarrapport 2022",
)
FIGURES = Attachment("cijfers.json", "De cijfers achter dit rapport", b'{"amount_cents": 714000}')


def text_of(content: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(content)
    return [document[n].get_textpage().get_text_bounded() for n in range(len(document))]


@pytest.mark.parametrize("profile", list(verapdf.PROFILES))
def test_a_letter_and_a_report_keep_both_standards(profile: str) -> None:
    letter = render_pdf(LETTER, identifier="B-2023-0007", made_at=MADE_AT)
    report = render_pdf(REPORT, identifier="R-2022-2", made_at=MADE_AT, attachments=[FIGURES])
    assert verapdf.failed_rules(letter, profile) == []
    assert verapdf.failed_rules(report, profile) == []


def test_the_validator_does_find_a_pdf_that_breaks_the_rules() -> None:
    good = render_pdf(LETTER, identifier="x", made_at=MADE_AT)
    with pikepdf.open(io.BytesIO(good)) as document:
        del document.Root.StructTreeRoot
        del document.Root.Lang
        worse = io.BytesIO()
        document.save(worse)
    assert verapdf.failed_rules(worse.getvalue(), "PDF/UA-1")
    assert verapdf.failed_rules(worse.getvalue(), "PDF/A-3A")


def test_two_processes_give_the_same_bytes_and_another_date_gives_others() -> None:
    first = render_pdf(REPORT, identifier="R-1", made_at=MADE_AT, attachments=[FIGURES])
    assert render_pdf(REPORT, identifier="R-1", made_at=MADE_AT, attachments=[FIGURES]) == first
    assert render_pdf(REPORT, identifier="R-1", made_at=MADE_AT.replace(day=16), attachments=[FIGURES]) != first


def test_the_pages_are_numbered_in_dutch_and_the_table_head_comes_back() -> None:
    pages = text_of(render_pdf(REPORT, identifier="R-1", made_at=MADE_AT))
    assert len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        assert f"Bladzijde {number} van {len(pages)}" in text
        assert "Activiteit" in text


def test_language_title_date_and_attachment_stand_in_the_file() -> None:
    content = render_pdf(REPORT, identifier="R-1", made_at=MADE_AT, attachments=[FIGURES])
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang) == "nl"
        assert str(document.docinfo["/Title"]) == "Halfjaarrapport 2022"
        assert "20230215093000" in str(document.docinfo["/CreationDate"])
        assert document.attachments["cijfers.json"].get_file().read_bytes() == FIGURES.content
        fonts = {
            str(f.get("/FontName")) for f in document.objects if isinstance(f, pikepdf.Dictionary) and f.get("/Type") == "/FontDescriptor"
        }
    assert fonts and all("Source" in name for name in fonts)


class _Canary(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _CountingServer)
        self.server.hits += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class _CountingServer(HTTPServer):
    hits = 0


@pytest.fixture
def canary() -> Iterator[_CountingServer]:
    server = _CountingServer(("127.0.0.1", 0), _Canary)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_address_and_no_file_is_ever_fetched(canary: _CountingServer) -> None:
    there = f"http://127.0.0.1:{canary.server_port}"
    hostile = page(
        f'<link rel="stylesheet" href="{there}/a.css"><link rel="attachment" href="file:///etc/passwd"><img alt="x" src="{there}/a.png">'
        f'<img alt="y" src="file:///etc/passwd"><object data="{there}/o"></object><style>@import "{there}/b.css";'
        f"@font-face{{font-family:x;src:url({there}/f.ttf)}} p{{background:url({there}/c.png);font-family:x}}</style>"
        f'<svg width="9" height="9"><title>z</title><image href="{there}/d.png" width="9" height="9"/></svg><p>tekst</p>'
    )
    content = render_pdf(hostile, identifier="x", made_at=MADE_AT)
    assert canary.hits == 0
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.attachments) == 0
        everything = b"".join(o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream) and "/Subtype" not in o)
    assert b"root:" not in everything


def test_escaped_text_of_a_user_is_shown_as_typed() -> None:
    typed = '<img src="http://127.0.0.1:9/x"> & Co'
    assert typed in text_of(render_pdf(page(f"<h1>Brief</h1><p>{markup.escape(typed)}</p>"), identifier="x", made_at=MADE_AT))[0]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("<html><head><title>Brief</title></head></html>", "language"),
        ('<html lang="nl"><head></head></html>', "title"),
        ('<html lang="nl"><head><title> </title></head></html>', "title"),
    ],
)
def test_a_page_without_language_or_title_is_no_pdf(broken: str, reason: str) -> None:
    with pytest.raises(PdfError, match=reason):
        render_pdf(broken, identifier="x", made_at=MADE_AT)


def test_a_document_that_takes_too_long_is_stopped_with_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "TIME_LIMIT", 0.05)
    with pytest.raises(PdfError, match="longer than"):
        render_pdf(LETTER, identifier="x", made_at=MADE_AT)


def test_a_failing_child_hands_over_its_last_line() -> None:
    with pytest.raises(PdfError, match=r"could not be made: .*relationship"):
        pdf_module._run_child(
            b'{"html":"<p>x","identifier":"x","made_at":"2023-01-01T00:00:00+00:00","attachments":[{"content":"","name":"n","description":"d"}]}',
            pdf_module.Path("/nonexistent/fonts.conf"),
        )
