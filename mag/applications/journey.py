"""Where a draft stands: its tier by the amount typed so far, its screens, what they say, and which one needs an answer next.

Nothing here reads or writes a database: the rule set, the goals and what was typed are given. The same questions and rules
judge a screen as judge the whole request at the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from mag.agenda import rules as agenda_rules
from mag.agenda.form_documents import Choice, FormDocument, QuestionDocument
from mag.agenda.form_screens import Screen, screens_of
from mag.agenda.form_terms import AnswerKind as Kind
from mag.agenda.form_terms import ChoicesFrom
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.terms import ApplicantKind, Channel, TierKind
from mag.agenda.tier_documents import TierDocument
from mag.applications.answers import request_of, shown
from mag.applications.forms import START_UNKNOWN, Choices, form_for
from mag.applications.requests import Request
from mag.applications.rules import applicant_kind_of, refusals_of
from mag.core.errors import Refusal, Refused
from mag.core.money import AmountWrong, Cents, parse_amount, show
from mag.partners.models import PartnerKind
from mag.web.forms import BaseForm, RowsField, show_iban, show_phone

Typed = Mapping[str, Sequence[str]]
_FIELDS = {"applicant_kind": "applicant_kind", "grants_this_year": "amount", "regular_this_year": "is_regular"}
"""At which question a refusal of the agenda's rules stands."""
BESIDE = "beside"
"""What a draft says that is an extra activity next to a standard request; no question asks it."""
CLOSED_CODES = frozenset({"open_rule", "window_not_open", "window_closed", "rules_not_in_force"})


def smallest_tier(rules: RuleSetDocument) -> TierDocument:
    """The tier whose first screen everybody starts on: the smallest that can be asked online now, else the first of the file."""
    usable = [tier for tier in rules.tiers if tier.questions and Channel.ONLINE in tier.channels]
    ready = [tier for tier in usable if agenda_rules.is_open_for_applications(tier) and not tier.account_needed]
    return next(iter((*ready, *usable, *rules.tiers)))


