"""When a report may be prepared, written in and adopted. Pure: dates and texts in, refusals out (``domain.md 9.60``)."""

from collections.abc import Iterator, Sequence
from datetime import date

from mag.core.errors import Refusal
from mag.core.period import Period, PeriodKind, half_year, show_date, two_years, year
from mag.reports.proposals import read_proposal
from mag.reports.states import REPORT_KIND_LABELS, PointKind, PointOutcome, ReportKind

LONGEST_TEXT = 2000
"""How many characters a chapter's text may have."""
LONGEST_POINT, MOST_POINTS = 400, 12
"""How many characters a priority or a signal may have, and how many of each a report may hold."""
SPANS = {
    ReportKind.HALF_YEAR: (PeriodKind.HALF_YEAR, 1), ReportKind.ANNUAL: (PeriodKind.YEAR, 1), ReportKind.MONITOR: (PeriodKind.HALF_YEAR, 1),
    ReportKind.EVALUATION: (PeriodKind.YEAR, 2),
}  # fmt: skip
"""Over which kind of period a kind of report goes, and over how many calendar years."""
_EXAMPLES = {
    ReportKind.HALF_YEAR: "2022-1 of 2022-2", ReportKind.ANNUAL: "2022", ReportKind.MONITOR: "2022-1 of 2022-2",
    ReportKind.EVALUATION: "2021-2022",
}  # fmt: skip


def wrong_period(kind: ReportKind, period: Period | None, first: date, last: date | None, today: date) -> Iterator[Refusal]:
    """Why a report of a kind cannot be about a period; ``first`` and ``last`` are the days the agenda runs from and to."""
    label = REPORT_KIND_LABELS[kind]
    if period is None or (period.kind, period.last.year - period.first.year + 1) != SPANS[kind]:
        yield Refusal("period_wrong", f"Een {label} gaat over een periode zoals {_EXAMPLES[kind]}.", "period")
    elif period.first > today:
        yield Refusal("period_ahead", f"Deze periode is nog niet begonnen: {period.label()}. Kies een eerdere periode.", "period")
    elif period.last < first or (last is not None and period.first > last):
        yield Refusal("period_outside", f"De agenda liep niet in deze periode: {period.label()}. Kies een andere periode.", "period")


def wrong_text(chapter: str, text: str, goals: frozenset[str], readings: frozenset[str] = frozenset()) -> Iterator[Refusal]:
    """Why a text cannot stand in a chapter: ``overview``, ``outlook``, ``experience``, ``professionals``, ``changes`` (why there is a next
    version), ``goal:<code>``, ``moved:<goal>`` (what else moved it), ``proposal:<goal>`` (whether to keep, adjust or stop it), or
    ``reading:<indicator>`` (why a figure is not known yet).
    """
    known = {"overview", "outlook", "experience", "professionals", "changes", *(f"reading:{code}" for code in readings)}
    known |= {f"{about}:{code}" for about in ("goal", "moved", "proposal") for code in goals}
    if chapter.startswith("proposal:") and text and read_proposal(text) is None:
        yield Refusal("proposal_missing", "Begin met Houden, Bijstellen of Stoppen, en schrijf daarna waarom.", "text")
    if chapter not in known:
        yield Refusal("chapter_unknown", "Dit hoofdstuk bestaat niet in dit rapport.", "text")
    yield from _too_long(text, LONGEST_TEXT, "text")


def wrong_reason(version: int, reason: str) -> Iterator[Refusal]:
    """Why a next version cannot begin: it says why there is one."""
    if version > 1 and not reason:
        yield Refusal("reason_missing", "Schrijf waarom er een nieuwe versie komt. Dat staat straks in het rapport.", "reason")
    yield from _too_long(reason, LONGEST_TEXT, "reason")


def not_to_adopt(period: Period, today: date) -> Iterator[Refusal]:
    """Why a report cannot be adopted yet: its period has to be over."""
    if period.last >= today:
        yield Refusal(
            "period_running", f"Deze periode loopt nog tot en met {show_date(period.last)}. Daarna kunt u het rapport vaststellen."
        )


