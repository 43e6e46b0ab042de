"""The journal told in Dutch: when, what, who. Unknown actions are told by their code, so that nothing is left out."""

import json
from collections.abc import Iterable
from datetime import date

from mag.core.clock import AMSTERDAM
from mag.core.journal import JournalLine
from mag.core.period import show_date

SENTENCES: dict[str, str] = {
    "applications.application.submitted": "Aanvraag verstuurd",
    "applications.application.claimed": "Opgepakt",
    "applications.application.unclaimed": "Losgelaten",
    "applications.application.withdrawn": "Aanvraag ingetrokken",
    "applications.application.refused": "Besluit genomen: geen geld",
    "grants.grant.awarded": "Besluit genomen: toegekend",
    "applications.application.assessed": "Beoordeling opgeschreven",
    "applications.application.reopened": "Opnieuw in behandeling genomen",
    "applications.interest.declared": "Belang gemeld: doet niet mee aan deze aanvraag",
    "applications.proposal.proposed": "Besluit voorgesteld aan een tweede persoon",
    "applications.proposal.agreed": "Akkoord met het voorgestelde besluit",
    "applications.proposal.sent_back": "Voorgesteld besluit teruggestuurd",
    "applications.proposal.withdrawn": "Voorgesteld besluit ingetrokken",
    "applications.advice.asked": "Advies gevraagd",
    "applications.advice.answered": "Advies gegeven",
    "applications.advice.lapsed": "Advies niet op tijd gegeven",
    "applications.advice.withdrawn": "Vraag om advies ingetrokken",
    "applications.advice.reminded": "Herinnering gestuurd: advies",
    "applications.dialogue.asked": "Prestatiedialoog gepland",
    "applications.dialogue.answered": "Prestatiedialoog gehouden",
    "applications.dialogue.followed_up": "Afspraak uit de prestatiedialoog nagegaan",
    "applications.completion.asked": "Gevraagd om een aanvulling",
    "applications.completion.reminded": "Herinnering gestuurd: aanvulling",
    "applications.completion.answered": "Aanvulling gestuurd",
    "applications.completion.lapsed": "Aanvulling niet op tijd gestuurd",
    "applications.completion.withdrawn": "Vraag om aanvulling ingetrokken",
    "applications.view.asked": "Gevraagd om een reactie op ons voornemen",
    "applications.view.reminded": "Herinnering gestuurd: reactie op ons voornemen",
    "applications.view.answered": "Reactie op ons voornemen gegeven",
    "applications.view.lapsed": "Geen reactie op ons voornemen gegeven",
    "applications.view.withdrawn": "Vraag om een reactie ingetrokken",
    "applications.talk.asked": "Gesprek afgesproken",
    "applications.talk.moved": "Gesprek verzet",
    "applications.talk.cancelled": "Gesprek afgezegd",
    "applications.talk.answered": "Verslag van het gesprek geschreven",
    "applications.talk.withdrawn": "Gesprek vervallen",
    "applications.moments.offered": "Momenten voor gesprekken aangeboden",
    "applications.moment.withdrawn": "Moment voor een gesprek weggehaald",
    "applications.term.stopped": "De termijn staat stil",
    "applications.term.resumed": "De termijn loopt weer",
    "applications.term.extended": "Termijn verlengd",
    "applications.documents.added": "Stukken toegevoegd",
    "applications.message.written": "Bericht geschreven",
    "applications.messages.read": "Berichten gelezen",
    "core.paper.printed": "Pdf van de brief gemaakt",
    "accounts.session.started": "Eigen bladzijde geopend met een link",
    "accounts.session.ended": "Uitgelogd",
    "accountability.hand_in.started": "Begonnen met de verantwoording",
    "accountability.hand_in.saved": "Antwoorden bewaard",
    "accountability.receipts.added": "Bonnen toegevoegd",
    "accountability.receipt.removed": "Bon verwijderd",
    "accountability.receipt.judged": "Bon bekeken",
    "accountability.receipts.accepted": "Alle bonnen akkoord",
    "accountability.hand_in.announced": "Herinnering gestuurd: de verantwoording is bijna nodig",
    "accountability.hand_in.reminded": "Herinnering gestuurd: de verantwoording is te laat",
    "accountability.hand_in.handed_in": "Verantwoording verstuurd",
    "accountability.hand_in.returned": "Vraag gesteld over de verantwoording",
    "accountability.grant.settled": "Afgerond",
    "payments.payment.confirmed": "Betaald",
    "accounts.account.closed": "Account gesloten",
    "accounts.account.opened": "Account weer geopend",
    "accounts.link.mailed": "Link om in te loggen gemaild",
    "accounts.name.changed": "Naam veranderd",
    "accounts.password.set": "Wachtwoord gekozen",
    "accounts.person.created": "Persoon toegevoegd",
    "accounts.person.invited": "Persoon uitgenodigd",
    "accounts.reset.mailed": "Link voor een nieuw wachtwoord gemaild",
    "accounts.role.given": "Rol gegeven",
    "accounts.role.revoked": "Rol ingetrokken",
    "accounts.sessions.ended": "Overal uitgelogd",
    "accounts.sign_ins.forgotten": "Oude inlogpogingen gewist",
    "agenda.agenda.saved": "Agenda bewaard",
    "agenda.rule_set.saved": "Spelregels bewaard",
    "agenda.rule.filled": "Open regel ingevuld",
    "agenda.part.removed": "Deel van de agenda weggehaald",
    "budget.year.opened": "Budgetjaar geopend",
    "budget.line.added": "Budgetregel toegevoegd",
    "budget.funds.allocated": "Budget verhoogd",
    "budget.funds.withdrawn": "Budget verlaagd",
    "budget.funds.committed": "Geld toegezegd",
    "budget.funds.released": "Geld vrijgevallen",
    "budget.funds.paid": "Geld betaald",
    "budget.funds.recovered": "Geld terugbetaald",
    "core.mail.queued_again": "Mail opnieuw klaargezet",
    "indicators.indicator.defined": "Cijfer beschreven",
    "indicators.indicator.removed": "Cijfer weggehaald",
    "indicators.measurement.recorded": "Meting ingevuld",
    "indicators.measurement.corrected": "Meting verbeterd",
    "indicators.target.set": "Streefcijfer bepaald",
    "partners.partner.registered": "Partner toegevoegd",
    "partners.member.joined": "Persoon hoort bij partner",
    "partners.member.left": "Persoon hoort niet meer bij partner",
    "partners.account.added": "Rekeningnummer toegevoegd",
    "partners.account.changed": "Rekeningnummer veranderd",
    "payments.run.prepared": "Betaalronde klaargezet",
    "payments.run.released": "Betaalronde vrijgegeven",
    "payments.run.confirmed": "Betaalronde betaald",
    "payments.run.cancelled": "Betaalronde ingetrokken",
    "payments.recovery.opened": "Geld teruggevraagd",
    "payments.repayment.registered": "Terugbetaling genoteerd",
    "reports.report.prepared": "Rapport gemaakt",
    "reports.report.adopted": "Rapport vastgesteld",
    "reports.text.written": "Tekst in rapport geschreven",
}

