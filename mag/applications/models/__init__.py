"""The tables of this room, one module per noun; everybody imports them from here."""

from mag.applications.models.application import Alignment, Application, CostLine, Decision, PlannedActivity, PlannedResult
from mag.applications.models.draft import Draft
from mag.applications.models.enquiry import Enquiry

__all__ = ["Alignment", "Application", "CostLine", "Decision", "Draft", "Enquiry", "PlannedActivity", "PlannedResult"]
