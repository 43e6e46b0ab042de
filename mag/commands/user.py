"""``./run user invite EMAIL NAME ROLE``: give somebody access, such as the first administrator of a new installation."""

from argparse import ArgumentParser, Namespace

from mag.accounts.roles import ROLE_LABELS, Role
from mag.accounts.service import invite
from mag.commands.installation import open_installation
from mag.core.actor import Actor, ActorKind

TERMINAL = Actor(kind=ActorKind.SYSTEM, label="opdrachtregel")


def arguments(parser: ArgumentParser) -> None:
    """What to do, and for whom."""
    roles = ", ".join(f"{role.value} ({label})" for role, label in ROLE_LABELS.items())
    parser.add_argument("what", choices=["invite"], metavar="invite", help="mailt een uitnodiging om een wachtwoord te kiezen")
    parser.add_argument("email", metavar="E-MAILADRES")
    parser.add_argument("name", metavar="NAAM", help="zet een naam van meer woorden tussen aanhalingstekens")
    parser.add_argument("role", metavar="ROL", choices=[role.value for role in Role], help=roles)


def run(args: Namespace) -> int:
    """Invite; print the link too, because the mail of a new installation may not work yet."""
    house = open_installation()
    settings = house.settings
    try:
        with house.store.transaction(TERMINAL) as tx:
            person, link = invite(tx, email=args.email, name=args.name, role=Role(args.role), address=settings.address)
            said = f"{person.name} is uitgenodigd als {ROLE_LABELS[Role(args.role)]}. De mail staat klaar voor {person.email}."
    finally:
        house.close()
    print(f"{said}\nDe link werkt 1 keer en 7 dagen lang:\n{link}")
    return 0
