"""The tables of this room, one module per noun; everybody imports them from here."""

from mag.applications.models.application import Alignment, Application, CostLine, Decision, PlannedActivity, PlannedResult
from mag.applications.models.draft import Draft

__all__ = ["Alignment", "Application", "CostLine", "Decision", "Draft", "PlannedActivity", "PlannedResult"]
