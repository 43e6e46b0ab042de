"""The tables of this room, one module per noun; everybody imports them from here."""

from mag.applications.models.application import Alignment, Application, CostLine, Decision, PlannedActivity, PlannedResult
from mag.applications.models.assessment import Assessment
from mag.applications.models.draft import Draft
from mag.applications.models.draft_file import DraftFile
from mag.applications.models.enquiry import Enquiry
from mag.applications.models.interest import Interest
from mag.applications.models.paper_trail import ApplicationFile, Message
from mag.applications.models.proposal import DecisionProposal
from mag.applications.models.saved_list import SavedList
from mag.applications.models.talk_moment import TalkMoment

__all__ = [
    "Alignment",
    "Application",
    "ApplicationFile",
    "Assessment",
    "CostLine",
    "Decision",
    "DecisionProposal",
    "Draft",
    "DraftFile",
    "Enquiry",
    "Interest",
    "Message",
    "PlannedActivity",
    "PlannedResult",
    "SavedList",
    "TalkMoment",
]
