"""Tables of partners, their bank accounts and the people who act for them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mag.accounts.models import Person
from mag.core.db import Base, Moment, code_column


class PartnerKind(StrEnum):
    """What kind of applicant a partner is."""

    RESIDENT = "resident"
    GROUP = "group"
    ASSOCIATION = "association"
    FOUNDATION = "foundation"
    PROFESSIONAL = "professional"
    OTHER = "other"

    @property
    def is_legal_person(self) -> bool:
        """Whether this kind can be a legal person; residents and unregistered groups cannot."""
        return self not in (PartnerKind.RESIDENT, PartnerKind.GROUP)


PARTNER_KIND_LABELS: dict[PartnerKind, str] = {
    PartnerKind.RESIDENT: "inwoner",
    PartnerKind.GROUP: "groep inwoners",
    PartnerKind.ASSOCIATION: "vereniging",
    PartnerKind.FOUNDATION: "stichting",
    PartnerKind.PROFESSIONAL: "professionele organisatie",
    PartnerKind.OTHER: "andere organisatie",
}


class MemberRole(StrEnum):
    """What a person may do for a partner."""

    READER = "reader"
    EDITOR = "editor"
    SIGNATORY = "signatory"


MEMBER_ROLE_LABELS: dict[MemberRole, str] = {
    MemberRole.READER: "mag meelezen",
    MemberRole.EDITOR: "mag schrijven en antwoorden",
    MemberRole.SIGNATORY: "mag ook tekenen en mensen toevoegen",
}


class Partner(Base):
    """Who asks, does and accounts: a resident, a group or an organisation. A natural person's name stays out of public pages."""

    __tablename__ = "partner"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartnerKind] = mapped_column(code_column(PartnerKind))
    name: Mapped[str] = mapped_column(String(200))
    kvk: Mapped[str | None] = mapped_column(String(8))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(30))
    is_large: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def public_name(self) -> str:
        """The name anybody may read: residents are named ``Inwoner`` (``ux.md D13``)."""
        return "Inwoner" if self.kind is PartnerKind.RESIDENT else self.name


class BankAccount(Base):
    """An account a partner is paid on. The current one has no end."""

    __tablename__ = "bank_account"
    __table_args__ = (Index("ix_bank_account_partner", "partner_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    iban: Mapped[str] = mapped_column(String(34))
    holder: Mapped[str] = mapped_column(String(200))
    since_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Membership(Base):
    """A person who acts for a partner, from a moment until a moment."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_person", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    role: Mapped[MemberRole] = mapped_column(code_column(MemberRole))
    since_at: Mapped[datetime] = mapped_column(Moment)
    until_at: Mapped[datetime | None] = mapped_column(Moment)
    person: Mapped[Person] = relationship()
    partner: Mapped[Partner] = relationship()
