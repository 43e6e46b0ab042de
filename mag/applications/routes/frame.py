"""What the pages of this room share: the blueprint, the draft this browser holds, and the rules it is written under."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.sessions import digest
from mag.agenda.form_documents import FormDocument
from mag.agenda.form_terms import AnswerKind
from mag.agenda.models import Agenda
from mag.agenda.queries import agenda_document, agenda_on, form_of, list_goals, rule_set_document, rule_set_on
from mag.agenda.rule_documents import RuleSetDocument
from mag.applications.codes import draft_secret, new_code, shown_code
from mag.applications.forms import Choices
from mag.applications.journey import Earlier, Journey, Typed, closed_sentences
from mag.applications.models import Draft
from mag.applications.queries import count_grants_of, count_regular_of, find_draft, reference_of
from mag.applications.service import follow_secret_of
from mag.applications.talk_queries import list_offered
from mag.applications.talk_words import show_moment
from mag.core import clock
from mag.core.actor import ActorKind
from mag.web.boundary import actor, db, house

blueprint = Blueprint("applications", __name__, template_folder="../templates")
COOKIE_KEY = "draft"
CODE_KEY = "draft_code"
MOST_MOMENTS = 12
"""The most moments of a talk shown to choose from."""


@dataclass(frozen=True)
class Ground:
    """The agenda and rules in force today, with the goals as (code, name)."""

    agenda: Agenda
    rules: RuleSetDocument
    form: FormDocument
    goals: Choices
    today: date

    @property
    def is_open(self) -> bool:
        """Whether one can ask under any tier on this website today."""
        return any(not closed_sentences(self.rules, tier, self.today) for tier in self.rules.tiers)

    @property
    def in_place(self) -> str:
        """The municipality in a sentence: ``in Hardinxveld-Giessendam``."""
        return agenda_document(self.agenda).municipality.in_place

    def journey(self, typed: Typed) -> Journey:
        """The journey of what was typed, by whoever is here."""
        email = actor().email if is_signed_in() else None
        return Journey(self.agenda.id, self.rules, self.form, self.today, typed, self.goals, email, self.earlier, self.moments)

    @cached_property
    def moments(self) -> Choices:
        """The moments of a talk on offer, as (id, words), where the form asks to choose one."""
        if all(question.kind is not AnswerKind.TALK for question in self.form.questions):
            return ()
        offered = list_offered(db(), self.agenda.id, house().store.clock.now())[:MOST_MOMENTS]
        return [(str(one.id), f"{show_moment(one.starts_at)}, {'telefonisch' if one.by_phone else one.place}") for one in offered]

    @cached_property
    def earlier(self) -> Earlier:
        """What the one partner of who is signed in got and asked this year, so that limits are told before anything is typed."""
        partners = actor().organisations if is_signed_in() else frozenset()
        if len(partners) != 1:
            return Earlier()
        (partner,) = partners
        return Earlier(count_grants_of(db(), partner, self.today.year), count_regular_of(db(), partner, self.today.year))


def today() -> date:
    """The Amsterdam date of this installation's clock."""
    return clock.today(house().store.clock.now())


def find_ground() -> Ground | None:
    """What one can ask under today; None when no agenda or no rules are in force."""
    agenda = agenda_on(db(), today(), whole=False)
    row = rule_set_on(db(), agenda.id, today(), whole=False) if agenda is not None else None
    if agenda is None or row is None:
        return None
    goals = [(goal.code, goal.name) for goal in list_goals(db(), agenda.id)]
    rules = rule_set_document(row)
    return Ground(agenda, rules, form_of(db(), rules), goals, today())


def is_signed_in() -> bool:
    """Whether a person is signed in; the holder of a mailed link to one file is not."""
    return actor().kind is ActorKind.PERSON


def held_secret() -> str | None:
    """The secret of the draft this browser holds, if any."""
    secret = session.get(COOKIE_KEY)
    return secret if isinstance(secret, str) else None


def held_code() -> str | None:
    """The code by which the draft of this browser is taken up elsewhere, as people copy it; None when it came by a link."""
    code = session.get(CODE_KEY)
    return shown_code(code) if isinstance(code, str) else None


def draft_key() -> str:
    """A name for the draft of this browser that tells nothing: what the page keeps for itself until it is saved goes under it."""
    return digest(held_secret() or "")[:16]


def hold(secret: str | None = None, *, code: str | None = None) -> str:
    """Let this browser hold a draft: the one with this secret or code, or a new one. Answers its secret."""
    session.permanent = True
    if secret is not None and secret == session.get(COOKIE_KEY):
        return secret
    if secret is None:
        code = code or new_code()
        secret = draft_secret(code)
    session[CODE_KEY] = code
    session[COOKIE_KEY] = secret
    return secret


def current_draft() -> Draft | None:
    """The draft this browser holds, once something was saved; one of an organisation only for its people."""
    secret = held_secret()
    found = find_draft(db(), secret) if secret else None
    if found is not None and found.partner_id is not None and found.partner_id not in actor().organisations:
        return None
    return found


def is_shut_out() -> bool:
    """Whether this browser holds a draft that who is here may not read: its organisation's people must sign in."""
    secret = held_secret()
    return secret is not None and current_draft() is None and find_draft(db(), secret) is not None


def sent_url(secret: str) -> str:
    """Where the confirmation of a sent draft stands."""
    return url_for("applications.sent", secret=follow_secret_of(secret))


def nothing_open() -> ResponseReturnValue:
    """The page that says nobody can ask anything now."""
    return render_template("applications/closed.html", sentences=["Op dit moment kunt u geen geld aanvragen."], change=None)


def to_sent(draft: Draft | None) -> ResponseReturnValue | None:
    """To the confirmation, when this browser's draft was sent already; a draft is never sent twice."""
    secret = held_secret()
    if draft is None or draft.application_id is None or secret is None:
        return None
    if draft.partner_id is not None:
        return redirect(url_for("desk.my_file", reference=reference_of(db(), draft.application_id)), code=303)
    return redirect(sent_url(secret), code=303)
