"""What people type stays: the tab is killed, the connection goes, the sign-in ends, Back is pressed, another device goes on."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
STORY = "Wij houden een zomerfeest voor de hele straat, met muziek en een springkussen. " * 6
Walk = Callable[..., Walker]


def begin(walk: Walk, **how: object) -> Walker:
    walker = walk("phone", **how)
    walker.go("/aanvragen/begin")
    walker.fill("Hoeveel geld vraagt u?", "200")
    return walker


def typed(walker: Walker, story: str = STORY) -> None:
    walker.page.get_by_label("Wat gaat u doen?").press_sequentially(story)


def told(walker: Walker, words: str) -> None:
    walker.page.get_by_text(words).first.wait_for()


def story_of(walker: Walker) -> str:
    return str(walker.page.get_by_label("Wat gaat u doen?").input_value())


def test_a_tab_that_is_killed_in_the_middle_of_a_word(walk: Walk, site: Site) -> None:
    walker = begin(walk)
    typed(walker)
    walker.page.close()
    walker.page = walker.context.new_page()
    walker.go("/aanvragen/begin")
    if "al begonnen" in walker.text():
        walker.follow("Verder met uw concept")
    walker.page.wait_for_function("n => document.getElementById('description').value.length >= n", arg=len(STORY) * 0.99)
    told(walker, "Opgeslagen om")


def test_a_connection_that_goes_and_comes_back(walk: Walk, site: Site) -> None:
    walker = begin(walk)
    told(walker, "Opgeslagen om")
    walker.context.set_offline(True)
    typed(walker, STORY[:200])
    told(walker, "Geen verbinding")
    walker.context.set_offline(False)
    told(walker, "Opgeslagen om")
    walker.trouble[:] = [each for each in walker.trouble if "ERR_INTERNET_DISCONNECTED" not in each]
    other = walk("desktop", script=False)
    other.go("/aanvragen/code")
    other.fill("Wat is uw code?", code_on(walker).lower().replace("-", " "))
    other.press("Ga verder met uw aanvraag")
    assert story_of(other) == STORY[:200].strip() or story_of(other) == STORY[:200]


def code_on(walker: Walker) -> str:
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", walker.text())
    assert found is not None, walker.text()
    return found[0]


def test_back_forward_and_reload_ask_nothing_and_keep_everything(walk: Walk, site: Site) -> None:
    for script in (True, False):
        walker = begin(walk, script=script)
        walker.fill("Wat gaat u doen?", "Een straatfeest demo.")
        walker.press("Naar stap 2")
        assert "Verbeter nog" in walker.text(), "the date and the place are missing"
        walker.page.reload()
        assert "Verbeter nog" in walker.text() and story_of(walker) == "Een straatfeest demo."
        walker.fill_date("Wanneer is het?", "4 6 2022")
        walker.fill("Waar is het?", "Peulenstraat")
        walker.press("Naar stap 2")
        walker.page.go_back()
        walker.page.go_back()
        walker.page.go_forward()
        walker.page.go_forward()
        assert "Hoe heet u?" in walker.text()
        walker.go("/aanvragen/stap/idee")
        assert story_of(walker) == "Een straatfeest demo."
        assert walker.page.get_by_label("Waar is het?").input_value() == "Peulenstraat"


def test_two_windows_never_overwrite_each_other_silently(walk: Walk, site: Site) -> None:
    walker = begin(walk)
    typed(walker, "Uit het eerste venster.")
    told(walker, "Opgeslagen om")
    second = walker.context.new_page()
    second.goto(site.address + "/aanvragen/stap/idee")
    walker.page.get_by_label("Wat gaat u doen?").fill("Nieuwer, uit het eerste venster.")
    walker.page.wait_for_timeout(1500)
    second.get_by_label("Wat gaat u doen?").fill("Uit het tweede venster.")
    second.get_by_text("in een ander venster").first.wait_for()
    second.get_by_role("button", name="Naar stap 2").click()
    second.wait_for_load_state()
    page = second.get_by_role("main").inner_text()
    assert "Nieuwer, uit het eerste venster." in page, "both are shown"
    assert second.get_by_label("Wat gaat u doen?").input_value() == "Uit het tweede venster."


def test_a_sign_in_that_ended_while_typing(walk: Walk, site: Site) -> None:
    walker = walk("desktop")
    walker.sign_in("project_leader")
    walker.go("/aanvragen/begin")
    walker.fill("Hoeveel geld vraagt u?", "2500")
    typed(walker, STORY[:120])
    told(walker, "Opgeslagen om")
    site.set_day(date(2022, 3, 2))
    typed(walker, "En nog een zin.")
    walker.page.wait_for_timeout(1500)
    told(walker, "Opgeslagen om")
    walker.go("/aanvragen/stap/idee")
    assert "En nog een zin." in story_of(walker)
