"""Brings an agenda file into the database and out again, each room its own section, all in one transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mag.agenda.form_documents import FormDocument
from mag.agenda.models import Agenda
from mag.agenda.publishing import misfits, publish_form
from mag.agenda.queries import form_document, form_of, get_agenda, read_section
from mag.agenda.report_documents import ChapterKind
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.service import remove_parts, save_agenda
from mag.agenda_file.document import AgendaFile, assemble
from mag.agenda_file.reading import parse_form
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.settings import ROOT
from mag.core.transaction import Tx
from mag.indicators.documents import IndicatorDocument
from mag.indicators.frameworks.service import untold_frameworks
from mag.indicators.models import Indicator
from mag.indicators.service import define_indicator, remove_indicators

FORMS = ROOT / "config" / "forms"
"""Where the forms stand that come with the program."""


def load(tx: Tx, file: AgendaFile) -> Agenda:
    """Save an agenda: new, or the next version of one that is there. Loading the same file twice writes nothing.

    Raises :class:`~mag.core.errors.Refused` when something in use would change or disappear; then nothing is written.
    """
    section = file.section
    for rules in file.rule_sets:
        refuse_if(misfits(_form_of(tx, rules), rules))
    agenda = save_agenda(tx, section)
    for position, indicator in enumerate(file.indicators):
        define_indicator(tx, agenda, indicator, position)
    remove_indicators(tx, agenda, [indicator.code for indicator in file.indicators])
    remove_parts(tx, agenda, section)
    told = file.reports.subjects(ChapterKind.FRAMEWORK)
    refuse_if(one for one in untold_frameworks(tx.db, agenda.id, told) if one.code == "framework_readers")
    return agenda


def _form_of(tx: Tx, rules: RuleSetDocument) -> FormDocument:
    """The form a rule set asks by: published before, else published now from the forms that come with the program."""
    try:
        return form_of(tx.db, rules)
    except NotFound:
        shipped = FORMS / f"{rules.form}.yaml"
        if not shipped.is_file():
            sentence = f"Het formulier {rules.form} is nog niet gepubliceerd. Doe dat eerst: ./run forms publish BESTAND."
            raise Refused(Refusal("form_unknown", sentence)) from None
        return form_document(publish_form(tx, parse_form(shipped.read_bytes())))


def read(db: Session, code: str) -> AgendaFile:
    """The agenda file of what the database holds; equal to the file that was loaded. Raises :class:`~mag.core.errors.NotFound`."""
    agenda = get_agenda(db, code)
    rows = db.scalars(select(Indicator).where(Indicator.agenda_id == agenda.id).order_by(Indicator.position, Indicator.id))
    return assemble(read_section(db, code), tuple(IndicatorDocument.model_validate(row.document) for row in rows))
