"""Conditions of an award, without database: amounts, dates, and when account must be given."""

from datetime import date

from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda.rules import hand_in_due, is_above_incidental_max
from mag.agenda.tier_documents import PaymentPart, TierDocument
from mag.core.errors import Refusal, Refused
from mag.core.money import ZERO, Cents, show
from mag.core.period import add_months, show_date, show_term

DEFAULT_ACCOUNT_MONTHS = 2
"""Where the rules leave the term to the decision letter: two months after the end (``domain.md 8``, assume)."""

EXCEPTION_LEAST = 10


def cannot_award(*, amount: Cents, requested: Cents, starts_on: date, ends_on: date, decided_on: date) -> list[Refusal]:
    """Why this amount and this execution term cannot be awarded; empty when they can. Cents; inclusive dates.

    An execution term is always needed (ECLI:NL:RVS:2021:2172); nobody gets more than was asked.
    """
    found: list[Refusal] = []
    if amount <= 0:
        found.append(
            Refusal("amount_zero", "Vul een bedrag in dat hoger is dan nul. Wilt u niets geven? Wijs de aanvraag dan af.", "amount")
        )
    if amount > requested:
        found.append(Refusal("amount_above_request", f"U kunt niet meer geven dan gevraagd is: {show(requested)}.", "amount"))
    if ends_on < starts_on:
        found.append(Refusal("dates_reversed", f"De laatste dag ligt voor de eerste dag ({show_date(starts_on)}).", "ends_on"))
    if ends_on > add_months(decided_on, 60):
        found.append(Refusal("term_too_long", "De laatste dag ligt meer dan vijf jaar vooruit. Kies een eerdere dag.", "ends_on"))
    return found


def exception_missing(rules: RuleSetDocument, *, amount: Cents, is_regular: bool, exception_reason: str) -> list[Refusal]:
    """Whether a one-off plan gets more than the rules give in principle, without anybody writing why (``domain.md 2.2``)."""
    if is_regular or not is_above_incidental_max(rules, amount) or len(exception_reason.strip()) >= EXCEPTION_LEAST:
        return []
    most = show(rules.limits.incidental_max or ZERO, whole=True)
    return [
        Refusal(
            "exception_reason_missing",
            f"Een eenmalig plan krijgt in principe hooguit {most}. Schrijf waarom u hier meer geeft.",
            "exception_reason",
        )
    ]


def chosen_parts(rules: RuleSetDocument, tier: TierDocument, scheme: str) -> tuple[PaymentPart, ...] | None:
    """The parts of another payment scheme than the tier's own; None when none was chosen.

    Raises Refused for a scheme that cannot be chosen in this tier.
    """
    if not scheme:
        return None
    if scheme not in tier.payment_choices:
        raise Refused(Refusal("no_such_scheme", "Deze manier van betalen staat niet in de spelregels. Kies een andere.", "payment_scheme"))
    return rules.payment_scheme(scheme).parts


def scheme_unexplained(scheme: str, reason: str) -> list[Refusal]:
    """Whether another payment scheme was chosen without anybody writing why."""
    if not scheme or len(reason.strip()) >= EXCEPTION_LEAST:
        return []
    return [Refusal("payment_reason_missing", "Schrijf waarom u op een andere manier betaalt.", "payment_reason")]


def proviso_conditions(rules: RuleSetDocument, *, under_budget_proviso: bool) -> tuple[str, ...]:
    """The proviso as an agreement in the letter, while the budget is not adopted yet (Awb 4:34); nothing without one.

    Raises Refused where the rule set knows no proviso.
    """
    if not under_budget_proviso:
        return ()
    lapse = rules.money_terms.budget_proviso_lapse
    if lapse is None:
        raise Refused(Refusal("no_proviso", "Deze spelregels kennen geen voorbehoud van de begroting.", "under_budget_proviso"))
    return (
        "Dit besluit geldt onder voorbehoud van de begroting. Komt er in de begroting niet genoeg geld, dan kunnen wij het besluit"
        f" intrekken. Dat kan tot {show_term(lapse)} na het vaststellen van de begroting. Daarna vervalt dit voorbehoud.",
    )


def account_by(tier: TierDocument, starts_on: date, ends_on: date, *, ongoing: bool) -> date:
    """The last day to hand in: by the rules, or two months after the end where they leave it to the letter (``domain.md 2.4``)."""
    return hand_in_due(tier, ends_on, starts_on=starts_on, ongoing=ongoing) or add_months(ends_on, DEFAULT_ACCOUNT_MONTHS)
