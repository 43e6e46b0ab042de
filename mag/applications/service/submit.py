"""Send a request: it becomes an application with a reference, a date by which the applicant hears, and a confirmation."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from mag.accounts.service import create_person
from mag.accounts.sessions import digest, new_secret
from mag.agenda import rules as agenda_rules
from mag.agenda.form_documents import QuestionDocument
from mag.agenda.form_screens import questions_of
from mag.agenda.form_terms import AnswerKind
from mag.agenda.models import Agenda, Form, Goal, RuleSet, Tier
from mag.agenda.queries import agenda_document, form_document, get_form, rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import Channel, TierKind
from mag.agenda.tier_documents import TierDocument
from mag.applications.confirmation import confirmation_mail
from mag.applications.models import Application, Draft
from mag.applications.queries import count_grants_of, count_regular_of
from mag.applications.requests import Request
from mag.applications.rules import applicant_kind_of, refusals_of
from mag.applications.service.draft_people import must_write
from mag.applications.service.files import hand_over_files
from mag.applications.service.lineage import as_partner, link_to_earlier
from mag.applications.service.parts import store_parts
from mag.applications.service.receipt import send_receipt
from mag.applications.service.sign import as_it_was, check_signature
from mag.applications.service.talks import take_moment
from mag.applications.states import ApplicationState
from mag.applications.talk_words import show_moment
from mag.applications.term import term_under
from mag.core.actor import ActorKind
from mag.core.errors import NotFound, Refusal, Refused, refuse_if
from mag.core.outbox import queue
from mag.core.transaction import Tx
from mag.partners.models import MemberRole, Partner
from mag.partners.queries import find_account, list_members
from mag.partners.service import join, register_partner, set_account

FIELDS = {"applicant": "applicant_kind"}
"""Where a refusal of the agenda's rules names a field otherwise than the questions of this room do."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A request that was sent, with the secret of the link by which the applicant follows it."""

    application: Application
    follow_secret: str


def follow_secret_of(draft_secret: str) -> str:
    """The secret of the follow link of whoever holds this draft: the same each time, so that nothing needs to store it."""
    return hashlib.sha256(f"follow {draft_secret}".encode()).hexdigest()


def submit(
    tx: Tx,
    request: Request,
    *,
    address: str,
    draft_id: int | None = None,
    entered_by: str | None = None,
    follow_secret: str | None = None,
    version: int | None = None,
) -> Submitted:
    """Take a request in. ``address`` is the installation's own, for the link; ``entered_by`` names who typed it for the applicant.

    The draft of an organisation is sent in its name (``service/lineage.py``), and signed where its tier asks a second signer;
    ``version`` is the draft as it was read. The rule set in force today gives the tier and the date to hear. Raises NotFound for
    an unknown agenda, Stale, and Refused with a sentence at each question: incomplete, not allowed, sums that do not close, rules
    still open (``domain.md 2.1``), not signed.
    """
    draft = _open_draft(tx, draft_id, version)
    owner = tx.db.get_one(Partner, draft.partner_id) if draft is not None and draft.partner_id is not None else None
    if owner is not None:
        request = as_partner(request, owner)
    beside = draft is not None and draft.beside_id is not None
    agenda = tx.db.get(Agenda, request.agenda_id)
    if agenda is None:
        raise NotFound(f"agenda {request.agenda_id}")
    row, rules = _rules_today(tx, agenda)
    tier = agenda_rules.tier_for(
        rules,
        request.requested_amount,
        applicant=None if beside else applicant_kind_of(request.applicant_kind),
        kind=kind_of(request, rules),
    )
    form = get_form(tx.db, rules.form)
    asked = tuple(questions_of(form_document(form), rules, tier))
    refuse_if(_wrong_way(tx, tier, entered_by))
    refuse_if((*_not_allowed(tx, request, rules, tier, None, beside), *refusals_of(request, rules, asked, tx.today)))
    partner = _partner_of(tx, request, owner)
    if owner is None:
        _join_applicant(tx, request, partner)
    refuse_if(_not_allowed(tx, request, rules, tier, partner.id, beside))
    signed_by = check_signature(tx, draft, tier, partner.id) if entered_by is None else None
    secret = follow_secret or new_secret()
    application = _store(tx, request, agenda, row, form, tier, partner, digest(secret), entered_by)
    application.signed_by = signed_by
    store_parts(tx, request, application, goal=_goal_of(tx, request, agenda))
    _take_talk(tx, application, asked)
    link_to_earlier(tx, application, draft)
    if draft is not None:
        draft.application_id, draft.saved_at = application.id, tx.now
    if application.email:
        _confirm(tx, application, rules, f"{address}/volg/{secret}")
    else:
        send_receipt(tx, application, address=address)
    tx.record(
        "applications.application.submitted", "application", application.id, chain=agenda.code,
        reference=application.reference, tier=tier.code, rule_set=rules.code, requested_cents=application.requested_amount,
        decide_by=application.decide_by.isoformat(), entered_by=entered_by,
        **({"signed_by": signed_by} if signed_by else {}), **({"earlier": application.earlier["reference"]} if application.earlier else {}),
    )  # fmt: skip
    if draft is not None:
        hand_over_files(tx, draft, application, {question.id for question in asked if question.kind is AnswerKind.FILES})
    return Submitted(application, secret)


