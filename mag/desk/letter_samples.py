"""A text of a letter shown on a real file: what the file knows is filled in, and an example for what it does not have (yet)."""

from datetime import date

from sqlalchemy.orm import Session

from mag.agenda.models import Agenda
from mag.agenda.queries import agenda_document, rule_set_document, rule_set_on
from mag.applications.answers import answers_of
from mag.applications.models import Application
from mag.core.errors import NotFound
from mag.core.letter import Letter
from mag.core.money import show
from mag.core.period import show_date
from mag.grants.models import Grant, Instalment
from mag.grants.queries import find_grant
from mag.letters.composing import Occasion, compose_letter
from mag.letters.kinds import LetterKind
from mag.letters.names import NAMES, Value, own_examples
from mag.letters.texts import LetterTexts


def sample_letter(
    db: Session, agenda: Agenda, texts: LetterTexts, kind: LetterKind, application: Application | None, *, day: date, signed_by: str
) -> Letter:
    """The letter of a kind about an application, or about nobody. Raises NotFound when the agenda has no rule set on that day."""
    rules = application.rule_set if application is not None else rule_set_on(db, agenda.id, day)
    if rules is None:
        raise NotFound("no rule set")
    examples = own_examples(kind)
    values = {**examples, **(_known(db, application) if application is not None else {})}
    return compose_letter(
        agenda_document(agenda),
        rule_set_document(rules),
        texts,
        kind,
        _occasion(kind, application, day, signed_by),
        {name: value or examples[name] for name, value in values.items() if name in examples},
    )


def _occasion(kind: LetterKind, application: Application | None, day: date, signed_by: str) -> Occasion:
    key = (("Voorbeeld", "deze brief is niet verstuurd"),)
    if application is None:
        example = {code: str(name.example) for code, name in NAMES[kind].items()}
        return Occasion(example["kenmerk"], example["plan"], example["naam"], None, day, signed_by, key=key)
    partner = application.partner.name
    organisation = partner if partner != application.contact_name else None
    return Occasion(application.reference, application.title, application.contact_name, organisation, day, signed_by, key=key)


def _known(db: Session, application: Application) -> dict[str, Value]:
    found: dict[str, Value] = {
        "gevraagd": show(application.requested_amount),
        "verstuurd": show_date(application.submitted_on),
        "antwoord": tuple(f"{label} {value}" for label, value in answers_of(application) if value),
    }
    if application.decision is None:
        return {**found, "bedrag": show(application.requested_amount)}
    grant = find_grant(db, application.id)
    decided = {"reden": application.decision.reason, "bedrag": show(application.decision.amount)}
    return {**found, **decided, **(_granted(grant) if grant is not None else {})}


def _granted(grant: Grant) -> dict[str, Value]:
    first, last = show_date(grant.starts_on), show_date(grant.ends_on)
    return {
        "wanneer": f"op {first}" if first == last else f"van {first} tot en met {last}",
        "uiterlijk": show_date(grant.account_by),
        "toegekend": show(grant.awarded_amount),
        "betaald": show(grant.commitment.paid_amount),
        "termijn": tuple(_part(part) for part in grant.instalments),
    }


def _part(part: Instalment) -> str:
    return f"{show(part.amount)}: {f'vanaf {show_date(part.due_on)}' if part.due_on else 'na de afronding'}"