SUBJECTS: dict[str, str] = {
    "application": "aanvraag", "agenda": "agenda", "rule_set": "spelregels", "budget_year": "budgetjaar", "budget_line": "budgetregel",
    "commitment": "toezegging", "payment_run": "betaalronde", "recovery": "terugvordering", "report": "rapport", "person": "persoon",
    "partner": "partner", "indicator": "cijfer", "measurement": "meting", "hand_in": "verantwoording", "grant": "bijdrage",
    "draft": "concept",
    "outbox_mail": "mail", "sign_in_attempt": "inlogpoging", "target": "streefcijfer",
}  # fmt: skip


def about(line: JournalLine) -> str:
    """What a line is about, in Dutch: its reference where it has one, else the kind of thing and its number."""
    facts = json.loads(line.payload) if line.payload else {}
    word = SUBJECTS.get(line.subject_kind, line.subject_kind)
    return f"{word} {facts.get('reference') or line.subject_id or ''}".strip()


def tell(lines: Iterable[JournalLine]) -> list[tuple[str, str, str, str]]:
    """Journal lines as (when, what, who, note), newest first."""
    told = []
    for line in reversed(list(lines)):
        moment = line.at.astimezone(AMSTERDAM)
        when = f"{show_date(moment.date())}, {moment:%H.%M} uur"
        told.append((when, SENTENCES.get(line.action, line.action), line.actor_label, note_of(line)))
    return told


def note_of(line: JournalLine) -> str:
    """What the clock of a decision did, in days and dates; empty for everything else, and once the payload was erased."""
    if not line.action.startswith("applications.term.") or not line.payload:
        return ""
    facts = json.loads(line.payload)
    by = f"beslissen uiterlijk op {show_date(date.fromisoformat(facts['decide_by']))}"
    if line.action.endswith(".resumed"):
        days = facts["days"]
        return f"{days} {'dag' if days == 1 else 'dagen'} stilgestaan; {by}"
    if line.action.endswith(".stopped"):
        return f"hooguit tot en met {show_date(date.fromisoformat(facts['until']))}"
    return by
