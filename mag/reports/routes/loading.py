"""What every page of a report begins with: the blueprint, the day, and the report with its facts and figures."""

from datetime import date

from flask import Blueprint
from markupsafe import Markup

from mag.core import clock
from mag.reports import queries
from mag.reports.compose import compose
from mag.reports.facts import Facts
from mag.reports.figures import Figures
from mag.reports.models import Report
from mag.reports.present import charts_folder, facts_of
from mag.reports.render.charts import draw_in_background, kept_charts
from mag.web.boundary import actor, db, house

blueprint = Blueprint("reports", __name__, template_folder="../templates")


def today_here() -> date:
    """The day of this installation."""
    return clock.today(house().store.clock.now())


def load_report(report_id: int) -> tuple[Report, Facts, Figures]:
    """A report this visitor may see, with its facts and figures. Raises NotFound."""
    report = queries.get_report(db(), actor(), report_id)
    facts = facts_of(db(), report)
    return report, facts, compose(facts)


def charts_of(figures: Figures) -> dict[str, Markup]:
    """The charts that are there; what is missing is drawn while the page already goes out."""
    folder = charts_folder(house())
    kept = kept_charts(folder, figures)
    draw_in_background(folder, figures, kept)
    return {key: Markup(svg) for key, svg in kept.items()}
