"""When money may be handed out as an envelope, and who may decide on one. Pure: amounts in cents, Dutch sentences.

Source: ``domain.md 2.1`` (the smallest tier is decided by the networker within two weeks), ``domain.md 9.9`` (prepaid envelopes).
"""

from collections.abc import Iterator
from datetime import date

from mag.core.errors import Refusal
from mag.core.money import Cents, show
from mag.core.period import Period, half_year, show_date

LONGEST = 10_000


def missing_for_hand_out(*, may_hold: bool, most: Cents, rule_most: Cents | None, source_is_envelope: bool) -> Iterator[Refusal]:
    """An envelope goes to a neighbourhood worker, for requests the rule set lets that one decide (``rule_most``, None: none)."""
    if source_is_envelope:
        yield Refusal("source_is_envelope", "Dit is zelf een buurtbudget. Kies een gewone budgetregel.", "from_line_id")
    if not may_hold:
        yield Refusal("no_holder", "Kies een buurtnetwerker. Alleen wie die rol heeft, kan een buurtbudget krijgen.", "holder_id")
    if rule_most is None:
        yield Refusal("no_small_tier", "In de spelregels van nu staat geen bedraggroep waarover een buurtnetwerker beslist.")
    elif most <= 0:
        yield Refusal("most_missing", "Vul in hoeveel er hooguit naar één aanvraag gaat.", "most")
    elif most > rule_most:
        yield Refusal("most_above_rules", f"Een buurtnetwerker beslist volgens de spelregels tot en met {show(rule_most)}.", "most")


def is_open(closed_on: date | None) -> Iterator[Refusal]:
    """A closed envelope takes no money and no decisions any more."""
    if closed_on is not None:
        yield Refusal("envelope_closed", f"Dit buurtbudget is gesloten op {show_date(closed_on)}.", "line")


def cannot_award_from(
    *,
    holder: str,
    is_holder: bool,
    is_leader: bool,
    reason: str,
    amount: Cents,
    most: Cents,
    closed_on: date | None,
) -> Iterator[Refusal]:
    """Who decides on an envelope: its holder; the project leader too, who then writes why. Never above ``most``."""
    yield from is_open(closed_on)
    if not is_holder and not is_leader:
        yield Refusal("not_your_envelope", f"Dit is het buurtbudget van {holder}. Kies een andere budgetregel.", "line")
    elif not is_holder and len(reason.strip()) < 10:
        sentence = f"Dit is het buurtbudget van {holder}. Schrijf waarom u er zelf over beslist."
        yield Refusal("envelope_reason_missing", sentence, "exception_reason")
    if amount > most:
        yield Refusal("above_envelope_most", f"Uit dit buurtbudget gaat hooguit {show(most)} naar één aanvraag.", "amount")


def missing_envelope(paid_from_envelope: bool, is_envelope: bool) -> Iterator[Refusal]:
    """Some tiers are paid from an envelope and from nothing else (``paid_from_envelope`` of the rule set)."""
    if paid_from_envelope and not is_envelope:
        yield Refusal("envelope_needed", "Zo'n aanvraag wordt betaald uit een buurtbudget. Kies een buurtbudget.", "line")


def report_periods(budget_year: int, today: date) -> list[Period]:
    """The half years of a budget year that have begun, the newest first; a report can be made over each once."""
    return [period for period in (half_year(budget_year, 2), half_year(budget_year, 1)) if period.first <= today]


def missing_for_report(text: str, sent: bool, period: Period) -> Iterator[Refusal]:
    """A report says something, and is sent once per half year."""
    if sent:
        yield Refusal("report_sent", f"Over het {period.label()} is al een verslag verstuurd.", "period")
    if len(text.strip()) < 20:
        yield Refusal("report_empty", "Schrijf in een paar zinnen wat er met dit geld is gedaan.", "text")
    elif len(text) > LONGEST:
        yield Refusal("report_long", "Dit verslag is te lang. Gebruik hooguit 10.000 tekens.", "text")
