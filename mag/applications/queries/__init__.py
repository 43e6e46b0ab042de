"""Reads applications, one file per question; callers import from here."""

from mag.applications.queries.desk import list_alike, list_by_ids, list_deciders, list_saved
from mag.applications.queries.drafts import draft_word, find_draft, get_concept, list_concepts, reference_of
from mag.applications.queries.history import AWARDS, count_grants_of, count_regular_of, list_for_partner, list_grants_of
from mag.applications.queries.one import (
    FOLLOW_LENGTH,
    follow_code,
    follow_word,
    get_application,
    get_by_code,
    get_by_follow_secret,
    in_sight,
    whole,
)
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
    "FOLLOW_LENGTH",
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
    "draft_word",
    "find_draft",
    "find_neighbours",
    "follow_code",
    "follow_word",
    "get_application",
    "get_by_code",
    "get_by_follow_secret",
    "get_concept",
    "in_sight",
    "list_alike",
    "list_by_ids",
    "list_concepts",
    "list_deciders",
    "list_for_partner",
    "list_grants_of",
    "list_handlers",
    "list_saved",
    "list_worklist",
    "reference_of",
    "search_applications",
    "whole",
]
