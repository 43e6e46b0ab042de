"""The copy of a request on paper: every question with its answer, as it was sent."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from mag.applications.models import Application
from mag.core.pdf import print_css
from mag.core.period import show_date


def answers_html(application: Application, answers: Sequence[tuple[str, str]]) -> str:
    """The copy as a whole HTML document in Dutch, with its print style. All text is escaped."""
    title = f"Uw aanvraag {application.title}"
    facts = (
        ("Kenmerk", application.reference),
        ("Aanvrager", application.partner.name),
        ("Verstuurd op", show_date(application.submitted_on)),
        ("U hoort uiterlijk op", show_date(application.decide_by)),
    )
    told = [
        Markup("<h2>{}</h2>{}").format(question, Markup("").join(Markup("<p>{}</p>").format(line) for line in _lines(answer)))
        for question, answer in answers
    ]
    parts = [
        Markup("<h1>{}</h1>").format(title),
        Markup('<dl class="reference">{}</dl>').format(
            Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(term, value) for term, value in facts)
        ),
        *told,
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{print_css()}</style>'
    return f'<!DOCTYPE html>\n<html lang="nl"><head>{head}</head><body>' + "\n".join(parts) + "</body></html>"


def _lines(answer: str) -> list[str]:
    return [line for line in answer.splitlines() if line.strip()] or ["Niet ingevuld."]
