"""Answers in both directions: typed values become a request, an application becomes (question, answer) pairs to read.

Both follow the form the request was asked by, so that the check page, the mail and the file say the same in the same order.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mag.agenda.form_documents import FormDocument, QuestionDocument
from mag.agenda.form_screens import questions_of
from mag.agenda.form_terms import AnswerKind as Kind
from mag.agenda.queries import form_document, rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.tier_documents import TierDocument
from mag.applications.models import Application
from mag.applications.requests import CostLineRequest, Request
from mag.applications.rules import title_of
from mag.applications.states import CostKind
from mag.core.money import ZERO, Cents, show
from mag.core.period import show_date
from mag.partners.models import PARTNER_KIND_LABELS, PartnerKind
from mag.partners.rules import hidden_iban

FROM_OTHERS = "Geld van anderen"
VAT = "vat"
"""The question whether the applicant can get the VAT back: then all amounts are without it."""
UNKNOWN_GOAL = "weet_niet"
"""The choice of who does not know which goal the plan fits."""
_OWN_COLUMN = frozenset(
    (
        *("amount", "is_regular", "years", "title", "description", "starts_on", "ends_on", "place", "audience", "expected_people", "goal"),
        *("results", "costs", "other_income", "incomes"),
        *("applicant_kind", "organisation_name", "kvk", "contact_name", "contact", "email", "phone", "iban"),
    )
)


def request_of(
    values: Mapping[str, Any], *, agenda_id: int, form: FormDocument, rules: RuleSetDocument, tier: TierDocument, email: str | None = None
) -> Request:
    """The request that typed values make under a tier. Values of questions the tier does not ask are left out.

    ``email`` is the address of who is signed in, used where none was typed.
    """
    asked = {question.id for question in questions_of(form, rules, tier)}
    said = {name: value for name, value in values.items() if name in asked}
    kind = PartnerKind(said["applicant_kind"]) if said.get("applicant_kind") else PartnerKind.RESIDENT
    organisation = said.get("organisation_name") or None
    contact = said.get("contact") or ""
    typed_email = said.get("email") or (contact if "@" in contact else None)
    name = said.get("contact_name") or ""
    description = said.get("description") or ""
    goal = said.get("goal")
    resident = kind is PartnerKind.RESIDENT
    return Request(
        agenda_id=agenda_id,
        applicant_kind=kind,
        contact_name=name,
        organisation_name=None if resident else organisation,
        kvk=(said.get("kvk") or "").replace(" ", "") or None if kind.is_legal_person else None,
        email=typed_email or email,
        phone=said.get("phone") or (contact if contact and "@" not in contact else None),
        iban=said.get("iban") or "",
        account_holder=name if resident else organisation or name,
        title=said.get("title") or title_of(description),
        description=description,
        place=said.get("place") or "",
        starts_on=said.get("starts_on"),
        ends_on=said.get("ends_on"),
        audience=tuple(said.get("audience") or ()),
        expected_people=said.get("expected_people"),
        requested_amount=said.get("amount") or ZERO,
        cost_lines=tuple(cost_lines_of(said)),
        goal_code=goal if goal and goal != UNKNOWN_GOAL else None,
        results=tuple((row["what"], row["number"]) for row in said.get("results") or ()),
        is_regular=said.get("is_regular") == "ja",
        years=int(said.get("years") or 1),
        answers={name: value for name, value in said.items() if name not in _OWN_COLUMN and value not in (None, "", [])},
    )


def cost_lines_of(said: Mapping[str, Any]) -> Iterator[CostLineRequest]:
    """The costs, and after them the money from others, of typed values."""
    for row in said.get("costs") or ():
        yield CostLineRequest(CostKind.COST, row["description"], row["amount"])
    for row in said.get("incomes") or ():
        yield CostLineRequest(CostKind.INCOME, row["description"], row["amount"])
    if said.get("other_income"):
        yield CostLineRequest(CostKind.INCOME, FROM_OTHERS, said["other_income"])


def shown(question: QuestionDocument, value: Any) -> str:
    """A typed value as it reads on the check page; "" when there is none."""
    labels = dict(question.options)
    if value is None or value == "" or value == []:
        return "weet ik nog niet" if question.kind is Kind.START_DATE else ""
    if question.kind is Kind.AMOUNT:
        return show(value)
    if question.kind in (Kind.DATE, Kind.START_DATE):
        return show_date(value)
    if question.kind is Kind.SOME_OF:
        return ", ".join(labels.get(one, one) for one in value)
    if question.kind is Kind.FILES:
        return "\n".join(value)
    if question.id == VAT and value is True:
        return "ja, de bedragen zijn zonder btw"
    if question.kind in (Kind.ONE_OF, Kind.YES_NO):
        return {True: "ja", False: "nee"}.get(value) or labels.get(value, str(value))
    if question.kind in (Kind.COSTS, Kind.INCOMES):
        return _sums([(row["description"], row["amount"]) for row in value])
    if question.kind is Kind.RESULTS:
        return "\n".join(f"{row['what']}: {row['number']}" for row in value)
    return str(value)


def _sums(rows: Sequence[tuple[str, Cents]]) -> str:
    lines = [f"{what}: {show(amount)}" for what, amount in rows]
    if len(rows) > 1:
        lines.append(f"Samen: {show(sum(amount for _what, amount in rows))}")
    return "\n".join(lines)


def answers_of(application: Application, *, hide_account: bool = True) -> list[tuple[str, str]]:
    """Every question of an application's tier with the answer that was sent ("" where none was), in the order of the screens.

    ``hide_account`` leaves only the end of the bank account readable (a mail is no safe place for it).
    """
    told = told_of(application, hide_account=hide_account)
    return [(question.label, answer) for question, answer in told if answer or question.only_if is None]


def told_of(application: Application, *, hide_account: bool = True) -> list[tuple[QuestionDocument, str]]:
    """Every question of an application's tier itself with the answer that was sent, in the order of the screens."""
    rules = rule_set_document(application.rule_set)
    asked = questions_of(form_document(application.form), rules, rules.tier(application.tier.code))
    return [(question, _told(application, question, hide_account=hide_account)) for question in asked]


