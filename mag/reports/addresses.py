"""The permanent address of a report: ``/rapport/2022-1/v1``. Pure.

The kind stands in it only where the period does not say it, and the agenda only where it is not the first of the installation: both
never change, so an address means the same report for ever.
"""

from mag.core.period import PeriodKind, parse_period
from mag.reports.states import ReportKind

USUAL = {PeriodKind.HALF_YEAR: ReportKind.HALF_YEAR, PeriodKind.YEAR: ReportKind.ANNUAL}
"""The kind an address means when it does not say one."""


def parts_of(kind: ReportKind, period_code: str, *, agenda: str | None) -> dict[str, str]:
    """What stands in the address of a report beside its version; ``agenda`` is its code unless it is the first."""
    parts = {"period": period_code}
    if usual_kind(period_code) is not kind:
        parts["soort"] = kind.value.replace("_", "-")
    return parts if agenda is None else {**parts, "agenda": agenda}


def kind_at(period_code: str, said: str | None) -> ReportKind | None:
    """The kind an address means, or None when it means nothing."""
    if not said:
        return usual_kind(period_code)
    try:
        return ReportKind(said.replace("-", "_"))
    except ValueError:
        return None


def usual_kind(period_code: str) -> ReportKind | None:
    """The kind of a report about such a period, or None when no report is about one."""
    try:
        return USUAL.get(parse_period(period_code).kind)
    except ValueError:
        return None
