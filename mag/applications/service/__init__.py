"""The verbs of this room, one file per noun or act; callers import them from here."""

from mag.applications.service.drafts import Saved, drop_draft, keep_screen, mail_resume_link, typed_of
from mag.applications.service.enquiries import answer, ask, lapse, load_enquiry, withdraw_enquiry
from mag.applications.service.handling import claim, unclaim, withdraw
from mag.applications.service.own_page import own_page
from mag.applications.service.refuse import check_reason, load_for_decision, refuse, send_letter, store_decision, text_of
from mag.applications.service.submit import Submitted, follow_secret_of, submit

__all__ = [
    "Saved",
    "Submitted",
    "answer",
    "ask",
    "check_reason",
    "claim",
    "drop_draft",
    "follow_secret_of",
    "keep_screen",
    "lapse",
    "load_enquiry",
    "load_for_decision",
    "mail_resume_link",
    "own_page",
    "refuse",
    "send_letter",
    "store_decision",
    "submit",
    "text_of",
    "typed_of",
    "unclaim",
    "withdraw",
    "withdraw_enquiry",
]