def closed_sentences(rules: RuleSetDocument, tier: TierDocument, today: date) -> list[str]:
    """Why nobody can ask under this tier on this website today; empty when one can."""
    if Channel.ONLINE not in tier.channels:
        return [f"Een bedrag van {tier.label} vraagt u niet op deze website aan. Bel ons, dan vertellen wij hoe het wel kan."]
    return [r.sentence for r in agenda_rules.may_apply(rules, tier, submitted_on=today) if r.code in CLOSED_CODES]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the partner of who is signed in got and asked this calendar year, before this request."""

    grants: int = 0
    regular: int = 0


@dataclass(frozen=True)
class Journey:
    """A draft on its way, under the rules of one day. ``email`` is the address of who is signed in."""

    agenda_id: int
    rules: RuleSetDocument
    form: FormDocument
    today: date
    typed: Typed
    goals: Choices = ()
    email: str | None = None
    earlier: Earlier = Earlier()
    moments: Choices = ()

    @cached_property
    def amount(self) -> Cents | None:
        """The amount typed so far, when it can be read."""
        try:
            return parse_amount(_first(self.typed, "amount"), allow_zero=False)
        except AmountWrong:
            return None

    @cached_property
    def _found(self) -> TierDocument | Refusal:
        if self.amount is None:
            return smallest_tier(self.rules)
        try:
            return agenda_rules.tier_for(self.rules, self.amount, applicant=self._applicant, kind=self._kind)
        except Refused as refused:
            return refused.refusals[0]

    @property
    def _is_beside(self) -> bool:
        """Whether this is an extra activity of a large partner: it goes by the amount alone (``again.py``)."""
        return _first(self.typed, BESIDE) == "ja"

    @property
    def _applicant(self) -> ApplicantKind | None:
        if self._is_beside:
            return None
        typed = _first(self.typed, "applicant_kind")
        return applicant_kind_of(PartnerKind(typed)) if typed in set(PartnerKind) else None

    @property
    def _kind(self) -> TierKind | None:
        if not agenda_rules.needs_kind(self.rules):
            return None
        return TierKind.CORE_ACTIVITY if _first(self.typed, "is_regular") == "ja" else TierKind.ONE_OFF

    @property
    def tier(self) -> TierDocument:
        """The tier of the amount; the smallest one while there is no amount that fits any."""
        return self._found if isinstance(self._found, TierDocument) else smallest_tier(self.rules)

    @cached_property
    def closed(self) -> list[str]:
        """Why this amount cannot be asked here today; empty when it can."""
        return closed_sentences(self.rules, self.tier, self.today) if self.amount is not None else []

    @property
    def notices(self) -> list[str]:
        """What one should know while applying, though nothing is refused: staff may go past it with a reason."""
        regular = _first(self.typed, "is_regular") == "ja"
        if self.amount is None or regular or not agenda_rules.is_above_incidental_max(self.rules, self.amount):
            return []
        most = show(self.rules.limits.incidental_max or 0, whole=True)
        return [f"Voor een eenmalig plan geven wij in principe hooguit {most}. Vraagt u meer? Schrijf dan bij uw plan waarom dat nodig is."]

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        """The screens with questions, in order."""
        return self._with_moments(screens_of(self.form, self.rules, self.tier, self.typed))

    def _with_moments(self, screens: Sequence[Screen]) -> tuple[Screen, ...]:
        """The screens with the moments of a talk one can choose now; where none is offered one writes when it suits."""

        def told(question: QuestionDocument) -> QuestionDocument:
            if question.kind is not Kind.TALK:
                return question
            if not self.moments:
                return question.adapted(kind=Kind.LINE)
            choices = tuple(Choice(code=code, label=label) for code, label in self.moments)
            return question.adapted(kind=Kind.ONE_OF, choices=choices, hint="Kies een moment. U kunt het later nog verzetten.")

        return tuple(replace(screen, questions=tuple(told(question) for question in screen.questions)) for screen in screens)

    @property
    def _asked(self) -> tuple[QuestionDocument, ...]:
        return tuple(question for screen in self.screens for question in screen.questions)

    def find_screen(self, slug: str) -> Screen | None:
        """The screen with this place in the address, of this tier or else of another: an old page can still be saved."""
        others = (screen for tier in self.rules.tiers for screen in self._with_moments(screens_of(self.form, self.rules, tier)))
        return next((screen for screen in (*self.screens, *others) if screen.slug == slug), None)

    def shown_on(self, screen: Screen, ids: Sequence[str]) -> Screen:
        """The screen as a page had it: with the questions of these ids, as this tier asks them, else as another does."""
        tiers = (self.tier, *self.rules.tiers)
        known = {
            q.id: q
            for tier in reversed(tiers)
            for one in self._with_moments(screens_of(self.form, self.rules, tier))
            for q in one.questions
        }
        asked = tuple(known[name] for name in ids if name in known)
        return replace(screen, questions=asked) if asked else screen

    def home_of(self, screen: Screen) -> Screen:
        """The screen of this tier that asks most of what the given one asks; the given one when none asks any of it."""
        ids = {question.id for question in screen.questions}
        shared = [(sum(q.id in ids for q in one.questions), -n, one) for n, one in enumerate(self.screens)]
        best = max(shared, key=lambda item: item[:2], default=None)
        return best[2] if best is not None and best[0] else screen

    def number_of(self, screen: Screen) -> int:
        """Which step a screen is, from 1; a screen of another tier is the first."""
        return next((n for n, one in enumerate(self.screens, 1) if one.slug == screen.slug), 1)

    def stored_form(self, screen: Screen) -> BaseForm:
        """The form of a screen filled with what was typed, judged."""
        form = form_for(screen, self.goals).from_typed(self.typed, meta={"csrf": False})
        form.validate()
        return self.judge(screen, form)

    def judge(self, screen: Screen, form: BaseForm) -> BaseForm:
        """Put at a validated form what the rules say of its questions, seen beside the other answers."""
        if not form.all_errors():
            for refusal in self.refusals(screen, form.answers()):
                form.say(refusal.sentence, refusal.field)
        return form

    def refusals(self, screen: Screen, said: Mapping[str, Any]) -> Iterator[Refusal]:
        """What the rules have against the answers of one screen, each at a question that stands on it."""
        here = {question.id for question in screen.questions}
        if "amount" in here and isinstance(self._found, Refusal):
            yield self._found
            return
        request = self.request({**self._values_but(screen), **said})
        for refusal in (*self._not_allowed(request), *refusals_of(request, self.rules, self._asked, self.today)):
            if refusal.field in here and not refusal.code.startswith("missing_"):
                yield refusal

    def _not_allowed(self, request: Request) -> Iterator[Refusal]:
        kind = None if self._is_beside else applicant_kind_of(request.applicant_kind)
        found = agenda_rules.may_apply(
            self.rules,
            self.tier,
            submitted_on=self.today,
            applicant=kind,
            amount=self.amount,
            starts_on=request.starts_on,
            grants_this_year=self.earlier.grants,
            regular_applications_this_year=self.earlier.regular,
            is_regular=request.is_regular,
        )
        for refusal in found:
            yield Refusal(refusal.code, refusal.sentence, _FIELDS.get(refusal.code, refusal.field))

    @cached_property
    def values(self) -> dict[str, Any]:
        """Every answer that can be read, as a typed value by question id."""
        return {name: value for plain in self._plain.values() for name, value in plain.items()}

    def _values_but(self, screen: Screen) -> dict[str, Any]:
        return {name: value for slug, plain in self._plain.items() if slug != screen.slug for name, value in plain.items()}

    @cached_property
    def _plain(self) -> dict[str, dict[str, Any]]:
        return {screen.slug: self._readable(screen) for screen in self.screens}

    def _readable(self, screen: Screen) -> dict[str, Any]:
        form = form_for(screen, self.goals).from_typed(self.typed, meta={"csrf": False})
        form.validate()
        return {name: value for name, value in form.answers().items() if not _is_wrong(form[name])}

    def request(self, values: Mapping[str, Any] | None = None) -> Request:
        """The request the answers make so far."""
        said = self.values if values is None else values
        return request_of(said, agenda_id=self.agenda_id, form=self.form, rules=self.rules, tier=self.tier, email=self.email)

    def unfinished(self) -> Screen | None:
        """The first screen that still needs something, or None when all are done."""
        return next((screen for screen in self.screens if self.stored_form(screen).all_errors()), None)

    def after(self, slug: str) -> Screen | None:
        """The screen to go to from this one: an earlier one that needs something, else the next; None is the check page."""
        place = next((n for n, screen in enumerate(self.screens) if screen.slug == slug), 0)
        behind = (screen for screen in self.screens[: place + 1] if self.stored_form(screen).all_errors())
        return next(behind, self.screens[place + 1] if place + 1 < len(self.screens) else None)

    def summary(self) -> list[tuple[Screen, list[tuple[QuestionDocument, str]]]]:
        """Every screen with its questions and what was answered, for the check page."""
        return [(screen, [(question, self._shown(question)) for question in screen.questions]) for screen in self.screens]

    def _shown(self, question: QuestionDocument) -> str:
        if question.choices_from is ChoicesFrom.GOALS:
            return dict(self.goals).get(self.values.get("goal") or "", "Weet ik niet")
        value = self.values.get(question.id)
        if question.kind is Kind.IBAN and value:
            return show_iban(value)
        if question.kind in (Kind.PHONE, Kind.CONTACT) and value:
            return show_phone(value)
        return shown(question, value)


def names_on(screen: Screen, *typed: Typed) -> list[str]:
    """The names of the boxes a screen has, among those that were typed or stored: its questions, date boxes and rows."""
    here = {question.id for question in screen.questions}
    if any(question.kind is Kind.START_DATE for question in screen.questions):
        here.add(START_UNKNOWN)
    return list(dict.fromkeys(name for one in typed for name in one if name.split("-")[0] in here))


def _is_wrong(field: Any) -> bool:
    """Whether a question, or any box of its rows, has something wrong with it."""
    rows = field.parts() if isinstance(field, RowsField) else ()
    return bool(field.errors) or any(question.errors for part in rows for question in part)


def question_of(screen: Screen, name: str) -> str:
    """The label of the question a box belongs to."""
    return next((question.label for question in screen.questions if question.id == name.split("-")[0]), name)


def _first(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "")
