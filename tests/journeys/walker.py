"""Somebody with a browser: goes to pages, reads, types, presses; every page passed is watched for what should never happen."""

import os
import re
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.factories.people import PASSWORD

_pictures = count(1)


class Walker:
    """A person in a browser of their own. Requests to other hosts, errors and complaints of the browser are kept in ``trouble``."""

    def __init__(self, context: Any, address: str, name: str = "") -> None:
        self.context, self.address, self.name = context, address, name
        self.trouble: list[str] = []
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def go(self, path: str) -> None:
        """Open an address of the site (or a whole address, from a mail)."""
        self.page.goto(path if path.startswith("http") else self.address + path)

    def sign_in(self, role: str, password: str = PASSWORD) -> None:
        """Sign in as the colleague with this role (what stands before the @ of the address)."""
        self.go("/inloggen")
        form = self.page.locator("form", has=self.page.get_by_role("button", name="Inloggen", exact=True))
        form.get_by_label("E-mailadres").fill(f"{role}@demo.example")
        form.get_by_label("Wachtwoord").fill(password)
        form.get_by_role("button", name="Inloggen", exact=True).click()
        self.page.wait_for_url(lambda url: "/inloggen" not in url)

    def fill(self, label: str, text: str) -> None:
        """Type into the box with this label."""
        self.page.get_by_role("main").get_by_label(label).fill(text)

    def fill_date(self, question: str, text: str) -> None:
        """Type "4 juni 2022" into the three boxes of a question about a day."""
        group = self.page.get_by_role("group", name=question)
        for label, part in zip(("Dag", "Maand", "Jaar"), text.split(), strict=True):
            group.get_by_label(label).fill(part)

    def choose(self, label: str, words: str) -> None:
        """Choose the option that holds these words from a list."""
        box = self.page.get_by_role("main").get_by_role("combobox", name=label, exact=True)
        option = box.locator("option", has_text=words).first
        box.select_option(value=option.get_attribute("value"))

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("main").get_by_role("button", name=name).click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        """Follow a link on the page."""
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    def text(self) -> str:
        """The words on the page, hard spaces as they are."""
        return str(self.page.get_by_role("main").inner_text())

    def download(self, name: str) -> bytes:
        """What comes when one follows a link to a file."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        return Path(coming.value.path()).read_bytes()

    def fetch(self, path: str) -> bytes:
        """The bytes at an address, with this person's cookies."""
        answer = self.context.request.get(self.address + path)
        assert answer.ok, (path, answer.status)
        return bytes(answer.body())

    def picture(self, name: str) -> None:
        """Keep a picture of the page when ``MAG_PICTURES`` names a folder."""
        if folder := os.environ.get("MAG_PICTURES"):
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=f"{folder}/{next(_pictures):02d}-{name}-{width}.png", full_page=True)

    def seen(self, name: str) -> None:
        """Judge the page one stands on: nothing wider than the screen, one h1, no status word that is forbidden."""
        self.page.wait_for_load_state()
        self.picture(name)
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert self.page.locator("h1").count() == 1, name
        assert not re.search(r"\bOntvangen\b", self.text()), name
        assert self.trouble == [], name

    def leave(self) -> None:
        """Close the browser; nothing strange may have happened on the way."""
        self.context.close()
        assert self.trouble == []

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and "status of" not in message.text:
            self.trouble.append(f"console: {message.text}")

    def _asked(self, request: Any) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and not request.url.startswith(self.address):
            self.trouble.append(f"another host: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.trouble.append(f"{response.status} {response.url}")
