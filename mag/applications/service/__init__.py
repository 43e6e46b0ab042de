"""The verbs of this room, one file per noun or act; callers import them from here."""

from mag.applications.service.advice import ask_advice, follow_up, give_advice, hold_dialogue, keep_out, withdraw_advice
from mag.applications.service.assess import assess, declare_interest
from mag.applications.service.calls import note_call
from mag.applications.service.completion import ask_completion, complete, drop_completion, lapse_completion
from mag.applications.service.correct import reopen
from mag.applications.service.documents import add_documents, keep_documents
from mag.applications.service.drafts import Saved, adopt_draft, drop_draft, keep_screen, mail_resume_link, typed_of
from mag.applications.service.enquiries import answer, ask, lapse, load_enquiry, withdraw_enquiry
from mag.applications.service.files import add_draft_files, remove_draft_file
from mag.applications.service.hand_over import hand_over_partner
from mag.applications.service.handling import claim, close_open, must_be_theirs, unclaim, withdraw
from mag.applications.service.lists import remove_list, save_list
from mag.applications.service.messages import read_messages, write_message
from mag.applications.service.own_page import own_page
from mag.applications.service.propose import (
    check_second,
    close_proposal,
    load_proposal,
    propose_refusal,
    send_back,
    store_proposal,
    withdraw_proposal,
)
from mag.applications.service.refuse import check_reason, load_for_decision, must_be_free, refuse, send_letter, store_decision, text_of
from mag.applications.service.renew import confirm_taken_over, needs_confirming, start_again
from mag.applications.service.sign import send_to_sign
from mag.applications.service.submit import Submitted, follow_secret_of, submit
from mag.applications.service.talks import Offer, choose_moment, hold_talk, offer_moments, take_moment, withdraw_moment
from mag.applications.service.term import extend, term_of
from mag.applications.service.triage import assign, snooze, wake
from mag.applications.service.views import drop_view, give_view, invite_view, lapse_view

__all__ = [
    "Offer",
    "Saved",
    "Submitted",
    "add_documents",
    "add_draft_files",
    "adopt_draft",
    "answer",
    "ask",
    "ask_advice",
    "ask_completion",
    "assess",
    "assign",
    "check_reason",
    "check_second",
    "choose_moment",
    "claim",
    "close_open",
    "close_proposal",
    "complete",
    "confirm_taken_over",
    "declare_interest",
    "drop_completion",
    "drop_draft",
    "drop_view",
    "extend",
    "follow_secret_of",
    "follow_up",
    "give_advice",
    "give_view",
    "hand_over_partner",
    "hold_dialogue",
    "hold_talk",
    "invite_view",
    "keep_documents",
    "keep_out",
    "keep_screen",
    "lapse",
    "lapse_completion",
    "lapse_view",
    "load_enquiry",
    "load_for_decision",
    "load_proposal",
    "mail_resume_link",
    "must_be_free",
    "must_be_theirs",
    "needs_confirming",
    "note_call",
    "offer_moments",
    "own_page",
    "propose_refusal",
    "read_messages",
    "refuse",
    "remove_draft_file",
    "remove_list",
    "reopen",
    "save_list",
    "send_back",
    "send_letter",
    "send_to_sign",
    "snooze",
    "start_again",
    "store_decision",
    "store_proposal",
    "submit",
    "take_moment",
    "term_of",
    "text_of",
    "typed_of",
    "unclaim",
    "wake",
    "withdraw",
    "withdraw_advice",
    "withdraw_enquiry",
    "withdraw_moment",
    "withdraw_proposal",
    "write_message",
]
