"""The rules of judging, without database: what an assessment must hold, which ground needs a view first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mag.agenda.rule_documents import Criterion, RefusalGround, RuleSetDocument
from mag.applications.models import Assessment, Enquiry
from mag.applications.states import EnquiryKind, EnquiryState
from mag.applications.verdicts import Verdict
from mag.core.errors import Refusal

GROUND_LEAST = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody thinks of one criterion: the verdict and the words for it."""

    criterion: str
    verdict: Verdict
    ground: str


def criteria_of(rules: RuleSetDocument, tier_code: str) -> tuple[Criterion, ...]:
    """The criteria a tier is judged on, in the order of the rule set; none for a tier that none names."""
    return tuple(criterion for criterion in rules.criteria if tier_code in criterion.tiers)


def wrong_judgements(criteria: Sequence[Criterion], judged: Iterable[Judged]) -> list[Refusal]:
    """What is missing in an assessment: a criterion this tier is not judged on, or a verdict without words.

    What does not apply needs no words; everything else is read by who looks along and by who disagrees (Awb 3:46).
    """
    known = {criterion.code: criterion for criterion in criteria}
    found: list[Refusal] = []
    for one in judged:
        criterion = known.get(one.criterion)
        if criterion is None:
            found.append(Refusal("criterion_unknown", "Deze vraag hoort niet bij deze aanvraag. Ververs de bladzijde."))
        elif one.verdict is not Verdict.NOT_APPLICABLE and len(one.ground.strip()) < GROUND_LEAST:
            sentence = f"Schrijf in een paar woorden waarom u dit vindt van “{criterion.label.lower()}”."
            found.append(Refusal("ground_missing", sentence, f"ground-{criterion.code}"))
    return found


def grounds_text(criteria: Sequence[Criterion], assessments: Iterable[Assessment]) -> str:
    """The written grounds one after another, to start the reason of a letter with; in the order of the rule set."""
    by_code = {one.criterion: one for one in assessments}
    grounds = [by_code[c.code].ground.strip() for c in criteria if c.code in by_code and by_code[c.code].ground.strip()]
    return "\n".join(ground if ground.endswith((".", "!", "?")) else f"{ground}." for ground in grounds)


def view_missing(ground: RefusalGround, enquiries: Iterable[Enquiry]) -> list[Refusal]:
    """Whether the applicant must be asked for a view before a refusal on this ground, and was not (Awb 4:7, 4:12)."""
    if not getattr(ground, "view_first", False):
        return []
    views = [one for one in enquiries if one.kind is EnquiryKind.VIEW]
    if any(one.state in (EnquiryState.ANSWERED, EnquiryState.LAPSED) for one in views):
        return []
    if any(one.state is EnquiryState.OPEN for one in views):
        sentence = "De aanvrager mag eerst reageren. U kunt afwijzen als er een reactie is, of als de termijn voorbij is."
    else:
        sentence = "Bij deze grond mag de aanvrager eerst reageren. Vraag daarom eerst een zienswijze."
    return [Refusal("view_first", sentence, "ground")]