def periods_to(kind: ReportKind, first: date, last: date | None, today: date) -> list[Period]:
    """The periods a report of a kind can be about, newest first."""
    until = min(today, last) if last is not None else today
    years = range(until.year, first.year - 1, -1)
    if SPANS[kind] == (PeriodKind.HALF_YEAR, 1):
        found = [half_year(number, half) for number in years for half in (2, 1)]
    else:
        found = [make(number) for number in (*years, first.year - 1) for make in ({1: year, 2: two_years}[SPANS[kind][1]],)]
    return [period for period in found if period.first <= until and period.last >= first]


def wrong_point(kind: PointKind, text: str, responsible: str, there: int) -> Iterator[Refusal]:
    """Why a priority or a signal does not fit; ``there`` is how many of its kind the report has."""
    if kind is PointKind.REVIEW:
        yield Refusal("point_kind", "Kies een prioriteit of een signaal.", "kind")
    if not text:
        yield Refusal("point_missing", "Schrijf wat u wilt afspreken of melden.", "text")
    yield from _too_long(text, LONGEST_POINT, "text")
    if kind is PointKind.PRIORITY and not responsible:
        yield Refusal("responsible_missing", "Schrijf wie hiervoor zorgt. Zonder iemand die zorgt, is het geen afspraak.", "responsible")
    if len(responsible) > 200:
        yield Refusal("responsible_long", "Noem wie hiervoor zorgt in hooguit 200 tekens.", "responsible")
    if there >= MOST_POINTS:
        yield Refusal("points_many", f"Er staan er al {there}. Kies wat het zwaarst weegt en haal eerst een ander weg.", "text")


def wrong_outcome(outcome: PointOutcome, explanation: str) -> Iterator[Refusal]:
    """Why an outcome does not fit: whoever did not reach it says why."""
    if outcome is not PointOutcome.DONE and not explanation:
        yield Refusal("explanation_missing", "Schrijf in een zin waarom het niet of niet helemaal gelukt is.", "explanation")
    yield from _too_long(explanation, LONGEST_TEXT, "explanation")


def _too_long(text: str, most: int, field: str) -> Iterator[Refusal]:
    if len(text) > most:
        told = f"De tekst heeft {len(text):,} tekens. Maak hem korter: hooguit {most:,} tekens.".replace(",", ".")
        yield Refusal("text_long", told, field)


def wrong_words(words: str, field: str, *, required: bool) -> Iterator[Refusal]:
    """Why words about a report (a question, an answer, the words of an acceptance) do not fit."""
    if required and not words:
        yield Refusal("words_missing", "Schrijf eerst wat u wilt zeggen.", field)
    yield from _too_long(words, LONGEST_TEXT, field)


def wrong_quotes(chapter: str, name: str, unknown: Sequence[str]) -> Iterator[Refusal]:
    """Why a text stops a report from being adopted: it quotes figures that the report does not have. ``name`` is the chapter in words."""
    if unknown:
        said = ", ".join(dict.fromkeys(unknown))
        which = "een cijfer dat" if len(set(unknown)) == 1 else "cijfers die"
        there = "bestaat" if len(set(unknown)) == 1 else "bestaan"
        yield Refusal(f"quote_unknown:{chapter}", f"De tekst bij {name} noemt {which} in dit rapport niet {there}: {said}.", "text")


def not_to_accept(accepted_by: str | None, version: int, newest: int) -> Iterator[Refusal]:
    """Why a report cannot be accepted: somebody did, or a newer version takes its place."""
    if accepted_by is not None:
        yield Refusal("accepted_before", f"{accepted_by} heeft dit rapport al geaccepteerd.")
    elif newest > version:
        yield Refusal("newer_version", f"Er is intussen versie {newest} van dit rapport. Lees en accepteer die.")


def not_to_publish(published_by: str | None, newer: int | None, private: Sequence[str] = ()) -> Iterator[Refusal]:
    """Why a report cannot be made public: somebody did, a newer version is, or chapters in it (``private``) are not for everybody."""
    if published_by is not None:
        yield Refusal("published_before", f"{published_by} heeft dit rapport al openbaar gemaakt.")
    elif newer is not None:
        yield Refusal("newer_published", f"Versie {newer} van dit rapport is al openbaar. Een oudere versie kan dat niet meer worden.")
    if private:
        names = ", ".join(f"“{name}”" for name in private)
        sentence = f"In dit rapport staat een kader dat niet voor iedereen is: {names}. Daarom blijft het besloten."
        yield Refusal("not_for_everybody", sentence)
