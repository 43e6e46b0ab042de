"""All pages of the desk, hung on its blueprint."""

from mag.desk.routes import (
    blueprint,
    bulk,
    decide,
    follow,
    goals,
    home,
    journal,
    judge,
    letter_preview,
    letters,
    lists,
    my,
    search,
    triage,
    worklist,
)

__all__ = [
    "blueprint",
    "bulk",
    "decide",
    "follow",
    "goals",
    "home",
    "journal",
    "judge",
    "letter_preview",
    "letters",
    "lists",
    "my",
    "search",
    "triage",
    "worklist",
]