def _take_talk(tx: Tx, application: Application, asked: Sequence[QuestionDocument]) -> None:
    """Take the moment that was chosen for a talk; the file then says it in words. Raises Refused when it is gone."""
    for question in asked:
        chosen = str(application.answers.get(question.id, ""))
        if question.kind is not AnswerKind.TALK or not chosen.isdecimal():
            continue
        try:
            talk = take_moment(tx, int(chosen), application)
        except Refused as refused:
            raise Refused(*(replace(refusal, field=question.id) for refusal in refused.refusals)) from None
        starts_at = datetime.fromisoformat(talk.details["starts_at"])
        application.answers = {**application.answers, question.id: show_moment(starts_at)}


def kind_of(request: Request, rules: RuleSetDocument) -> TierKind | None:
    """Which kind of initiative is meant, where the rule set has tiers per kind; None where the amount alone decides."""
    if not agenda_rules.needs_kind(rules):
        return None
    return TierKind.CORE_ACTIVITY if request.is_regular else TierKind.ONE_OFF


def _open_draft(tx: Tx, draft_id: int | None, version: int | None) -> Draft | None:
    if draft_id is None:
        return None
    draft = tx.db.get(Draft, draft_id, with_for_update=True)
    if draft is None:
        raise NotFound(f"draft {draft_id}")
    if draft.application_id is not None:
        raise Refused(Refusal("sent_already", "Deze aanvraag is al verstuurd. U hoeft niets meer te doen."))
    must_write(tx, draft)
    as_it_was(draft, version)
    return draft


def _rules_today(tx: Tx, agenda: Agenda) -> tuple[RuleSet, RuleSetDocument]:
    documents = {row.code: (row, rule_set_document(row)) for row in agenda.rule_sets}
    rules = agenda_rules.rule_set_on((document for _row, document in documents.values()), tx.today)
    if rules is None:
        raise Refused(Refusal("no_rules", "Op dit moment kunt u bij deze agenda niets aanvragen. Bel ons als u een vraag heeft."))
    return documents[rules.code]


def _wrong_way(tx: Tx, tier: TierDocument, entered_by: str | None) -> Iterator[Refusal]:
    """Why this cannot come in this way: larger amounts need somebody who signed in, some tiers are not asked online."""
    if tx.actor.kind not in (ActorKind.ANONYMOUS, ActorKind.LINK) or entered_by is not None:
        return
    if tier.account_needed:
        yield Refusal("sign_in_first", f"Voor een bedrag van {tier.label} moet u eerst inloggen. Uw antwoorden blijven bewaard.", "amount")
    if Channel.ONLINE not in tier.channels:
        yield Refusal("other_channel", f"Een bedrag van {tier.label} vraagt u niet op deze website aan. Bel ons.", "amount")


def _join_applicant(tx: Tx, request: Request, partner: Partner) -> None:
    """Who owns the address the partner is known by may act for it: who signed in with it, else whom a link can be mailed to.

    Without the second, the links in our own mails would end at a sign-in page that knows nobody by that address. A partner
    that has or had people of its own lets nobody in this way.
    """
    actor, email = tx.actor, (request.email or "").lower()
    if not email or email != (partner.email or "").lower():
        return
    if actor.kind is ActorKind.PERSON and (actor.email or "").lower() == email:
        if actor.id is not None and partner.id not in actor.organisations:
            join(tx, actor.id, partner.id, MemberRole.SIGNATORY)
    elif not list_members(tx.db, partner.id, also_former=True):
        join(tx, create_person(tx, email=email, name=request.contact_name).id, partner.id, MemberRole.SIGNATORY)


