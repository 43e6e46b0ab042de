"""The verbs of the conversation about a report: open a concept for comment, say something, ask, answer, accept.

Who is asked something is told by mail, and who asked is told of the answer; both promises are written in the act itself.
"""

from mag.accounts.models import Person
from mag.accounts.queries import list_who_may
from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refusal, Refused, Stale, refuse_if
from mag.core.mail_text import compose as compose_mail
from mag.core.outbox import queue
from mag.core.period import parse_period
from mag.core.transaction import Tx
from mag.indicators.wording import during
from mag.reports import queries, rules
from mag.reports.models import Report, ReportRemark
from mag.reports.places import Place
from mag.reports.states import REMARK_LABELS, REPORT_KIND_LABELS, RemarkKind, ReportState


def open_for_comment(tx: Tx, report_id: int, *, row_version: int, address: str) -> Report:
    """Let municipality and sounding board read a concept and say something about it; they are mailed. Raises Refused, Stale."""
    report = _concept(tx, report_id, row_version)
    if report.opened_at is not None:
        raise Refused(Refusal("opened_before", "Dit concept staat al open voor reacties."))
    report.opened_at, report.row_version = tx.now, report.row_version + 1
    name = name_of(report)
    for person in list_who_may(tx.db, Permission.COMMENT_REPORTS):
        told = f"Het concept van het {name} staat open voor reacties. U kunt het lezen en bij elk hoofdstuk en elk cijfer iets zeggen."
        warned = "De cijfers kunnen nog veranderen. Gebruik ze nog niet buiten ons overleg."
        link = ("Lees het concept", f"{address}/rapporten/{report.id}")
        _mail(tx, report, person.email, person.name, f"Uw reactie gevraagd: {name}", [told, warned], link)
    tx.record("reports.report.opened", "report", report.id, chain=report.agenda.code)
    return report


def close_for_comment(tx: Tx, report_id: int, *, row_version: int) -> Report:
    """Take the concept back: only its makers see it again. What was said stays. Raises Refused, Stale."""
    report = _concept(tx, report_id, row_version)
    if report.opened_at is None:
        raise Refused(Refusal("not_opened", "Dit concept staat niet open voor reacties."))
    report.opened_at, report.row_version = None, report.row_version + 1
    tx.record("reports.report.closed", "report", report.id, chain=report.agenda.code)
    return report


def say(tx: Tx, report_id: int, place: Place, text: str, *, address: str) -> ReportRemark:
    """Comment on a concept that is open for it, or ask about an adopted report; a question is mailed to who makes reports.

    The same words of the same person at the same place, still without an answer, were sent twice (Back, and sent again): said once.
    Raises NotFound for who may not, and Refused (field ``text``) when there are no words or too many.
    """
    report = queries.get_report(tx.db, tx.actor, report_id)
    if not may_say(report, tx.actor.may):
        raise NotFound(f"report {report_id}")
    words = _words(text)
    kind = RemarkKind.QUESTION if report.state is ReportState.ADOPTED else RemarkKind.COMMENT
    assert tx.actor.id is not None
    if (again := queries.find_waiting(tx.db, report.id, place.code, tx.actor.id, words)) is not None:
        return again
    remark = ReportRemark(
        report_id=report.id, kind=kind, place=place.code, name=place.name, shown=place.shown, text=words, said_at=tx.now,
        said_by=tx.actor.label, said_by_id=tx.actor.id,
    )  # fmt: skip
    tx.db.add(remark)
    tx.db.flush()
    if kind is RemarkKind.QUESTION:
        name = name_of(report)
        for person in list_who_may(tx.db, Permission.MAKE_REPORTS):
            told = f"{tx.actor.label} stelt een vraag over het {name}, bij “{place.name}”."
            link = ("Beantwoord de vraag", f"{address}/rapporten/{report.id}/vragen/{remark.id}/antwoord")
            _mail(tx, report, person.email, person.name, f"Vraag over het {name}", [told, words], link)
    tx.record("reports.remark.said", "report", report.id, chain=report.agenda.code, remark=remark.id, kind=kind.value, place=place.code)
    return remark


