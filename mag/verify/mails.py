"""Mail: every act that promises a mail has its row, written at the very moment of that act; what was sent says when (N8)."""

from collections import Counter

from mag.verify.result import Result
from mag.verify.source import Source, moment

PROMISED = (
    ("ontvangst van", "SELECT id, reference, submitted_at AS at, email FROM application"),
    (
        "besluit over",
        "SELECT a.id, a.reference, d.decided_at AS at, a.email FROM decision d JOIN application a ON a.id = d.application_id",
    ),
    (
        "betaling van",
        "SELECT a.id, a.reference, r.confirmed_at AS at, a.email FROM payment p JOIN payment_run r ON r.id = p.run_id"
        " JOIN instalment i ON i.id = p.instalment_id JOIN grant_award g ON g.id = i.grant_id JOIN application a ON a.id = g.application_id"
        " WHERE r.state = 'confirmed' AND p.refused_on IS NULL",
    ),
    (
        "teruggekomen betaling van",
        "SELECT a.id, a.reference, l.matched_at AS at, a.email FROM bank_line l JOIN payment p ON p.id = l.payment_id"
        " JOIN instalment i ON i.id = p.instalment_id JOIN grant_award g ON g.id = i.grant_id JOIN application a ON a.id = g.application_id"
        " WHERE l.purpose = 'returned'",
    ),
    (
        "vraag aan de aanvrager van",
        "SELECT a.id, a.reference, e.asked_at AS at, a.email FROM enquiry e JOIN application a ON a.id = e.application_id"
        " WHERE e.kind IN ('completion', 'view')",
    ),
    (
        "einde van een vraag aan",
        "SELECT a.id, a.reference, e.closed_at AS at, a.email FROM enquiry e JOIN application a ON a.id = e.application_id"
        " WHERE e.kind = 'completion' AND e.state IN ('answered', 'lapsed')",
    ),
    (
        "reactie van",
        "SELECT a.id, a.reference, e.answered_at AS at, a.email FROM enquiry e JOIN application a ON a.id = e.application_id"
        " WHERE e.kind = 'view' AND e.state = 'answered'",
    ),
    (
        "later besluit over",
        "SELECT a.id, a.reference, p.made_at AS at, a.email FROM paper p JOIN application a ON a.id = p.about_id"
        " WHERE p.about_kind = 'application' AND p.kind = 'extension_letter'",
    ),
    (
        "bericht over",
        "SELECT a.id, a.reference, m.at AS at, a.email FROM message m JOIN application a ON a.id = m.application_id WHERE m.side = 'staff'",
    ),
    (
        "verantwoording van",
        "SELECT a.id, a.reference, h.handed_in_at AS at, a.email FROM hand_in h JOIN grant_award g ON g.id = h.grant_id"
        " JOIN application a ON a.id = g.application_id WHERE h.handed_in_at IS NOT NULL",
    ),
    (
        "klacht of bezwaar van",
        "SELECT r.application_id AS id, r.reference, r.registered_at AS at, r.email FROM remedy r WHERE r.application_id IS NOT NULL",
    ),
    (
        "antwoord op klacht of bezwaar van",
        "SELECT r.application_id AS id, r.reference, r.closed_at AS at, r.email FROM remedy r"
        " WHERE r.application_id IS NOT NULL AND r.closed_at IS NOT NULL",
    ),
    (
        "besluit over een verandering van",
        "SELECT a.id, a.reference, c.decided_at AS at, a.email FROM grant_change c JOIN grant_award g ON g.id = c.grant_id"
        " JOIN application a ON a.id = g.application_id WHERE c.decided_at IS NOT NULL",
    ),
    (
        "uitstel voor",
        "SELECT a.id, a.reference, d.given_at AS at, a.email FROM delay d JOIN grant_award g ON g.id = d.grant_id"
        " JOIN application a ON a.id = g.application_id",
    ),
    (
        "voornemen om lager vast te stellen van",
        "SELECT a.id, a.reference, v.asked_at AS at, a.email FROM settlement_view v JOIN grant_award g ON g.id = v.grant_id"
        " JOIN application a ON a.id = g.application_id",
    ),
    (
        "loting van",
        "SELECT a.id, a.reference, d.drawn_at AS at, a.email FROM spot_pick p JOIN spot_draw d ON d.id = p.draw_id"
        " JOIN grant_award g ON g.id = p.grant_id JOIN application a ON a.id = g.application_id WHERE p.position > 0",
    ),
    (
        "vaststelling van",
        "SELECT a.id, a.reference, s.settled_at AS at, a.email FROM settlement s JOIN grant_award g ON g.id = s.grant_id"
        " JOIN application a ON a.id = g.application_id",
    ),
    (
        "aangehouden betaling van",
        "SELECT a.id, a.reference, h.held_at AS at, a.email FROM payment_hold h JOIN grant_award g ON g.id = h.grant_id"
        " JOIN application a ON a.id = g.application_id",
    ),
    (
        "verrekening van",
        "SELECT a.id, a.reference, s.booked_at AS at, a.email FROM set_off s JOIN recovery r ON r.id = s.recovery_id"
        " JOIN grant_award g ON g.id = r.grant_id JOIN application a ON a.id = g.application_id",
    ),
    *(
        (
            what,
            "SELECT a.id, a.reference, j.at, a.email FROM journal_line j JOIN recovery r ON r.id = j.subject_id"
            " JOIN grant_award g ON g.id = r.grant_id JOIN application a ON a.id = g.application_id"
            f" WHERE j.subject_kind = 'recovery' AND j.action = '{action}'",
        )
        for what, action in (
            ("terugbetaling van", "payments.repayment.registered"),
            ("afspraak over terugbetalen van", "payments.recovery.parts_agreed"),
        )
    ),
    (
        "herinnering aan terugbetalen van",
        "SELECT a.id, a.reference, j.at, a.email FROM journal_line j JOIN recovery r ON r.id = j.subject_id"
        " JOIN grant_award g ON g.id = r.grant_id JOIN application a ON a.id = g.application_id"
        " WHERE j.subject_kind = 'recovery' AND j.action = 'payments.recovery.reminded' AND j.payload NOT LIKE '%\"step\":\"call\"%'",
    ),
)
"""What promises a mail about an application, when an address is known."""


