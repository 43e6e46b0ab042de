"""The letters and mails of one file, with how each got there: sent, put in the post, failed, and when it was first opened."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from mag.applications.models import Application, Decision
from mag.core.errors import NotFound
from mag.core.logs import list_first_opened
from mag.core.outbox import MailState, OutboxMail, list_about
from mag.core.papers import Paper, find_paper
from mag.remedies.models import Remedy

SHORT = {
    "besluit": "decision_letter",
    "afronding": "settlement_letter",
    "aanvulling": "completion_letter",
    "reactie": "view_letter",
    "later-besluit": "extension_letter",
}
"""The words in the address of the latest letter of a kind; each letter can be named by its identifier."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a letter or a mail stands: ``tone`` and ``word`` in short, ``sentence`` in full.

    ``failed_mail_id`` and ``paper_to_post`` where there is something to do.
    """

    title: str
    made_at: datetime
    word: str
    tone: str
    sentence: str
    opened_at: datetime | None = None
    letter: str | None = None
    failed_mail_id: int | None = None
    paper_to_post: int | None = None


def list_letters(db: Session, application_id: int) -> list[Paper]:
    """Our letters about an application, its decisions and what somebody disagreed with; oldest first. One statement."""
    decided = select(Decision.id).where(Decision.application_id == application_id)
    about = or_(
        and_(Paper.about_kind == "application", Paper.about_id == application_id),
        and_(Paper.about_kind == "decision", Paper.about_id.in_(decided)),
        and_(Paper.about_kind == "remedy", Paper.about_id.in_(select(Remedy.id).where(Remedy.application_id == application_id))),
    )
    return list(db.scalars(select(Paper).where(about).order_by(Paper.made_at, Paper.id)))


def get_letter(db: Session, application: Application, word: str) -> Paper:
    """The letter of a file by the word in its address: ``besluit``, ``afronding``, or its identifier. Raises NotFound."""
    if word in SHORT:
        paper = find_paper(db, SHORT[word], ("application", application.id))
    elif re.fullmatch(rf"[a-z-]{{1,40}}-{re.escape(application.reference)}(-[0-9]{{1,2}})?", word):
        paper = db.scalar(select(Paper).where(Paper.identifier == word))
    else:
        paper = None
    if paper is None:
        raise NotFound(word)
    return paper


def list_deliveries(db: Session, application: Application) -> list[Delivery]:
    """Every letter and mail of a file, newest first. Three statements."""
    papers = list_letters(db, application.id)
    opened = list_first_opened(db, "paper", [paper.id for paper in papers])
    found = [*(_of_paper(paper, application, opened) for paper in papers), *map(_of_mail, list_about(db, "application", application.id))]
    return sorted(found, key=lambda delivery: delivery.made_at, reverse=True)


def _of_paper(paper: Paper, application: Application, opened: Mapping[int, datetime]) -> Delivery:
    word, tone, sentence = "Staat klaar", "neutral", "De aanvrager kan de brief lezen op de eigen bladzijde."
    if paper.to_post:
        word, tone, sentence = "Op de post doen", "attention", "De aanvrager heeft geen e-mail. Druk de brief af en doe hem op de post."
    if paper.posted_on is not None:
        word, tone, sentence = "Op de post", "good", f"Op de post gedaan door {paper.posted_by}."
    if paper.id in opened:
        word, tone = "Geopend", "good"
    return Delivery(
        paper.title, paper.made_at, word, tone, sentence, opened.get(paper.id), paper.identifier,
        paper_to_post=paper.id if paper.to_post and paper.posted_on is None else None,
    )  # fmt: skip


def _of_mail(mail: OutboxMail) -> Delivery:
    if mail.state is MailState.SENT:
        return Delivery(mail.subject, mail.queued_at, "Verstuurd", "good", f"Naar {mail.to_address}.")
    if mail.state is MailState.QUEUED:
        again = f" De vorige poging mislukte: {mail.last_error}" if mail.last_error else ""
        return Delivery(mail.subject, mail.queued_at, "Gaat nu weg", "neutral", f"Naar {mail.to_address}.{again}")
    if mail.handled_on is not None:
        return Delivery(mail.subject, mail.queued_at, "Per post gestuurd", "good", f"Door {mail.handled_by}.")
    why = f"Niet aangekomen bij {mail.to_address}: {mail.last_error or 'onbekende reden'}"
    return Delivery(mail.subject, mail.queued_at, "Niet aangekomen", "wrong", why, failed_mail_id=mail.id)


@dataclass(frozen=True, slots=True)
class ToPost:
    """A letter that still has to be put in the post: to whom, and the reference its page goes by.

    ``in_register`` says that it stands in the register of complaints and objections, not on a file.
    """

    paper: Paper
    name: str
    reference: str
    in_register: bool = False


def list_post(db: Session, papers: list[Paper]) -> list[ToPost]:
    """Letters to put in the post, in the order given. Three statements."""
    ids = {kind: {paper.about_id for paper in papers if paper.about_kind == kind} for kind in ("application", "decision", "remedy")}
    decided = (
        select(Decision.id, Application)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.id.in_(ids["decision"]))
    )
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for one in db.scalars(select(Application).where(Application.id.in_(ids["application"]))) if ids["application"] else ():
        found["application", one.id] = (one.contact_name, one.reference)
    for number, one in db.execute(decided).tuples() if ids["decision"] else ():
        found["decision", number] = (one.contact_name, one.reference)
    for remedy in db.scalars(select(Remedy).where(Remedy.id.in_(ids["remedy"]))) if ids["remedy"] else ():
        found["remedy", remedy.id] = (remedy.name, remedy.reference)
    known = [(paper, found.get((paper.about_kind, paper.about_id))) for paper in papers]
    return [ToPost(paper, *whose, in_register=paper.about_kind == "remedy") for paper, whose in known if whose is not None]


def list_failed_files(db: Session, mails: list[OutboxMail]) -> Mapping[int, Application]:
    """The applications these mails are about, by id of the mail. One statement."""
    ids = {mail.about_id for mail in mails if mail.about_kind == "application"}
    found = {one.id: one for one in db.scalars(select(Application).where(Application.id.in_(ids)))}
    return {mail.id: found[mail.about_id] for mail in mails if mail.about_kind == "application" and mail.about_id in found}
