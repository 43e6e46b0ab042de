"""The code words of a form: how a question is answered, who reads the answer, and when a tier asks it."""

from enum import StrEnum


class AnswerKind(StrEnum):
    """How a question is answered. The applications room has a field for each."""

    AMOUNT = "amount"
    LINE = "line"
    STORY = "story"
    DATE = "date"
    START_DATE = "start_date"
    PEOPLE = "people"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    YES_NO = "yes_no"
    EMAIL = "email"
    PHONE = "phone"
    CONTACT = "contact"
    IBAN = "iban"
    KVK = "kvk"
    ORGANISATION = "organisation"
    COSTS = "costs"
    INCOMES = "incomes"
    RESULTS = "results"
    TALK = "talk"
    FILES = "files"


ROWS = frozenset({AnswerKind.COSTS, AnswerKind.INCOMES, AnswerKind.RESULTS})
"""Kinds that are answered in rows of two boxes."""


class Reader(StrEnum):
    """Who gets to read an answer."""

    STAFF = "staff"
    PAYER = "payer"
    MUNICIPALITY = "municipality"
    SOUNDING_BOARD = "sounding_board"
    PUBLIC = "public"


READER_LABELS: dict[Reader, str] = {
    Reader.STAFF: "wie uw aanvraag behandelt",
    Reader.PAYER: "wie het geld overmaakt",
    Reader.MUNICIPALITY: "de gemeente",
    Reader.SOUNDING_BOARD: "de klankbordgroep",
    Reader.PUBLIC: "iedereen, als u het geld krijgt",
}


class AskedWhen(StrEnum):
    """What must hold of a tier and its rule set for a question, or another wording of it, to be used."""

    EXTENDED_FORM = "extended_form"
    SPOKEN_FORM = "spoken_form"
    WRITTEN_FORM = "written_form"
    ORGANISATIONS_MAY_ASK = "organisations_may_ask"
    ONLY_ORGANISATIONS = "only_organisations"
    KIND_MATTERS = "kind_matters"
    PAPERS_ASKED = "papers_asked"
    CERTIFICATES_RULED = "certificates_ruled"
    PERMITS_RULED = "permits_ruled"
    SEVERAL_YEARS = "several_years"


class ChoicesFrom(StrEnum):
    """Where the choices of a question come from when they do not stand in the form."""

    GOALS = "goals"
    PAPERS = "papers"
