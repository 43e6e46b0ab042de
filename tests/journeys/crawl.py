"""Every page somebody can reach by following links, from a place to start: which ones there are, and what they hold."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

PER_ENDPOINT = 2
"""How many pages of one kind one visitor opens; the hundredth application is like the second."""


SOMEBODY_ELSES = ("/postbus/",)
"""Where links stand that are meant for who gets the mail: another reader finds nothing there."""


@dataclass(frozen=True)
class Visit:
    """A page somebody opened: who, where, and its source ("" for what is no page)."""

    who: str
    url: str
    endpoint: str
    source: str


@dataclass(frozen=True)
class Visitor:
    """Somebody who looks around: a name, a browser, the addresses to begin at, and a cookie for a real browser."""

    name: str
    client: FlaskClient
    starts: tuple[str, ...]

    def cookie(self) -> str | None:
        """The session cookie this browser holds."""
        found = self.client.get_cookie("mag", domain="localhost")
        return found.value if found else None


def crawl(app: Flask, visitor: Visitor, fetched: set[str]) -> tuple[list[Visit], list[str]]:
    """What a visitor finds by following links, and the links that lead nowhere.

    ``fetched`` are the kinds of file somebody took before: making a PDF once is enough. It grows by what is taken here.
    """
    adapter = app.url_map.bind("localhost")
    waiting = deque((url, "the start") for url in visitor.starts)
    opened: dict[str, int] = defaultdict(int)
    met: set[str] = set()
    visits, dead = [], []
    while waiting:
        url, found_on = waiting.popleft()
        if url in met:
            continue
        met.add(url)
        parts = urlsplit(url)
        try:
            endpoint, _ = adapter.match(parts.path, method="GET")
        except RequestRedirect:
            continue
        except HTTPException:
            dead.append(f"{visitor.name}: {found_on} leads to {url}")
            continue
        if endpoint == "static" or endpoint in fetched or opened[endpoint] >= PER_ENDPOINT:
            continue
        opened[endpoint] += 1
        answer = visitor.client.get(url)
        if answer.status_code == 404 and found_on.startswith(SOMEBODY_ELSES):
            continue
        if answer.status_code >= 400:
            dead.append(f"{visitor.name}: {found_on} leads to {url}: {answer.status_code}")
        elif answer.location:
            waiting.append((urljoin(url, answer.location).removeprefix("http://localhost"), url))
            opened[endpoint] -= 1
        source = answer.text if answer.mimetype == "text/html" and answer.status_code == 200 and not _is_file(answer.headers) else ""
        if answer.status_code == 200 and not source:
            fetched.add(endpoint)
        if answer.status_code in (200, 302, 303):
            visits.append(Visit(visitor.name, url, endpoint, source))
        waiting.extend((link, url) for link in _links(source, url))
    return visits, dead


def _is_file(headers: Iterable[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-disposition" for name, _ in headers)


def _links(source: str, url: str) -> Iterable[str]:
    if not source:
        return
    for href in html.document_fromstring(source).xpath("//a/@href | //img/@src"):
        parts = urlsplit(urljoin(url, str(href)))
        if not parts.netloc and parts.scheme in ("", "http") and parts.path:
            yield parts._replace(fragment="").geturl()
