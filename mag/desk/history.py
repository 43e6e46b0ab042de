"""The journal told in Dutch: when, what, who. Unknown actions are told by their code, so that nothing is left out."""

import json
from collections.abc import Iterable
from datetime import date

from mag.core.clock import AMSTERDAM
from mag.core.journal import JournalLine
from mag.core.period import show_date

SENTENCES: dict[str, str] = {
    "applications.application.submitted": "Aanvraag verstuurd",
    "applications.application.contact_changed": "Contactpersoon veranderd, bij een overdracht",
    "partners.partner.handed_over": "Organisatie overgedragen aan een opvolger",
    "applications.application.claimed": "Opgepakt",
    "applications.application.unclaimed": "Losgelaten",
    "applications.application.assigned": "Aan een collega gegeven",
    "applications.application.snoozed": "Weggezet tot later",
    "applications.application.woken": "Teruggehaald in de lijst",
    "applications.list.saved": "Lijst bewaard",
    "applications.list.removed": "Lijst weggehaald",
    "rounds.round.made": "Ronde gemaakt",
    "rounds.round.published": "Plafond van een ronde gepubliceerd",
    "rounds.round.ceiling_set": "Plafond van een ronde veranderd",
    "rounds.round.proposed": "Voorstellen in een ronde bewaard",
    "rounds.round.closed": "Ronde afgesloten",
    "year_plans.plan.begun": "Uitvoeringsplan begonnen",
    "year_plans.plan.written": "Tekst van het uitvoeringsplan geschreven",
    "year_plans.plan.shared": "Concept van het uitvoeringsplan rondgestuurd",
    "year_plans.plan.commented": "Op het uitvoeringsplan gereageerd",
    "year_plans.plan.answered": "Reactie op het uitvoeringsplan beantwoord",
    "year_plans.plan.adopted": "Uitvoeringsplan vastgesteld",
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
    "budget.funds.returned": "Geld teruggekomen van de bank",
    "budget.funds.set_off": "Geld verrekend",
    "budget.funds.transferred_out": "Geld verschoven naar een andere regel",
    "budget.funds.transferred_in": "Geld verschoven van een andere regel",
    "budget.funds.carried_out": "Geld meegenomen naar volgend jaar",
    "budget.funds.carried_in": "Geld meegekomen uit vorig jaar",
    "budget.funds.given_back": "Geld terug naar de gemeente",
    "budget.act.proposed": "Voorstel voor het budget gedaan",
    "budget.act.agreed": "Akkoord met voorstel voor het budget",
    "budget.act.rejected": "Niet akkoord met voorstel voor het budget",
    "budget.year.closed": "Budgetjaar afgesloten",
    "core.paper.posted": "Brief op de post gedaan",
    "core.mail.sent_by_post": "Bericht per post gestuurd",
    "letters.text.saved": "Tekst van brief bewaard als concept",
    "letters.text.published": "Tekst van brief gepubliceerd",
    "letters.text.dropped": "Concept van brief weggegooid",
    "applications.call.asked": "Taak gemaakt: bel de aanvrager",
    "applications.call.answered": "Aanvrager gebeld",
    "remedies.complaint.handed_in": "Klacht binnengekomen",
    "remedies.complaint.taken_on": "Klacht in behandeling",
    "remedies.complaint.extended": "Antwoord op de klacht komt later",
    "remedies.complaint.talk_planned": "Gesprek over de klacht gepland",
    "remedies.complaint.talk_held": "Verslag van gesprek over de klacht bewaard",
    "remedies.complaint.answered": "Klacht beantwoord",
    "remedies.complaint.withdrawn": "Klacht ingetrokken",
    "remedies.objection.handed_in": "Bezwaar binnengekomen",
    "remedies.objection.taken_on": "Bezwaar in behandeling",
    "remedies.objection.extended": "Antwoord op het bezwaar komt later",
    "remedies.objection.talk_planned": "Gesprek over het bezwaar gepland",
    "remedies.objection.talk_held": "Verslag van gesprek over het bezwaar bewaard",
    "remedies.objection.answered": "Bezwaar beantwoord",
    "remedies.objection.withdrawn": "Bezwaar ingetrokken",
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
    "payments.recovery.set_off": "Terugvordering verrekend",
    "payments.payment.returned": "Betaling teruggekomen",
    "payments.grant.held": "Betalingen opgeschort",
    "payments.grant.released_from_hold": "Opschorting opgeheven",
    "payments.account.checked": "Rekeningnummer gecontroleerd",
    "payments.own_account.added": "Eigen rekening toegevoegd",
    "payments.own_account.columns_set": "Kolommen van eigen rekening ingevuld",
    "payments.statement.taken_in": "Rekeningafschrift ingelezen",
    "payments.line.linked": "Regel van afschrift gekoppeld",
    "payments.repayment.registered": "Terugbetaling genoteerd",
    "reports.report.prepared": "Rapport gemaakt",
    "reports.report.adopted": "Rapport vastgesteld",
    "reports.text.written": "Tekst in rapport geschreven",
}

SUBJECTS: dict[str, str] = {
    "application": "aanvraag", "agenda": "agenda", "rule_set": "spelregels", "budget_year": "budgetjaar", "budget_line": "budgetregel",
    "commitment": "toezegging", "payment_run": "betaalronde", "recovery": "terugvordering", "report": "rapport", "person": "persoon",
    "partner": "partner", "indicator": "cijfer", "measurement": "meting", "hand_in": "verantwoording", "grant": "bijdrage",
    "draft": "concept", "letter_text": "tekst van brief", "remedy": "klacht of bezwaar",
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
