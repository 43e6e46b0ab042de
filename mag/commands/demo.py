"""``./run demo``: the demonstration, made on the first start and served until Ctrl-C."""

import sys
from argparse import ArgumentParser, Namespace
from time import monotonic

from mag import doctor
from mag.core.clock import Clock
from mag.core.settings import Settings
from mag.demo.cast import shown_partner
from mag.demo.installation import CannotStart, alone, clear, demo_settings, find_clock, prepare
from mag.demo.people import staff
from mag.demo.running import run_demonstration
from mag.demo.year import make_demonstration
from mag.mailbox import free_port
from mag.serving import PortTaken, check_port


def arguments(parser: ArgumentParser) -> None:
    """Begin anew, and where to listen."""
    parser.add_argument("--fresh", action="store_true", help="begint opnieuw: gooit weg wat er in de demonstratie veranderd is")
    parser.add_argument("--port", type=int, metavar="POORT", help="de poort van de website (anders MAG_PORT, anders 8000)")


def run(args: Namespace) -> int:
    """Make what is not there yet, say where the pages are and who can sign in, and serve."""
    began = monotonic()
    try:
        doctor.provide_pdf()
        settings = demo_settings(args.port, free_port())
        check_port(settings.host, settings.port)
        clock = _make(settings, fresh=args.fresh)
    except (CannotStart, PortTaken, doctor.Missing) as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    print(_told(settings, clock, round(monotonic() - began)), flush=True)
    run_demonstration(settings, clock)
    return 0


def _make(settings: Settings, *, fresh: bool) -> Clock:
    with alone(settings):
        if fresh:
            clear(settings)
        prepare(settings)
        clock = find_clock(settings)
        if clock is None:
            make_demonstration(settings, tell=lambda said: print(said, flush=True))
            clock = find_clock(settings)
    if clock is None:
        raise CannotStart("De demonstratie is niet helemaal gemaakt. Begin opnieuw met ./run demo --fresh.")
    return clock


def _told(settings: Settings, clock: Clock, seconds: int) -> str:
    shown = [member for member in staff() if member.show]
    width = max(len(member.email) for member in shown)
    return "\n".join(
        [
            "",
            f"De demonstratie staat klaar ({seconds} seconden): {settings.address}",
            "",
            f"Inloggen: {settings.address}/inloggen, met wachtwoord: {settings.demo_password}",
            *(f"  {member.email:<{width}}  {member.show}" for member in shown),
            f"Inloggen als partner: laat een link mailen naar {shown_partner().email}; die mail staat in de Postbus.",
            "",
            f"Alle mails staan op {settings.address}/postbus. Stoppen: Ctrl-C. Opnieuw beginnen: ./run demo --fresh",
        ]
    )
