"""Who acts: a signed-in person, the holder of a mailed link, the program itself, or nobody known."""

from dataclasses import dataclass, field
from enum import StrEnum

from mag.core.errors import Forbidden


class ActorKind(StrEnum):
    """The four kinds of actor the journal tells apart."""

    PERSON = "person"
    LINK = "link"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and what that one may do, read afresh on every request.

    ``permissions`` and ``roles`` hold the values of the enums of the accounts room. ``organisations`` are the ids the
    person belongs to; for those in ``reads_only`` one may look and not act. A link has one ``file_id`` as its whole scope
    (the application it was mailed for).
    """

    kind: ActorKind
    id: int | None = None
    label: str = ""
    email: str | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)
    organisations: frozenset[int] = field(default_factory=frozenset)
    file_id: int | None = None
    reads_only: frozenset[int] = field(default_factory=frozenset)

    def acts_for(self, organisation_id: int) -> bool:
        """Answer whether this actor belongs to an organisation and may do more for it than read."""
        return organisation_id in self.organisations and organisation_id not in self.reads_only

    def may(self, permission: str) -> bool:
        """Answer whether this actor holds the permission. The system may do everything its jobs call."""
        return self.kind is ActorKind.SYSTEM or str(permission) in self.permissions

    def holds(self, role: str) -> bool:
        """Answer whether this actor holds a role. The system stands in for every role."""
        return self.kind is ActorKind.SYSTEM or str(role) in self.roles

    def must(self, permission: str) -> None:
        """Raise :class:`~mag.core.errors.Forbidden` unless this actor holds the permission."""
        if not self.may(permission):
            raise Forbidden(str(permission))


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS, label="bezoeker")
SYSTEM = Actor(kind=ActorKind.SYSTEM, label="mag")
