"""Publish a form and let a rule set ask by it. What was published never changes; a burden above the rule set's cap needs a reason."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from mag.accounts.roles import Permission
from mag.agenda.burden import above_cap, burdens_of
from mag.agenda.form_documents import FormDocument
from mag.agenda.models import Form, RuleSet
from mag.agenda.queries import form_document, get_form, list_forms, rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.service import save_rule_set, saved
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.transaction import Tx

_VERSIONED = re.compile(r"(.+)-(\d{1,4})")


def publish_form(tx: Tx, form: FormDocument) -> Form:
    """Store a form under its code. The same form again changes nothing.

    Raises Refused (``form_published``) when another form has this code already.
    """
    tx.actor.must(Permission.MANAGE_FORMS)
    row = tx.db.scalar(select(Form).where(Form.code == form.code).with_for_update())
    if row is not None and form_document(row) == form:
        return row
    if row is not None:
        sentence = f"Het formulier {form.code} is al gepubliceerd en verandert niet meer. Geef het nieuwe formulier een eigen code."
        raise Refused(Refusal("form_published", sentence, "code"))
    row = Form(code=form.code, label=form.label, document=saved(form), published_at=tx.now, published_by=tx.actor.label)
    tx.db.add(row)
    tx.db.flush()
    tx.record("agenda.form.published", "form", row.id, code=form.code)
    return row


def use_form(tx: Tx, rule_set_id: int, code: str, *, reason: str = "") -> RuleSetDocument:
    """Let a rule set ask by another published form from now on; files that run keep theirs. Answers the rules as they are then.

    Raises NotFound, and Refused when the form lacks a screen a tier names, or asks more than the rule set's own cap while
    ``reason`` is empty.
    """
    tx.actor.must(Permission.MANAGE_FORMS)
    row = tx.db.get(RuleSet, rule_set_id, with_for_update=True)
    if row is None:
        raise NotFound(f"rule set {rule_set_id}")
    rules = rule_set_document(row).model_copy(update={"form": code})
    form = form_document(get_form(tx.db, code))
    refuse_if(misfits(form, rules, reason=reason))
    before = rule_set_document(row).form
    if before != code:
        save_rule_set(tx, row.agenda, rules)
        tx.record("agenda.form.taken", "rule_set", row.id, chain=row.agenda.code, code=code, before=before, reason=reason.strip())
    return rules


def misfits(form: FormDocument, rules: RuleSetDocument, *, reason: str = "") -> list[Refusal]:
    """Why a rule set cannot ask by a form: screens that are not there, or a burden above its cap without a reason."""
    known = {screen.code for screen in form.screens}
    lacking = sorted({code for tier in rules.tiers for code in tier.questions} - known)
    if lacking:
        return [Refusal("screens_missing", f"In dit formulier ontbreken schermen die de regels noemen: {', '.join(lacking)}.", "code")]
    if len(reason.strip()) >= 5:
        return []
    return [
        Refusal(
            "above_cap",
            f"Bij “{rules.tier(burden.tier).label}” vraagt dit formulier meer dan de regels toestaan: {'; '.join(more)}. "
            "Haal vragen weg, of schrijf waarom het toch nodig is.",
            "reason",
        )
        for burden in burdens_of(form, rules)
        if (more := above_cap(burden, rules.tier(burden.tier).burden_cap))
    ]


def next_code(codes: Iterable[str], code: str) -> str:
    """The code of the version after the newest of a form's family: ``standaard-3`` after ``standaard-2``."""
    family = code.rpartition("-")[0] or code
    numbers = [int(found[2]) for each in codes if (found := _VERSIONED.fullmatch(each)) and found[1] == family]
    return f"{family}-{max(numbers, default=1) + 1}"


def reword_question(tx: Tx, rule_set_id: int, question_id: str, *, reason: str, **words: Any) -> RuleSetDocument:
    """Say one question otherwise (label, hint, purpose, example, missing, optional): a new version of the form, taken at once.

    Raises NotFound for an unknown rule set or question, Refused for an empty label or purpose and as :func:`use_form`.
    """
    row = tx.db.get(RuleSet, rule_set_id, with_for_update=True)
    if row is None:
        raise NotFound(f"rule set {rule_set_id}")
    form = form_document(get_form(tx.db, rule_set_document(row).form))
    if all(question.id != question_id for question in form.questions):
        raise NotFound(f"question {question_id}")
    for name in ("label", "purpose"):
        if not str(words.get(name, "x")).strip():
            raise Refused(Refusal("words_missing", "Vul dit in. Een aanvrager leest dit bij de vraag.", name))
    if len(reason.strip()) < 5:
        raise Refused(Refusal("reason_missing", "Schrijf waarom u deze vraag verandert.", "reason"))
    said = tuple(question.adapted(**words) if question.id == question_id else question for question in form.questions)
    code = next_code((each.code for each in list_forms(tx.db)), form.code)
    changed = FormDocument.model_validate(form.model_copy(update={"code": code, "questions": said}).model_dump())
    publish_form(tx, changed)
    return use_form(tx, rule_set_id, code, reason=reason)
