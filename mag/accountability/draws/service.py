"""Draw by lot who of the small grants sends proof; the drawn ones are mailed at once."""

import secrets
from collections.abc import Sequence
from datetime import date

from mag.accountability.draws.models import SpotDraw, SpotPick
from mag.accountability.draws.queries import list_candidates
from mag.accountability.draws.rules import draw, hash_of, how_many, listed
from mag.accountability.mails import tell_drawn
from mag.agenda.models import Agenda
from mag.agenda.queries import rule_set_document
from mag.agenda.rule_documents import SpotCheck
from mag.applications.service.letters_out import ask_to_call
from mag.core.errors import Refusal, Refused
from mag.core.period import add_term
from mag.core.transaction import Tx
from mag.grants.models import Grant


def rules_of(grants: Sequence[Grant]) -> SpotCheck | None:
    """The rules of spot checks for these grants: those of the newest rule set among them that knows any."""
    known = [check for grant in reversed(grants) if (check := rule_set_document(grant.application.rule_set).spot_check) is not None]
    return known[0] if known else None


def make_draw(tx: Tx, agenda_id: int, *, ended_until: date, address: str, seed: str = "") -> SpotDraw:
    """Draw from every small grant that ended up to a day and that no draw looked at before.

    Without a ``seed`` the program makes one that nobody can guess. Seed, list and its hash are kept: the same seed and list give
    the same draw for ever. The drawn ones get until ``proof_within`` to send proof, and a mail. Raises Refused when there is
    nothing to draw from, or the rules know no spot checks.
    """
    agenda = tx.db.get_one(Agenda, agenda_id, with_for_update=True)
    if ended_until > tx.today:
        raise Refused(Refusal("day_to_come", "Kies vandaag of een eerdere dag.", "ended_until"))
    grants = list_candidates(tx.db, agenda_id, ended_until)
    check = rules_of(grants)
    if not grants or check is None:
        why = "De spelregels kennen geen steekproef." if grants else "Er zijn geen kleine plannen waaruit nog niet geloot is."
        raise Refused(Refusal("nothing_to_draw", why))
    seed = seed.strip()[:64] or secrets.token_hex(16)
    by_reference = {grant.reference: grant for grant in grants}
    number = how_many(len(grants), percent=check.percent, at_least=check.at_least)
    drawn = draw(list(by_reference), seed, number)
    text = listed(by_reference)
    made = SpotDraw(
        agenda_id=agenda_id, ended_until=ended_until, seed=seed, listed=text, list_sha256=hash_of(text), size=len(grants),
        percent=check.percent, at_least=check.at_least, picked=number, drawn_at=tx.now, drawn_by=tx.actor.label,
    )  # fmt: skip
    proof_by = add_term(tx.today, check.proof_within)
    for reference, grant in by_reference.items():
        place = drawn.index(reference) + 1 if reference in drawn else 0
        made.picks.append(SpotPick(grant_id=grant.id, position=place, proof_by=proof_by if place else None))
    tx.db.add(made)
    tx.db.flush()
    for reference in drawn:
        grant = tx.db.get_one(Grant, by_reference[reference].id, with_for_update=True)
        grant.account_by, grant.version = max(grant.account_by, proof_by), grant.version + 1
        tell_drawn(tx, grant, proof_by, address=address)
        ask_to_call(tx, grant.application, "Het plan is geloot voor de steekproef. Vraag om de bonnen.")
    tx.db.flush()
    tx.record(
        "accountability.draw.made", "agenda", agenda_id, chain=agenda.code, draw=made.id, seed=seed, list_sha256=made.list_sha256,
        size=made.size, drawn=drawn,
    )  # fmt: skip
    return made