def answer(tx: Tx, remark_id: int, text: str, *, address: str) -> ReportRemark:
    """Answer a question or a comment, once; who said it is mailed. Raises NotFound, and Refused (field ``text``)."""
    tx.actor.must(Permission.MAKE_REPORTS)
    remark = tx.db.get(ReportRemark, remark_id, with_for_update=True)
    if remark is None:
        raise NotFound(f"remark {remark_id}")
    words = _words(text)
    if remark.answer is not None:
        raise Refused(Refusal("answered_before", f"{remark.answered_by} heeft dit intussen beantwoord. Uw tekst staat er nog.", "text"))
    remark.answer, remark.answered_at, remark.answered_by = words, tx.now, tx.actor.label
    report = remark.report
    person = tx.db.get_one(Person, remark.said_by_id)
    if person.active:
        told = f"U krijgt antwoord op uw {REMARK_LABELS[remark.kind]} bij “{remark.name}” in het {name_of(report)}."
        seen = report.state is ReportState.ADOPTED or report.opened_at is not None
        link = ("Lees vraag en antwoord", f"{address}/rapporten/{report.id}/vragen") if seen else None
        subject = f"Antwoord bij het {name_of(report)}"
        _mail(tx, report, person.email, person.name, subject, [told, f"U schreef: {remark.text}", f"Het antwoord: {words}"], link)
    tx.record("reports.remark.answered", "report", report.id, chain=report.agenda.code, remark=remark.id)
    return remark


def accept(tx: Tx, report_id: int, words: str, *, row_version: int, address: str) -> Report:
    """The municipality accepts an adopted report: who, when, and in what words. Once; who makes reports is mailed.

    Raises Refused when it was accepted before or a newer version counts, Stale when it changed, Refused (``words``) for too many words.
    """
    tx.actor.must(Permission.ACCEPT_REPORTS)
    report = _load(tx, report_id, row_version)
    if report.state is not ReportState.ADOPTED:
        raise NotFound(f"report {report_id}")
    said = words.strip()
    newest = queries.newest_adopted(queries.find_versions(tx.db, report.agenda_id, report.kind, report.period_code))
    refuse_if(rules.not_to_accept(report.accepted_by, report.version, newest.version if newest else report.version))
    refuse_if(rules.wrong_words(said, "words", required=False))
    report.accepted_at, report.accepted_by, report.accepted_words = tx.now, tx.actor.label, said or None
    report.row_version += 1
    name = name_of(report)
    for person in list_who_may(tx.db, Permission.MAKE_REPORTS):
        told = [f"{tx.actor.label} heeft het {name} namens de gemeente geaccepteerd.", *([f"“{said}”"] if said else [])]
        link = ("Open het rapport", f"{address}/rapporten/{report.id}")
        _mail(tx, report, person.email, person.name, f"Geaccepteerd: {name}", told, link)
    tx.record("reports.report.accepted", "report", report.id, chain=report.agenda.code, version=report.version)
    return report


def may_say(report: Report, may: queries.May) -> bool:
    """Whether somebody may say something about a report now: a concept while it is open for it, an adopted one for the municipality."""
    if report.state is ReportState.ADOPTED:
        return may(Permission.ACCEPT_REPORTS)
    return may(Permission.COMMENT_REPORTS) and report.state is ReportState.CONCEPT and report.opened_at is not None


def name_of(report: Report) -> str:
    """A report in a sentence: ``halfjaarrapport over het eerste halfjaar 2022``, ``jaarrapport over 2022``."""
    return f"{REPORT_KIND_LABELS[report.kind]} over {during(parse_period(report.period_code)).removeprefix('in ')}"


def _words(text: str) -> str:
    words = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    refuse_if(rules.wrong_words(words, "text", required=True))
    return words


def _concept(tx: Tx, report_id: int, row_version: int) -> Report:
    tx.actor.must(Permission.MAKE_REPORTS)
    report = _load(tx, report_id, row_version)
    if report.state is not ReportState.CONCEPT:
        raise Refused(Refusal("report_adopted", "Dit rapport is vastgesteld en verandert niet meer."))
    return report


def _load(tx: Tx, report_id: int, row_version: int) -> Report:
    report = tx.db.get(Report, report_id, with_for_update=True)
    if report is None:
        raise NotFound(f"report {report_id}")
    if report.row_version != row_version:
        raise Stale("Iemand heeft dit rapport intussen veranderd. Open het opnieuw; er is niets opgeslagen.")
    return report


def _mail(tx: Tx, report: Report, to: str, to_name: str, subject: str, told: list[str], link: tuple[str, str] | None) -> None:
    text, html = compose_mail([f"Beste {to_name},", *told], link=link)
    queue(
        tx, to=to, to_name=to_name, subject=subject, text=text, html=html, about=("report", report.id), chain=report.agenda.code
    )  # fmt: skip
