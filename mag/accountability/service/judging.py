"""Staff look at an account as a whole. What is not clear goes back with one question."""

from mag.accountability.counts.service import hand_over
from mag.accountability.loading import load_hand_in, record
from mag.accountability.mails import tell_question
from mag.accountability.models import HandIn
from mag.accountability.states import HAND_IN
from mag.core.errors import Refusal, Refused
from mag.core.transaction import Tx
from mag.grants.states import GRANT

QUESTION_LEAST = 10


def return_hand_in(tx: Tx, hand_in_id: int, *, version: int, question: str, address: str) -> HandIn:
    """Give an account back with a question; the partner is mailed and the last day to hand in stays. ``address`` is the installation's own.

    Raises NotFound, Stale, and Refused without a question or when the account is not with us.
    """
    found = load_hand_in(tx, hand_in_id, version)
    asked = question.strip()
    if len(asked) < QUESTION_LEAST:
        raise Refused(Refusal("question_missing", "Schrijf wat de partner moet aanpassen of uitleggen.", "question"))
    found.state = HAND_IN.after(found.state, "return")
    found.version += 1
    if found.settles:
        found.grant.state = GRANT.after(found.grant.state, "return")
        found.grant.version += 1
    found.question, found.judged_at, found.judged_by = asked, tx.now, tx.actor.label
    tx.db.flush()
    tell_question(tx, found, address=address)
    record(tx, "accountability.hand_in.returned", found, question=asked)
    return found


def approve_report(tx: Tx, hand_in_id: int, *, version: int) -> HandIn:
    """Read a report that settles nothing, and find it good; what it counted goes to the indicators.

    Raises NotFound, Stale, and Refused when it is not with us.
    """
    found = load_hand_in(tx, hand_in_id, version)
    if found.settles:
        raise Refused(Refusal("settles", "Deze verantwoording rondt het plan af. Stel het bedrag vast bij Afronden."))
    found.state = HAND_IN.after(found.state, "approve")
    found.version += 1
    found.judged_at, found.judged_by = tx.now, tx.actor.label
    tx.db.flush()
    hand_over(tx, found)
    record(tx, "accountability.report.approved", found, period=found.period)
    return found
