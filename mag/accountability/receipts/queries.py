"""Questions about receipts, scoped to who asks. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from mag.accountability.models import HandIn
from mag.accountability.queries import is_own
from mag.accountability.receipts.models import ReadySentence, Receipt
from mag.accountability.receipts.sentences import SHIPPED
from mag.accountability.receipts.service import proposed_facts
from mag.accountability.receipts.states import SentenceKind
from mag.accounts.roles import Permission
from mag.applications.models import Application, CostLine
from mag.applications.states import CostKind
from mag.core.actor import Actor
from mag.core.errors import NotFound
from mag.grants.models import Grant
from mag.grants.queries import may_see
from mag.partners.models import Partner

MOST_TWINS = 20


def get_receipt(db: Session, actor: Actor, reference: str, receipt_id: int) -> Receipt:
    """A receipt of the grant with this reference, for its own people and for staff who may see personal data.

    Raises NotFound, also for another grant's receipt.
    """
    asked = select(Receipt).join(Receipt.hand_in).join(HandIn.grant).where(Receipt.id == receipt_id, Grant.reference == reference)
    receipt = db.scalar(asked.options(contains_eager(Receipt.hand_in).contains_eager(HandIn.grant)))
    if receipt is None or not may_see(actor, receipt.hand_in.grant):
        raise NotFound(f"{reference} receipt {receipt_id}")
    if not is_own(actor, receipt.hand_in.grant) and not actor.may(Permission.SEE_PERSONAL_DATA):
        raise NotFound(f"{reference} receipt {receipt_id}")
    return receipt


@dataclass(frozen=True, slots=True)
class Twin:
    """Another receipt that looks the same: where it is, and whether the file is the same or only the figures."""

    reference: str
    partner: str
    title: str
    receipt_id: int
    name: str
    same_file: bool
    here: bool


def find_twins(db: Session, receipt: Receipt) -> list[Twin]:
    """Receipts like this one, in any grant of any partner: the same file, or the same amount, day and shop.

    A shop counts as the same when one of the two is not known, or the names are equal but for capitals and spaces. Unscoped:
    for staff who judge, who got the receipt by a scoped query. At most twenty.
    """
    facts = proposed_facts(receipt)
    same = [Receipt.file_sha256 == receipt.file_sha256]
    if facts.amount and facts.bought_on is not None:
        same.append(and_(Receipt.amount == facts.amount, Receipt.bought_on == facts.bought_on, Receipt.currency == facts.currency))
        read = and_(Receipt.facts_by.is_(None), Receipt.read_amount == facts.amount, Receipt.read_on == facts.bought_on)
        same.append(read)
    asked = (
        select(Receipt, Grant.id, Grant.reference, Partner.name, Application.title)
        .join(Receipt.hand_in)
        .join(HandIn.grant)
        .join(Grant.application)
        .join(Grant.partner)
        .where(or_(*same), Receipt.id != receipt.id)
        .order_by(Receipt.id)
        .limit(MOST_TWINS)
    )
    found = []
    for other, grant_id, reference, partner, title in db.execute(asked):
        same_file = other.file_sha256 == receipt.file_sha256
        here = grant_id == receipt.hand_in.grant_id
        if same_file and here:
            continue  # parts of one photo
        if same_file or _same_shop(facts.shop, proposed_facts(other).shop):
            found.append(Twin(reference, partner, title, other.id, other.name, same_file, here))
    return found


def _same_shop(one: str, other: str) -> bool:
    first, second = ("".join(letter for letter in name.casefold() if letter.isalnum()) for name in (one, other))
    return not first or not second or first == second or (min(len(first), len(second)) >= 4 and (first in second or second in first))


def list_cost_lines(db: Session, application_id: int) -> list[tuple[int, str]]:
    """The costs of a plan's own budget, for choosing: id and words."""
    asked = select(CostLine.id, CostLine.description).where(CostLine.application_id == application_id, CostLine.kind == CostKind.COST)
    return [(number, words) for number, words in db.execute(asked.order_by(CostLine.position))]


def list_sentences(db: Session, agenda_id: int) -> dict[SentenceKind, Sequence[str]]:
    """The ready sentences of an agenda, per kind; those we ship where it has none of its own."""
    found: dict[SentenceKind, list[str]] = {kind: [] for kind in SentenceKind}
    for kind, text in db.execute(
        select(ReadySentence.kind, ReadySentence.text).where(ReadySentence.agenda_id == agenda_id).order_by(ReadySentence.position)
    ):
        found[kind].append(text)
    return {kind: own or SHIPPED[kind] for kind, own in found.items()}