def _not_allowed(
    tx: Tx, request: Request, rules: RuleSetDocument, tier: TierDocument, partner_id: int | None, beside: bool
) -> Sequence[Refusal]:
    year = tx.today.year
    found = agenda_rules.may_apply(
        rules,
        tier,
        submitted_on=tx.today,
        applicant=None if beside else applicant_kind_of(request.applicant_kind),
        amount=request.requested_amount,
        starts_on=request.starts_on,
        grants_this_year=count_grants_of(tx.db, partner_id, year) if partner_id else 0,
        regular_applications_this_year=count_regular_of(tx.db, partner_id, year) if partner_id else 0,
        is_regular=request.is_regular,
    )
    return [Refusal(refusal.code, refusal.sentence, FIELDS.get(refusal.field or "", refusal.field)) for refusal in found]


def _partner_of(tx: Tx, request: Request, owner: Partner | None) -> Partner:
    """The partner who asks, with an account to be paid on.

    Whoever types the name and address of a known partner may not move its account: that takes a member or staff.
    """
    partner = owner or register_partner(
        tx,
        kind=request.applicant_kind,
        name=request.partner_name,
        kvk=request.kvk,
        email=request.email,
        phone=request.phone,
        is_demo=request.is_demo,
        is_large=request.is_large_partner,
    )
    if find_account(tx.db, partner.id) is None or partner.id in tx.actor.organisations:
        set_account(tx, partner.id, request.iban, request.account_holder)
    return partner


def _goal_of(tx: Tx, request: Request, agenda: Agenda) -> Goal | None:
    if request.goal_code is None:
        return None
    goal = tx.db.scalar(select(Goal).where(Goal.agenda_id == agenda.id, Goal.code == request.goal_code))
    if goal is None:
        raise Refused(Refusal("unknown_goal", "Kies een doel uit de lijst, of kies dat u het niet weet.", "goal"))
    return goal


def _store(
    tx: Tx,
    request: Request,
    agenda: Agenda,
    row: RuleSet,
    form: Form,
    tier: TierDocument,
    partner: Partner,
    token: str,
    entered_by: str | None,
) -> Application:
    short = agenda_document(agenda).words.short
    term = term_under(rule_set_document(row), tier, tx.today)
    number = tx.next_number(f"application {agenda.code} {tx.today.year}")
    application = Application(
        reference=f"{short}-{tx.today.year}-{number:04d}",
        agenda=agenda,
        rule_set=row,
        form=form,
        tier=tx.db.scalars(select(Tier).where(Tier.rule_set_id == row.id, Tier.code == tier.code)).one(),
        partner=partner,
        state=ApplicationState.SUBMITTED,
        applicant_kind=request.applicant_kind,
        contact_name=request.contact_name.strip(),
        email=request.email,
        phone=request.phone,
        iban=request.iban,
        account_holder=request.account_holder.strip(),
        title=request.title.strip(),
        description=request.description.strip(),
        place=request.place.strip(),
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        audience=list(request.audience),
        expected_people=request.expected_people,
        requested_amount=request.requested_amount,
        other_income_amount=request.income,
        is_regular=request.is_regular,
        years=request.years,
        answers=request.answers,
        submitted_at=tx.now,
        submitted_on=tx.today,
        decide_by=term.decide_by,
        term_ends_on=term.ends_on,
        entered_by=entered_by,
        follow_token_digest=token,
        is_demo=request.is_demo,
    )
    tx.db.add(application)
    tx.db.flush()
    return application


def _confirm(tx: Tx, application: Application, rules: RuleSetDocument, link: str) -> None:
    mail = confirmation_mail(application, rules, link)
    queue(
        tx, to=str(application.email), to_name=application.contact_name, subject=mail.subject, text=mail.text, html=mail.html,
        about=("application", application.id), chain=application.agenda.code,
    )  # fmt: skip