def check_mails(source: Source) -> Result:
    """Promises ↔ rows in the outbox, and the state of each row."""
    result = Result("mails")
    mails = source.rows(
        "SELECT id, message_id, to_address, about_kind, about_id, queued_at, state, sent_at, text FROM outbox_mail ORDER BY id"
    )
    states = Counter(mail.state for mail in mails)
    written = Counter((mail.about_id, moment(mail.queued_at)) for mail in mails if mail.about_kind == "application")
    for mail in mails:
        sent = mail.sent_at is not None
        result.expect(sent == (mail.state == "sent"), f"mail {mail.id} is {mail.state}, {'met' if sent else 'zonder'} moment van versturen")
        result.expect("@" in mail.to_address and bool(mail.text.strip()), f"mail {mail.id} heeft geen adres of geen tekst")
    for message_id, times in Counter(mail.message_id for mail in mails).items():
        result.expect(times == 1, f"berichtkenmerk {message_id} staat {times} keer in de tabel")
    promised: Counter[tuple[int, object]] = Counter()
    for what, question in PROMISED:
        for row in source.rows(question):
            if row.email:
                promised[(row.id, moment(row.at))] += 1
                found = written[(row.id, moment(row.at))] >= promised[(row.id, moment(row.at))]
                result.expect(found, f"{what} {row.reference}: er is geen mail")
    result.count(len(mails), "mail", "mails")
    result.counts.append(f"{states['sent']} verstuurd, {states['queued']} nog te versturen, {states['failed']} mislukt")
    result.count(sum(promised.values()), "belofte", "beloften")
    return result