def _told(application: Application, question: QuestionDocument, *, hide_account: bool) -> str:
    said = application
    incomes = [(line.description, line.amount) for line in said.cost_lines if line.kind is CostKind.INCOME]
    match question.id:
        case "amount":
            return show(said.requested_amount)
        case "is_regular":
            return dict(question.options)["ja" if said.is_regular else "nee"]
        case "years":
            return dict(question.options).get(str(said.years), str(said.years))
        case "audience":
            labels = dict(question.options)
            return ", ".join(labels.get(one, one) for one in said.audience)
        case "goal":
            return next((a.goal.name for activity in said.activities for a in activity.alignments if a.is_main), "weet ik niet")
        case "results":
            return "\n".join(f"{result.what}: {result.number}" for result in said.results)
        case "costs":
            return _sums([(line.description, line.amount) for line in said.cost_lines if line.kind is CostKind.COST])
        case "incomes":
            return _sums(incomes)
        case "other_income":
            return show(said.other_income_amount)
        case "applicant_kind":
            return PARTNER_KIND_LABELS[said.applicant_kind]
        case "organisation_name":
            return said.partner.name if said.applicant_kind is not PartnerKind.RESIDENT else ""
        case "kvk":
            return said.partner.kvk or ""
        case "contact":
            return said.email or said.phone or ""
        case "iban":
            return hidden_iban(said.iban) if hide_account else said.iban
        case "starts_on" | "ends_on" | "expected_people" | "title" | "description" | "place" | "contact_name" | "email" | "phone":
            return shown(question, getattr(said, question.id))
        case _:
            return shown(question, said.answers.get(question.id))
