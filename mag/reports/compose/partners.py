"""The large partners one by one (``domain.md 9.60``): asked, given, paid, accounted for, people reached, and their own story."""

from dataclasses import replace

from mag.core.period import show_date
from mag.indicators.few import Few
from mag.indicators.wording import during
from mag.reports.compose.experience import graded, satisfaction
from mag.reports.compose.overview import approved_in
from mag.reports.compose.selections import DECIDED, ENDS, PAID_OUT, SETTLED, SUBMITTED, sum_entries, sum_people, sum_plans
from mag.reports.facts import Facts, PlanFact
from mag.reports.figures import PartnerPart, told_of


def compose_partners(facts: Facts) -> tuple[PartnerPart, ...]:
    """A chapter for every large partner with a plan in the period, by name."""
    names = {plan.partner_id: plan.partner for plan in facts.plans if plan.is_large and not plan.is_resident}
    found = (_partner(facts, partner_id, name) for partner_id, name in sorted(names.items(), key=lambda item: (item[1], item[0])))
    return _with_grades(facts, tuple(found))


def _with_grades(facts: Facts, parts: tuple[PartnerPart, ...]) -> tuple[PartnerPart, ...]:
    """Each partner with the grade its participants gave, where that gives nobody away: not theirs, nor of the rest of the agenda."""
    if facts.format < 3:
        return parts
    approved, few = approved_in(facts), Few(facts.count_below, facts.secondary)
    own = {part.key: [plan for plan in approved if f"partner.{plan.partner_id}" == part.key] for part in parts}
    counts = [graded(plans) for plans in own.values()]
    hidden = few.hidden([*counts, graded(approved) - sum(counts)])
    basis = f"Uit verantwoordingen die zijn goedgekeurd {during(facts.period)}."
    made = list(parts)
    for place, part in enumerate(parts):
        if counts[place] and place not in hidden:
            grade = satisfaction(f"{part.key}.satisfaction", own[part.key], few, basis)
            made[place] = replace(part, grade=replace(grade, about=part.name))
    return tuple(made)


def _partner(facts: Facts, partner_id: int, name: str) -> PartnerPart:
    when, key, period = during(facts.period), f"partner.{partner_id}", facts.period
    own = [plan for plan in facts.plans if plan.partner_id == partner_id]
    asked = [plan for plan in own if plan.submitted_on in period]
    awarded = [plan for plan in own if plan.awarded > 0 and plan.decided_on is not None and plan.decided_on in period]
    approved = [plan for plan in own if plan.approved_on is not None and plan.approved_on in period]
    settled = [plan for plan in own if plan.settled_on is not None and plan.settled_on in period]
    booked = [entry for entry in facts.entries if entry.partner_id == partner_id and entry.booked_on in period]
    running = [plan for plan in own if plan.runs]
    return PartnerPart(
        key=key,
        name=name,
        figures=told_of(
            name,
            (
                sum_plans(
                    f"{key}.requested", "Gevraagd", f"In aanvragen die zijn ingediend {when}.", asked, SUBMITTED, lambda p: p.requested
                ),
                sum_plans(f"{key}.awarded", "Toegekend", f"In besluiten die zijn genomen {when}.", awarded, DECIDED, lambda p: p.awarded),
                sum_plans(
                    f"{key}.running",
                    "Lopend",
                    f"Toegekend, en nog niet vastgesteld op {show_date(period.last)}.",
                    running,
                    ENDS,
                    lambda p: p.awarded,
                ),
                sum_entries(f"{key}.paid", "Betaald", f"Overgemaakt {when}.", booked, PAID_OUT),
                sum_plans(
                    f"{key}.settled", "Vastgesteld", f"Eindbedragen die zijn vastgesteld {when}.", settled, SETTLED, lambda p: p.settled
                ),
                sum_people(f"{key}.people", "Mensen bereikt", f"Uit verantwoordingen die zijn goedgekeurd {when}.", approved),
            ),
        ),
        hand_in=_hand_in(own),
        stories=tuple((plan.title, plan.story) for plan in approved if plan.story.strip()),
        is_demo=any(plan.is_demo for plan in own),
    )


def _hand_in(plans: list[PlanFact]) -> str:
    """Where the accounts of this partner stood on the last day, in a sentence."""
    running = [plan for plan in plans if plan.runs]
    waiting = [plan for plan in running if plan.handed_in_on is not None and plan.approved_on is None]
    due = sorted(plan.account_by for plan in running if plan.handed_in_on is None and plan.account_by is not None)
    if not running:
        return "Er stond geen verantwoording open."
    if due:
        many = "1 verantwoording moet nog komen" if len(due) == 1 else f"{len(due)} verantwoordingen moeten nog komen"
        return f"{many}, de eerste uiterlijk op {show_date(due[0])}."
    if waiting:
        return (
            "De verantwoording is verstuurd en wordt bekeken." if len(waiting) == 1 else f"{len(waiting)} verantwoordingen worden bekeken."
        )
    return "Alle verantwoordingen zijn goedgekeurd; het eindbedrag moet nog worden vastgesteld."
