"""What one may do: one permission enum and the table of roles. Read per request, never cached in a cookie.

Roles of ``domain.md 1.1`` and ``9.77``. Which role decides a tier is the rule set's; a role here only says that its
holder can decide at all.
"""

from enum import StrEnum


class Permission(StrEnum):
    """Everything that can be allowed. The value stands in the ``routes`` listing."""

    OWN_ACCOUNT = "own_account"
    SEE_OWN = "see_own"
    SEE_LETTERS = "see_letters"
    HAND_IN = "hand_in"
    SEE_APPLICATIONS = "see_applications"
    ENTER_FOR_OTHERS = "enter_for_others"
    DECIDE = "decide"
    ADVISE = "advise"
    HANDLE_REMEDIES = "handle_remedies"
    EDIT_LETTERS = "edit_letters"
    MANAGE_FORMS = "manage_forms"
    MAKE_YEAR_PLANS = "make_year_plans"
    READ_YEAR_PLANS = "read_year_plans"
    SEE_BUDGET = "see_budget"
    MANAGE_BUDGET = "manage_budget"
    HOLD_ENVELOPE = "hold_envelope"
    SEE_PAYMENTS = "see_payments"
    PREPARE_PAYMENTS = "prepare_payments"
    RELEASE_PAYMENTS = "release_payments"
    JUDGE_HAND_INS = "judge_hand_ins"
    SETTLE = "settle"
    SEE_GOALS = "see_goals"
    MEASURE = "measure"
    SEE_REPORTS = "see_reports"
    MAKE_REPORTS = "make_reports"
    ADOPT_REPORTS = "adopt_reports"
    COMMENT_REPORTS = "comment_reports"
    ACCEPT_REPORTS = "accept_reports"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_AGENDA = "manage_agenda"
    SEE_JOURNAL = "see_journal"
    SEE_PERSONAL_DATA = "see_personal_data"


class Role(StrEnum):
    """The roles a person can hold. A partner's person holds none: membership of the partner gives :data:`PARTNER_MAY`."""

    NEIGHBOURHOOD_WORKER = "neighbourhood_worker"
    PROJECT_LEADER = "project_leader"
    CONTROLLER = "controller"
    MUNICIPALITY_READER = "municipality_reader"
    MUNICIPALITY_OFFICER = "municipality_officer"
    SOUNDING_BOARD = "sounding_board"
    CULTURE_BROKER = "culture_broker"
    SPORT_COACH = "sport_coach"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


ROLE_LABELS: dict[Role, str] = {
    Role.NEIGHBOURHOOD_WORKER: "buurtnetwerker",
    Role.PROJECT_LEADER: "projectleider",
    Role.CONTROLLER: "controller",
    Role.MUNICIPALITY_READER: "gemeente (lezen)",
    Role.MUNICIPALITY_OFFICER: "gemeente (beslissen)",
    Role.SOUNDING_BOARD: "klankbordgroep",
    Role.CULTURE_BROKER: "cultuurmakelaar",
    Role.SPORT_COACH: "buurtsportcoach",
    Role.ADMINISTRATOR: "beheerder",
    Role.AUDITOR: "accountant",
}

P = Permission
PARTNER_MAY: frozenset[Permission] = frozenset({P.SEE_OWN, P.SEE_LETTERS, P.HAND_IN})
LINK_MAY: frozenset[Permission] = PARTNER_MAY

_READ_ALL = {P.SEE_APPLICATIONS, P.SEE_LETTERS, P.SEE_BUDGET, P.SEE_PAYMENTS, P.SEE_GOALS, P.SEE_REPORTS, P.SEE_PERSONAL_DATA}
_DECIDER = {
    P.SEE_APPLICATIONS,
    P.SEE_LETTERS,
    P.SEE_PERSONAL_DATA,
    P.ENTER_FOR_OTHERS,
    P.DECIDE,
    P.SEE_BUDGET,
    P.SEE_GOALS,
    P.JUDGE_HAND_INS,
    P.SETTLE,
}
_LEAD = {P.HANDLE_REMEDIES, P.EDIT_LETTERS, P.MANAGE_FORMS, P.MAKE_YEAR_PLANS, P.READ_YEAR_PLANS}
_CLIENT = {P.COMMENT_REPORTS, P.ACCEPT_REPORTS}
"""Who the reports are for: says something about a concept that was opened for it, asks about an adopted one and accepts it."""

ROLE_MAY: dict[Role, frozenset[Permission]] = {
    Role.NEIGHBOURHOOD_WORKER: frozenset(_DECIDER | {P.HOLD_ENVELOPE}),
    Role.PROJECT_LEADER: frozenset(
        _READ_ALL | _DECIDER | {P.PREPARE_PAYMENTS, P.MANAGE_BUDGET, P.MEASURE, P.MAKE_REPORTS, P.ADOPT_REPORTS, P.SEE_JOURNAL} | _LEAD
    ),
    Role.CONTROLLER: frozenset(
        _READ_ALL
        | {P.JUDGE_HAND_INS, P.SETTLE, P.PREPARE_PAYMENTS, P.RELEASE_PAYMENTS, P.MANAGE_BUDGET, P.MEASURE, P.MAKE_REPORTS, P.SEE_JOURNAL}
        | {P.HANDLE_REMEDIES, P.READ_YEAR_PLANS}
    ),
    Role.MUNICIPALITY_READER: frozenset({P.SEE_GOALS, P.SEE_BUDGET, P.SEE_REPORTS, P.READ_YEAR_PLANS} | _CLIENT),
    Role.MUNICIPALITY_OFFICER: frozenset(_READ_ALL | _DECIDER | {P.ADVISE, P.HANDLE_REMEDIES, P.READ_YEAR_PLANS} | _CLIENT),
    Role.SOUNDING_BOARD: frozenset({P.SEE_GOALS, P.SEE_REPORTS, P.ADVISE, P.READ_YEAR_PLANS, P.COMMENT_REPORTS}),
    Role.CULTURE_BROKER: frozenset({P.SEE_GOALS, P.ADVISE}),
    Role.SPORT_COACH: frozenset({P.SEE_GOALS, P.ADVISE}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_ACCOUNTS, P.MANAGE_AGENDA, P.EDIT_LETTERS, P.MANAGE_FORMS, P.SEE_JOURNAL}),
    Role.AUDITOR: frozenset(_READ_ALL | {P.SEE_JOURNAL, P.READ_YEAR_PLANS}),
}


def permissions_of(roles: set[Role], *, is_member: bool) -> frozenset[str]:
    """All permission values of a person with these roles who is (or is not) a member of a partner. Everybody has an account."""
    found: set[Permission] = {P.OWN_ACCOUNT, *(PARTNER_MAY if is_member else ())}
    for role in roles:
        found |= ROLE_MAY[role]
    return frozenset(p.value for p in found)
