"""What partners are mailed when we call for reports, chase what is missing, or give a delay."""

from collections.abc import Sequence
from datetime import date

from mag.accountability.calls.queries import Missing
from mag.accountability.calls.states import ReminderStep
from mag.accountability.mails import tell
from mag.accountability.models import HandIn
from mag.applications.service import own_page
from mag.core.period import Period, show_date
from mag.core.transaction import Tx
from mag.grants.models import Grant

HOW = "Stuur foto’s van uw bonnen, en vul in hoeveel geld u uitgaf en hoeveel mensen meededen. Lukt het niet op tijd? Bel ons dan."
FIRMER = {
    ReminderStep.ANNOUNCED: "",
    ReminderStep.FIRST: "",
    ReminderStep.SECOND: "Wij vroegen dit al eerder. Stuur het zo snel mogelijk, of bel ons om een andere dag af te spreken.",
    ReminderStep.LAST: "Dit is onze laatste herinnering. Horen wij niets, dan stellen wij het bedrag zelf vast. Dat kan minder zijn.",
}


def reminder_words(missing: Sequence[tuple[Missing, ReminderStep]], today: date) -> tuple[str, list[str]]:
    """The subject and the sentences of one reminder about everything that is missing of one partner: for the mail and its preview."""
    told = []
    for one, _ in missing:
        of = f"“{one.grant.application.title}” ({one.grant.reference})"
        if one.returned:
            told.append(f"Wij stelden een vraag over uw {one.what} van {of}. Uw antwoord verwachten wij nog.")
            continue
        late = one.due_on < today
        when = f"moest er op {show_date(one.due_on)} zijn" if late else f"verwachten wij uiterlijk op {show_date(one.due_on)}"
        told.append(f"Uw {one.what} over {of} {when}.")
    firmest = max((step for _, step in missing), key=list(ReminderStep).index)
    if any(one.report is None for one, _ in missing):
        told.append(HOW)
    if FIRMER[firmest]:
        told.append(FIRMER[firmest])
    only_reports = all(one.report is not None for one, _ in missing)
    references = ", ".join(one.grant.reference for one, _ in missing)
    return f"Stuurt u uw {'verslag' if only_reports else 'verantwoording'}? ({references})", told


def remind(tx: Tx, missing: Sequence[tuple[Missing, ReminderStep]], *, address: str) -> None:
    """Mail one partner about everything that is missing; all to the address of the first."""
    subject, told = reminder_words(missing, tx.today)
    pages = [page_of(tx, one.grant, one.report, address=address) for one, _ in missing]
    first = missing[0][0]
    link = ("Stuur uw verslag" if first.report is not None else "Stuur uw verantwoording", pages[0])
    others = [(f"De bladzijde van {one.grant.reference}", page) for (one, _), page in zip(missing[1:], pages[1:], strict=True)]
    tell(tx, first.grant, subject, told, others, link)


def tell_called(tx: Tx, reports: Sequence[HandIn], period: Period, due_on: date, *, address: str) -> None:
    """Ask one partner for its reports over a period, in one mail."""
    first = reports[0].grant
    titles = [f"“{report.grant.application.title}” ({report.grant.reference})" for report in reports]
    about = titles[0] if len(titles) == 1 else ", ".join(titles[:-1]) + " en " + titles[-1]
    lead = f"Wij vragen u om een kort verslag over het {period.label()} van {about}. Stuur het uiterlijk op {show_date(due_on)}."
    what = "U vult per resultaat in wat er tot nu toe is, hoeveel mensen meededen en hoeveel u uitgaf. Een paar zinnen erbij is genoeg."
    why = "Wij maken van alle verslagen samen één verslag voor de gemeente."
    pages = [page_of(tx, report.grant, report, address=address) for report in reports]
    others = [(f"De bladzijde van {report.grant.reference}", page) for report, page in zip(reports[1:], pages[1:], strict=True)]
    references = ", ".join(report.grant.reference for report in reports)
    tell(tx, first, f"Uw verslag over het {period.label()} ({references})", [lead, what, why], others, ("Maak uw verslag", pages[0]))


def tell_delayed(tx: Tx, grant: Grant, what: str, until: date, reason: str) -> None:
    """Tell a partner that it may be later, until when and why."""
    lead = f"U heeft meer tijd voor uw {what} over “{grant.application.title}”. Stuur die uiterlijk op {show_date(until)}."
    tell(tx, grant, f"U heeft meer tijd ({grant.reference})", [lead, reason], [("Nieuwe laatste dag", show_date(until))])


def page_of(tx: Tx, grant: Grant, report: HandIn | None, *, address: str) -> str:
    """The way to an account or a report: the page itself behind the sign-in, or the link to the file where there is none."""
    page = own_page(tx, grant.application, address=address, page="verantwoording")
    return page if report is None or "/volg/" in page else f"{page}/periode/{report.period}"
