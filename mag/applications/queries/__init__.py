"""Reads applications, one file per question; callers import from here."""

from mag.applications.queries.desk import list_alike, list_by_ids, list_deciders, list_saved
from mag.applications.queries.drafts import find_draft
from mag.applications.queries.history import AWARDS, count_grants_of, count_regular_of, list_for_partner, list_grants_of
from mag.applications.queries.one import follow_word, get_application, get_by_follow_secret, in_sight, whole
from mag.applications.queries.search import Found, search_applications
from mag.applications.queries.worklist import (
    CLOSED,
    NEARLY,
    PAGE,
    Neighbours,
    Pile,
    Worklist,
    WorkQuery,
    count_by_state,
    count_piles,
    find_neighbours,
    list_handlers,
    list_worklist,
)

__all__ = [
    "AWARDS",
    "CLOSED",
    "NEARLY",
    "PAGE",
    "Found",
    "Neighbours",
    "Pile",
    "WorkQuery",
    "Worklist",
    "count_by_state",
    "count_grants_of",
    "count_piles",
    "count_regular_of",
    "find_draft",
    "find_neighbours",
    "follow_word",
    "get_application",
    "get_by_follow_secret",
    "in_sight",
    "list_alike",
    "list_by_ids",
    "list_deciders",
    "list_for_partner",
    "list_grants_of",
    "list_handlers",
    "list_saved",
    "list_worklist",
    "search_applications",
    "whole",
]
