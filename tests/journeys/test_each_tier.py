"""Each tier from nothing to the confirmation: by keyboard alone, on a phone, without JavaScript. What is asked equals the burden meter."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from mag.agenda.burden import burden_of
from mag.agenda.filling import fill_open_rule
from mag.agenda.models import RuleSet
from mag.agenda.queries import form_of, rule_set_document
from mag.core.actor import Actor, ActorKind
from tests.journeys.site import Site
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
Walk = Callable[..., Walker]
MAIL = "club@demo.example"
SAID = {
    "title": "Zomerproject demo", "description": "Wij doen iets voor de hele buurt.", "starts_on-day": "4", "starts_on-month": "7",
    "starts_on-year": "2022", "ends_on-day": "30", "ends_on-month": "9", "ends_on-year": "2022", "place": "Dorpshuis demo",
    "is_regular": "nee", "audience": "ouderen", "expected_people": "60", "goal": "samenleven", "results-0-what": "Nieuwe vrijwilligers",
    "results-0-number": "10", "partners": "niemand", "publicity": "De krant.", "vat": "nee", "applicant_kind": "association",
    "organisation_name": "Wandelclub demo", "kvk": "12345678", "contact_name": "Demo Aanvrager", "contact": MAIL, "email": MAIL,
    "iban": "NL91ABNA0417164300", "interview": "Dinsdag in de avond.", "complaints": "Bij het bestuur.", "satisfaction": "Met een lijst.",
    "name": "Demo Aanvrager", "other_income": "0",
}  # fmt: skip
"""What is typed, by the name of the box; of radios and ticks the value that is chosen."""
ALWAYS_OPTIONAL = {"organisation_name", "kvk"}
"""Needed of an organisation only: the one more that a club fills in (``ux.md 2.2``)."""


class Keyboard:
    """Somebody who has no mouse: Tab from one thing to the next, type, Space and Enter."""

    def __init__(self, walker: Walker, amount: str, costs: list[str]) -> None:
        self.page = walker.page
        self.said = SAID | {"amount": amount} | {f"costs-{n}-amount": text for n, text in enumerate(costs)}
        self.said |= {f"costs-{n}-description": f"Kosten {n + 1}" for n in range(len(costs))}
        self.answered: set[str] = set()

    def fill_and_send(self) -> None:
        """Answer everything on the page that is not optional, in the order of Tab, and press the nameless button, which goes on."""
        self.page.evaluate("document.body.focus()")
        done: set[str] = set()
        for _ in range(160):
            self.page.keyboard.press("Tab")
            kind, name, value, label = self.page.evaluate(
                "(() => { const e = document.activeElement; return [e.type || '', e.name || '', e.value || '', e.textContent.trim()]; })()"
            )
            if kind == "submit" and not name and not label.startswith(("Uitloggen", "Menu")):
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")
                return
            if name not in self.said or (kind not in ("radio", "checkbox") and name in done):
                continue
            if kind == "radio":
                self._radio(name)
            elif kind == "checkbox" and value == self.said[name]:
                self.page.keyboard.press("Space")
            elif kind != "checkbox":
                self.page.keyboard.press("Control+A")
                self.page.keyboard.type(self.said[name])
            if kind != "checkbox" or value == self.said[name]:
                done.add(name)
                self.answered.add(re.sub(r"^(starts_on|ends_on)-.*", r"\1", name))
        raise AssertionError(f"no button to send the page: {self.page.url}")

    def _radio(self, name: str) -> None:
        options = self.page.locator(f"input[type=radio][name='{name}']")
        for _ in range(options.count() + 1):
            self.page.keyboard.press("Space")
            if self.page.evaluate("document.activeElement.value") == self.said[name]:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no {self.said[name]}")


def open_the_largest_tier(site: Site) -> None:
    """Give the yearly round of the largest tier its last day, which the source leaves open."""
    admin = Actor(ActorKind.PERSON, id=1, label="Demo Beheerder", permissions=frozenset({"manage_agenda"}))
    with site.store.transaction(admin) as tx:
        row = tx.db.query(RuleSet).order_by(RuleSet.id).first()
        assert row is not None
        fill_open_rule(tx, row.id, "tiers[T4].window.closes", "10-20", reason="Besluit van de demonstratie.")


@pytest.mark.parametrize(
    ("tier", "amount", "costs"),
    [
        ("T1", "200", []),
        ("T2", "800", ["800"]),
        ("T3", "2500", ["1000", "1000", "500"]),
        ("T4", "25000", ["10000", "10000", "5000"]),
    ],
)
def test_from_nothing_to_the_confirmation_by_keyboard_alone(walk: Walk, site: Site, tier: str, amount: str, costs: list[str]) -> None:
    open_the_largest_tier(site)
    site.set_day(date(2022, 3, 1))
    walker = walk("phone", script=False)
    keyboard = Keyboard(walker, amount, costs)
    walker.go("/aanvragen/begin")
    screens, sign_ins = [], 0
    while "/verstuurd/" not in walker.page.url and len(screens) < 25:
        path = walker.page.url.split("?")[0]
        if "/inloggen" in path:
            sign_ins += 1
            keyboard.fill_and_send()
            link = re.search(r"http://\S+", site.mail_to(MAIL, "loggen").text)
            assert link is not None
            walker.go(link[0])
            keyboard.fill_and_send()
            continue
        if "/verder/" in path:  # the page of the mailed link, with a button: a part of signing in
            keyboard.fill_and_send()
            continue
        number = re.search(r"Stap (\d+) van", walker.text())
        screens.append(number[1] if number else path)
        if screens[-1] == "1" and screens.count("1") == 2:
            assert walker.page.locator("#description").input_value() == SAID["description"], (
                "a larger amount shows the first step again, filled"
            )
        before = walker.page.url
        keyboard.fill_and_send()
        assert walker.page.url != before and "nakijken" not in walker.page.url, walker.text()
    assert "Uw aanvraag is binnen" in walker.text() and screens.count("1") <= 2
    screens.append(walker.page.url)
    with site.store.reading() as db:
        row = db.query(RuleSet).order_by(RuleSet.id).first()
        assert row is not None
        rules = rule_set_document(row)
        burden = burden_of(form_of(db, rules), rules, rules.tier(tier))
    assert (len(set(screens)), sign_ins) == (burden.screens, burden.sign_ins), screens
    asked = keyboard.answered - {"name"} - ({"organisation_name", "kvk"} if tier in ("T2", "T3") else {"kvk"})
    assert len(asked) == burden.inputs, sorted(asked)
