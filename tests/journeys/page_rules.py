"""What every page promises, judged from its source: what is wrong with a page, in words."""

import re
from collections.abc import Iterator

from lxml import html
from tinyhtml5.parser import HTMLParser

HARD_SPACE = "\u00a0"
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_EURO = re.compile(rf"€(?!{HARD_SPACE}[-−]?\d{{1,3}}(\.\d{{3}})*(,\d\d)?(?!\d))")
VAGUE = {"ok", "oké", "submit", "verzenden", "verstuur", "verstuur formulier", "ga", "verder", "klik hier", "hier", "lees meer", "meer"}
"""Words of a button or link that do not say what happens."""


def faults_of(source: str) -> Iterator[str]:
    """What is wrong with a page."""
    page = html.document_fromstring(source)
    if page.get("lang") != "nl":
        yield "the language is not nl"
    if len(page.xpath("//h1")) != 1:
        yield f"{len(page.xpath('//h1'))} times h1"
    if not (page.findtext(".//title") or "").strip():
        yield "no title"
    ids = page.xpath("//@id")
    yield from (f"id {one} stands there twice" for one in sorted({one for one in ids if ids.count(one) > 1}))
    yield from _unlabelled(page)
    yield from _words(page)


def grammar(source: str) -> Iterator[str]:
    """What is not valid HTML."""
    parser = HTMLParser()
    parser.parse(source)
    for found in parser.errors:
        yield f"not valid HTML: {found}"


def _unlabelled(page: html.HtmlElement) -> Iterator[str]:
    labelled = set(page.xpath("//label/@for"))
    boxes = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    for box in boxes:
        if box.get("id") not in labelled and not box.get("aria-label") and not box.xpath("ancestor::label"):
            yield f"no label: {html.tostring(box)[:120]!r}"
    for image in page.xpath("//img[not(@alt)]"):
        yield f"no alt: {image.get('src')}"


def _words(page: html.HtmlElement) -> Iterator[str]:
    for gone in page.xpath("//script | //style | //*[@aria-hidden='true'] | //code"):
        gone.drop_tree()
    for one in page.xpath("//button | //a"):
        words = " ".join(one.text_content().split())
        if not words and not one.get("aria-label"):
            yield f"a button or link without words: {html.tostring(one)[:120]!r}"
        elif words.lower().strip(".") in VAGUE:
            yield f"this does not say what happens: {words}"
    for tag in page.xpath("//*[contains(@class, 'tag')]"):
        if tag.text_content().strip().lower() == "ontvangen":
            yield "a status that could mean two things: Ontvangen"
    for text in page.xpath("//body//text()[not(ancestor::*[contains(@class, 'hint')])]"):
        if found := _ISO.search(text):
            yield f"a date nobody writes: {found[0]} in {text.strip()[:80]!r}"
        if found := _EURO.search(text):
            yield f"an amount in another notation: {text[max(0, found.start() - 20) : found.end() + 20]!r}"
