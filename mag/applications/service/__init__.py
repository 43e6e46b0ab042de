"""The verbs of this room, one file per noun or act; callers import them from here."""

from mag.applications.service.drafts import Saved, drop_draft, mail_resume_link, save_draft, start_draft, typed_of
from mag.applications.service.handling import claim, unclaim, withdraw
from mag.applications.service.refuse import check_reason, load_for_decision, refuse, send_letter, store_decision, text_of
from mag.applications.service.submit import Submitted, follow_secret_of, submit

__all__ = [
    "Saved",
    "Submitted",
    "check_reason",
    "claim",
    "drop_draft",
    "follow_secret_of",
    "load_for_decision",
    "mail_resume_link",
    "refuse",
    "save_draft",
    "send_letter",
    "start_draft",
    "store_decision",
    "submit",
    "text_of",
    "typed_of",
    "unclaim",
    "withdraw",
]
