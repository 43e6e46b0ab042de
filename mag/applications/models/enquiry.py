"""The table of enquiries: something asked of somebody about one file, with a term, an answer and an end.

One noun for a request to complete (Awb 4:5), an invitation to give a view (Awb 4:7), a talk, an advice, a performance
dialogue, a second look and a call: one row each, so that one statement loads all of a file.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accounts.roles import Role
from mag.applications.models.application import Application
from mag.applications.states import AskedOf, EnquiryKind, EnquiryState, Stance
from mag.core.db import Base, Moment, code_column


class Enquiry(Base):
    """Something asked of the applicant, a person or a role about an application.

    ``due_on`` is the last day to answer. ``details`` holds JSON values that only one kind knows (cents, ISO dates, codes).
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        CheckConstraint("asked_of <> 'person' OR person_id IS NOT NULL", name="person_known"),
        CheckConstraint("asked_of <> 'role' OR role IS NOT NULL", name="role_known"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_when_not_open"),
        CheckConstraint("state <> 'answered' OR answered_at IS NOT NULL", name="answered_has_moment"),
        Index("ix_enquiry_application", "application_id"),
        Index("ix_enquiry_due", "state", "kind", "due_on"),
        Index("ix_enquiry_person", "person_id", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    kind: Mapped[EnquiryKind] = mapped_column(code_column(EnquiryKind))
    state: Mapped[EnquiryState] = mapped_column(code_column(EnquiryState))
    asked_of: Mapped[AskedOf] = mapped_column(code_column(AskedOf))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role | None] = mapped_column(code_column(Role))
    question: Mapped[str] = mapped_column(Text)
    items: Mapped[list[str]] = mapped_column(JSON)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(String(200))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    stance: Mapped[Stance | None] = mapped_column(code_column(Stance))
    answer: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    application: Mapped[Application] = relationship()
