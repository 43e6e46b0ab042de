"""The plan of the year as one accessible HTML page: shown as a concept, frozen when adopted, printed as PDF."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from mag.core.money import show
from mag.core.pdf import print_css
from mag.year_plans.facts import Initiative, LineFact, ThemeFacts, YearFacts

_CELL = Markup("<td>{}</td>")
_FIGURE = Markup('<td class="figure">{}</td>')


def document_html(title: str, subtitle: str, facts: YearFacts, texts: Mapping[str, str]) -> str:
    """The whole page, escaped. ``texts`` by chapter (``opening`` or the code of a theme); a chapter without text has none."""
    parts = [Markup("<h1>{}</h1><p>{}</p>").format(title, subtitle), *paragraphs(texts.get("opening", "")), _overview(facts)]
    for theme in facts.themes:
        parts.append(Markup("<h2>{}</h2>").format(theme.name))
        if theme.goals:
            parts.append(Markup("<p>Doelen: {}.</p>").format(", ".join(theme.goals)))
        parts += [*paragraphs(texts.get(theme.code, "")), chapter_tables(theme)]
    if facts.lines:
        parts += [Markup("<h2>Budget zonder vast thema</h2>"), _line_table("Budgetregels", facts.lines)]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{print_css()}</style>'
    return f'<!DOCTYPE html>\n<html lang="nl"><head>{head}</head><body>' + "\n".join(parts) + "</body></html>"


def paragraphs(text: str) -> list[Markup]:
    """What somebody typed as paragraphs: an empty line begins a new one."""
    return [Markup("<p>{}</p>").format(" ".join(part.split())) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def chapter_tables(theme: ThemeFacts) -> Markup:
    """The tables of one theme."""
    parts = []
    if theme.awarded:
        parts.append(_initiatives(f"Toegekend: {show(theme.awarded_amount)}", theme.awarded))
    if theme.expected:
        parts.append(_initiatives(f"Verwacht: {show(theme.expected_amount)}", theme.expected))
    if not parts:
        parts.append(Markup("<p>Voor dit thema zijn nog geen initiatieven toegekend of aangevraagd.</p>"))
    if theme.lines:
        parts.append(_line_table("Budget van dit thema", theme.lines))
    return Markup("").join(parts)


def _overview(facts: YearFacts) -> Markup:
    rows = [
        Markup('<tr><th scope="row">{}</th>').format(theme.name)
        + _FIGURE.format(show(theme.awarded_amount))
        + _FIGURE.format(show(theme.expected_amount))
        + Markup("</tr>")
        for theme in facts.themes
    ]
    awarded, expected = (sum(amounts) for amounts in ([t.awarded_amount for t in facts.themes], [t.expected_amount for t in facts.themes]))
    total = Markup('<tr><th scope="row">Samen</th>') + _FIGURE.format(show(awarded)) + _FIGURE.format(show(expected)) + Markup("</tr>")
    return _table(f"{facts.year} in het kort", ["Thema", "Toegekend", "Verwacht"], rows, 1, total)


def _initiatives(caption: str, items: Sequence[Initiative]) -> Markup:
    rows = [
        Markup('<tr><th scope="row">{}</th>').format(item.title)
        + _CELL.format(item.partner)
        + _CELL.format(item.goal)
        + _FIGURE.format(f"{show(item.amount)}{'' if item.word == 'toegekend' else ' ' + item.word}")
        + Markup("</tr>")
        for item in items
    ]
    return _table(caption, ["Initiatief", "Wie", "Doel", "Bedrag"], rows, 3)


def _line_table(caption: str, lines: Sequence[LineFact]) -> Markup:
    rows = [
        Markup('<tr><th scope="row">{}</th>').format(line.name)
        + _FIGURE.format(show(line.allocated))
        + _FIGURE.format(show(line.free))
        + Markup("</tr>")
        for line in lines
    ]
    return _table(caption, ["Budgetregel", "Begroot", "Nog vrij"], rows, 1)


def _table(caption: str, columns: Sequence[str], rows: Sequence[Markup], figures_from: int, total: Markup | None = None) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col" class="figure">{}</th>' if number >= figures_from else '<th scope="col">{}</th>').format(column)
        for number, column in enumerate(columns)
    )
    foot = Markup("<tfoot>{}</tfoot>").format(total) if total is not None else Markup("")
    return Markup('<table class="table"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody>{}</table>').format(
        caption, head, Markup("").join(rows), foot
    )
