"""The code words of a rule set: each is one choice an agenda file can make. The Dutch word stands beside the enum."""

from enum import StrEnum


class LegalNature(StrEnum):
    """Whether a decision is a private body's own, or one under the General Administrative Law Act (``domain.md 4.1``)."""

    PRIVATE_DECISION = "private_decision"
    AWB_DECISION = "awb_decision"


class Maker(StrEnum):
    """Who decides: the lead contractor or the municipality."""

    LEAD_CONTRACTOR = "lead_contractor"
    MUNICIPALITY = "municipality"


class RemedyKind(StrEnum):
    """What somebody who disagrees can do first."""

    COMPLAINT = "complaint"
    OBJECTION = "objection"


class TierKind(StrEnum):
    """What kind of initiative a tier is for."""

    ONE_OFF = "one_off"
    CORE_ACTIVITY = "core_activity"
    ANY = "any"


TIER_KIND_LABELS: dict[TierKind, str] = {
    TierKind.ONE_OFF: "eenmalig plan",
    TierKind.CORE_ACTIVITY: "vaste activiteit",
    TierKind.ANY: "alle plannen",
}


class ApplicantKind(StrEnum):
    """Who may ask. A group of residents that is not registered asks as residents."""

    RESIDENT = "resident"
    LEGAL_PERSON = "legal_person"


APPLICANT_LABELS: dict[ApplicantKind, str] = {
    ApplicantKind.RESIDENT: "inwoners",
    ApplicantKind.LEGAL_PERSON: "organisaties met een KvK-nummer (rechtspersonen)",
}


class ApplicantGroup(StrEnum):
    """For whom a part of the budget is meant (``domain.md 1.1``, ``9.4``)."""

    RESIDENTS = "residents"
    CLUBS = "clubs"
    VOLUNTEERS = "volunteers"
    PROFESSIONALS = "professionals"


GROUP_LABELS: dict[ApplicantGroup, str] = {
    ApplicantGroup.RESIDENTS: "inwoners",
    ApplicantGroup.CLUBS: "verenigingen",
    ApplicantGroup.VOLUNTEERS: "vrijwilligersorganisaties",
    ApplicantGroup.PROFESSIONALS: "professionele organisaties",
}


class Scope(StrEnum):
    """A narrower field a tier is meant for."""

    OWN_NEIGHBOURHOOD = "own_neighbourhood"


class Channel(StrEnum):
    """How an application comes in."""

    SPOKEN = "spoken"
    EMAIL = "email"
    ONLINE = "online"


class FormKind(StrEnum):
    """How much the form asks."""

    NONE = "none"
    SIMPLE = "simple"
    EXTENDED = "extended"


class WindowKind(StrEnum):
    """When one can apply: always, or in a yearly round."""

    CONTINUOUS = "continuous"
    YEARLY = "yearly"


class Interview(StrEnum):
    """Whether a talk belongs to the assessment."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


class SettlementMode(StrEnum):
    """How the final amount is set: with the award, by itself with spot checks, or on the account given (``domain.md 4.3``)."""

    DIRECT = "direct"
    EX_OFFICIO_SPOT_CHECK = "ex_officio_spot_check"
    ON_ACCOUNT = "on_account"


class PayMoment(StrEnum):
    """When a part of an award falls due. A quarterly part is paid in equal shares, one a quarter of the execution."""

    ON_DECISION = "on_decision"
    ON_START = "on_start"
    HALFWAY = "halfway"
    QUARTERLY = "quarterly"
    ON_DATE = "on_date"
    ON_SETTLEMENT = "on_settlement"


class EvidenceKind(StrEnum):
    """What an account can be given with."""

    RECEIPTS = "receipts"
    ANNUAL_ACCOUNTS = "annual_accounts"
    FINANCIAL_OVERVIEW = "financial_overview"
    ACCOUNTABILITY_FORM = "accountability_form"
    UNDERLYING_DOCUMENTS = "underlying_documents"
    CONTENT_REPORT = "content_report"
    INCOME_EXPENDITURE = "income_expenditure"
    CLIENT_SATISFACTION = "client_satisfaction"
    ANNUAL_REPORT = "annual_report"
    AUDITOR_REPORT = "auditor_report"
    PARTNER_SATISFACTION = "partner_satisfaction"


EVIDENCE_LABELS: dict[EvidenceKind, str] = {
    EvidenceKind.RECEIPTS: "bonnen",
    EvidenceKind.ANNUAL_ACCOUNTS: "jaarrekening",
    EvidenceKind.FINANCIAL_OVERVIEW: "overzicht van inkomsten en uitgaven",
    EvidenceKind.ACCOUNTABILITY_FORM: "ingevuld verantwoordingsformulier",
    EvidenceKind.UNDERLYING_DOCUMENTS: "bewijsstukken",
    EvidenceKind.CONTENT_REPORT: "kort verslag van wat u deed",
    EvidenceKind.INCOME_EXPENDITURE: "inkomsten en uitgaven per kostenpost",
    EvidenceKind.CLIENT_SATISFACTION: "tevredenheidsonderzoek onder deelnemers",
    EvidenceKind.ANNUAL_REPORT: "vastgesteld jaarverslag dat uw plan noemt",
    EvidenceKind.AUDITOR_REPORT: "accountantsverklaring",
    EvidenceKind.PARTNER_SATISFACTION: "tevredenheidsonderzoek onder partners",
}


class HandInKind(StrEnum):
    """Which account a partner gives: of half a year, of a year, or of the whole plan. The last one of a grant settles it."""

    HALF_YEAR = "half_year"
    YEARLY = "yearly"
    FINAL = "final"


HAND_IN_LABELS: dict[HandInKind, str] = {
    HandInKind.HALF_YEAR: "halfjaarverslag",
    HandInKind.YEARLY: "jaarverantwoording",
    HandInKind.FINAL: "verantwoording",
}


class ContentItem(StrEnum):
    """What the content of an account must speak of (``domain.md 2.4``)."""

    WHAT = "what"
    GOALS_REACHED = "goals_reached"
    EXECUTION = "execution"
    RESIDENTS_REACHED = "residents_reached"
    CLIENT_SATISFACTION = "client_satisfaction"
    OTHER_RESULTS = "other_results"
    DEVIATIONS_EXPLAINED = "deviations_explained"


CONTENT_LABELS: dict[ContentItem, str] = {
    ContentItem.WHAT: "om welk plan het gaat",
    ContentItem.GOALS_REACHED: "in hoeverre u uw doelen haalde",
    ContentItem.EXECUTION: "hoe het ging",
    ContentItem.RESIDENTS_REACHED: "hoeveel inwoners meededen",
    ContentItem.CLIENT_SATISFACTION: "hoe tevreden deelnemers waren",
    ContentItem.OTHER_RESULTS: "wat het nog meer opleverde",
    ContentItem.DEVIATIONS_EXPLAINED: "wat anders ging dan gepland, en waarom",
}


class Distribution(StrEnum):
    """In which order money under a ceiling is given out."""

    ORDER_OF_RECEIPT = "order_of_receipt"
    RANKING = "ranking"
    TENDER_ROUND = "tender_round"


class Rhythm(StrEnum):
    """How often something comes back."""

    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    TWO_YEARS = "two_years"
