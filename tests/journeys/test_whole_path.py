"""From a plan for a street party to the report about it, lived in a real browser: nothing on the way is prepared or pretended."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mag.verify import open_source, verify
from tests.journeys import acts
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

EVERY = bool(os.environ.get("MAG_EVERY_SIZE"))
"""Set ``MAG_EVERY_SIZE`` to walk the whole path on both engines at both sizes; else each size on one engine."""
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"

postgres = pytest.mark.postgres
WAYS = [("sqlite", "phone"), pytest.param("postgresql", "desktop", marks=postgres)]
if EVERY:
    WAYS += [("sqlite", "desktop"), pytest.param("postgresql", "phone", marks=postgres)]


@pytest.mark.parametrize(("engine", "size"), WAYS, indirect=["engine"])
def test_a_plan_from_the_first_question_to_the_report(site: Site, walk: Callable[..., Walker], size: str, engine_url: str) -> None:
    resident, leader = walk(size), walk(size)
    reference = acts.apply_for_party(resident)
    acts.read_confirmation(site, reference)

    site.set_day(date(2022, 3, 3))
    decider = walk(size)
    acts.award(decider, reference)
    acts.read_letter(decider, reference)
    acts.see_budget(decider, f"{acts.EURO}200,00", f"{acts.EURO}0,00")

    site.set_day(date(2022, 3, 7))
    leader.sign_in("project_leader")
    run = acts.prepare_run(leader, reference)
    acts.release_run(walk(size), run)
    acts.pay(leader, run, reference)
    acts.see_budget(leader, f"{acts.EURO}0,00", f"{acts.EURO}200,00")

    site.set_day(date(2022, 6, 10))
    acts.hand_in(resident, site, reference)

    site.set_day(date(2022, 6, 20))
    worker = walk(size)
    acts.settle(worker, reference)
    acts.receive_back(worker, reference)
    acts.measure(worker)

    site.set_day(date(2022, 7, 5))
    leader = walk(size)
    leader.sign_in("project_leader")
    colleague = walk(size)
    colleague.sign_in("controller")
    acts.approve_figure(colleague)
    acts.report(leader)
    acts.read_goals(walk(size))

    with open_source(engine_url, site.house.settings.files, MIGRATIONS) as source:
        results = verify(source)
    assert [failure for result in results for failure in result.failures] == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_path_needs_no_script(site: Site, walk: Callable[..., Walker]) -> None:
    resident = walk("phone", script=False)
    reference = acts.apply_for_party(resident)
    site.set_day(date(2022, 3, 3))
    acts.award(walk("desktop", script=False), reference)
    site.set_day(date(2022, 6, 10))
    acts.hand_in(resident, site, reference)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_one_can_apply_with_the_keyboard_alone(site: Site, walk: Callable[..., Walker]) -> None:
    someone = walk("desktop")
    someone.go("/")
    keys = Keys(someone)
    keys.press("Begin met uw aanvraag")
    keys.type("Hoeveel geld vraagt u?", "€ 200,-")
    keys.type("Wat gaat u doen?", "Wij houden een straatfeest voor de hele straat.")
    keys.toggle("Dat weet ik nog niet")
    keys.type("Waar is het?", "Peulenstraat")
    keys.press("Naar stap 2: uw gegevens")
    keys.type("Hoe heet u?", "Demo Bewoner")
    keys.type("Wat is uw e-mailadres of telefoonnummer?", "06 12345678")
    keys.type("Op welk rekeningnummer (IBAN) wilt u het geld?", "NL91 ABNA 0417 1643 00")
    keys.press("Naar stap 3: controleren")
    keys.press("Verstuur uw aanvraag")
    assert "Uw aanvraag is binnen" in someone.text()


class Keys:
    """Hands that touch nothing but the keyboard: Tab until the words one looks for are under the focus."""

    def __init__(self, walker: Walker) -> None:
        self._page = walker.page

    def type(self, label: str, text: str) -> None:
        """Go to a box by its label and type."""
        self._go_to(label)
        self._page.keyboard.type(text)

    def toggle(self, label: str) -> None:
        """Tick a box."""
        self._go_to(label)
        self._page.keyboard.press("Space")

    def press(self, name: str) -> None:
        """Go to a button or link and press Enter."""
        self._go_to(name)
        before = self._page.url
        self._page.keyboard.press("Enter")
        self._page.wait_for_url(lambda url: url != before)
        self._page.wait_for_load_state()

    def _go_to(self, name: str) -> None:
        passed = []
        for _ in range(60):
            self._page.keyboard.press("Tab")
            found = self._page.evaluate(
                """() => { const at = document.activeElement, style = getComputedStyle(at);
                return [((at.labels && at.labels.length ? at.labels[0] : at).innerText || '').trim(),
                        style.outlineStyle !== 'none' || style.boxShadow !== 'none'] }"""
            )
            if found[0].startswith(name):
                assert found[1], f"one cannot see that {name} has the focus"
                return
            passed.append(found[0])
        raise AssertionError(f"Tab does not come to {name}, only to {passed}")
