"""The page for the council: the numbers of the report itself, at most twelve, at most 120 words, one tagged A4, whatever the names."""

import io
import re
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from lxml import html

from mag.core.actor import SYSTEM
from mag.core.clock import at
from mag.core.money import show
from mag.reports.compose import compose
from mag.reports.compose.council import MOST_NUMBERS, MOST_WORDS, compose_council
from mag.reports.facts import Facts, TextFact
from mag.reports.gather import gather_report
from mag.reports.queries import get_report
from mag.reports.render.document import council_html
from mag.reports.render.forms import council_page
from mag.reports.render.stamp import Stamp
from tests.factories.reports import World
from tests.verapdf import PROFILES, failed_rules

STAMP = Stamp(2, at(date(2022, 7, 5)), date(2022, 7, 5), "0" * 64).adopted(date(2022, 7, 6), "Sanne Demo")
LONG = "Ontmoeten en samen optrekken in Neder-Hardinxveld, Boven-Hardinxveld en Giessendam voor jong en oud, met of zonder steun"


@pytest.fixture
def facts(world: World) -> Facts:
    """The facts of a concept."""
    report = world.prepare()
    with world.store.reading() as db:
        return gather_report(db, get_report(db, SYSTEM, report.id))


def stretched(facts: Facts) -> Facts:
    """The same facts with the longest names, more themes, and more money than anybody has."""
    first = facts.themes[0]
    more = tuple(replace(first, code=f"extra{n}", name=f"{LONG} {n}", goals=()) for n in range(6))
    themes = (*(replace(theme, name=f"{LONG}, {theme.name}") for theme in facts.themes), *more)
    plans = tuple(replace(plan, requested=plan.requested * 90_000, awarded=plan.awarded * 90_000) for plan in facts.plans)
    sentence = " ".join(["Saamhorigheidsinitiatieven"] * 5) + ". En meer."
    agenda = replace(facts.agenda, name=f"Maatschappelijke Agenda {LONG} {LONG}", leader="Stichting Uitvoering en Penvoering Samenleven")
    return replace(facts, themes=themes, plans=plans, agenda=agenda, texts=(TextFact("overview", sentence),))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_page_is_accessible_and_can_be_archived(facts: Facts, profile: str) -> None:
    if not _made:
        _made["page"] = council_page(facts, compose(facts), STAMP)
    assert failed_rules(_made["page"], profile) == []


_made: dict[str, bytes] = {}
"""The page of the half-year, made once for this module."""


def test_the_numbers_are_those_of_the_report(facts: Facts) -> None:
    figures = compose(facts)
    page = compose_council(figures)
    assert 8 < len(page.numbers) <= MOST_NUMBERS
    for number in page.numbers:
        if number.key:
            figure = figures.by_key[number.key]
            assert number.shown in (figure.shown, show(figure.value, whole=True)), number
    assert sum(number.share for number in page.money) == 100, "the bar leaves no gap"


@pytest.mark.parametrize("text", ["Er kwamen 12 plannen.", "woord " * 40, ""])
def test_a_sentence_that_brings_numbers_or_goes_on_is_left_out(facts: Facts, text: str) -> None:
    assert compose_council(compose(replace(facts, texts=(TextFact("overview", text),)))).sentence == ""


@pytest.mark.parametrize("long", [False, True])
def test_it_is_one_tagged_a4_of_few_words(facts: Facts, long: bool) -> None:
    told = stretched(facts) if long else facts
    figures = compose(told)
    body = html.document_fromstring(council_html(told, figures, STAMP)).find("body").text_content()
    assert len(re.findall(r"[^\W\d_]{2,}", body)) <= MOST_WORDS
    made = council_page(told, figures, STAMP)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 1
        assert [round(float(side)) for side in opened.pages[0].MediaBox][2:] == [595, 842]
        assert opened.Root.MarkInfo.Marked and "/StructTreeRoot" in opened.Root
