"""The menu: groups of pages by the work they belong to. Only what somebody may open stands in it; few pages need no groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

FLAT = 6
"""Up to this many pages stand in the menu by themselves."""
Link = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu: the group it belongs to, its label, its endpoint and the permission it takes."""

    group: str
    label: str
    endpoint: str
    permission: str


@dataclass(frozen=True, slots=True)
class Menu:
    """What a visitor sees: the main row as (label, url, is here), and below it the pages of the group one is in."""

    main: tuple[Link, ...]
    within: tuple[Link, ...] = ()


def build_menu(entries: Sequence[Entry], may: Callable[[str], bool], url_of: Callable[[str], str], path: str) -> Menu:
    """The menu on the page at ``path``. A page that stands in no menu belongs to the entry whose address its own begins with."""
    seen = [(entry, url_of(entry.endpoint)) for entry in entries if may(entry.permission)]
    here = max((url for _, url in seen if path == url or path.startswith(url.rstrip("/") + "/")), key=len, default=None)
    if len(seen) <= FLAT:
        return Menu(tuple((entry.label, url, url == here) for entry, url in seen))
    main: list[Link] = []
    within: tuple[Link, ...] = ()
    for group, found in groupby(seen, key=lambda item: item[0].group):
        pages = [(entry.label, url, url == here) for entry, url in found]
        is_here = any(active for *_, active in pages)
        main.append((group if len(pages) > 1 else pages[0][0], pages[0][1], is_here))
        if is_here and len(pages) > 1:
            within = tuple(pages)
    return Menu(tuple(main), within)
