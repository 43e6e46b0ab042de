"""``./run worker``: what happens by itself in production: mail, letters, reminders and the cleaning of the file store."""

from argparse import ArgumentParser, Namespace

from mag import doctor
from mag.commands.serve import missing, refuse
from mag.core.house import open_house
from mag.core.settings import read_settings
from mag.jobs import Timetable, all_lines, run_worker


def arguments(parser: ArgumentParser) -> None:
    """Nothing needs to be said."""


def run(_args: Namespace) -> int:
    """Work until SIGTERM or Ctrl-C, then finish what is under way. Several workers may run: one leads, the others wait."""
    settings = read_settings()
    faults = list(missing(settings, pages=False))
    try:
        doctor.provide_pdf()
    except doctor.Missing as lacking:
        faults.append(lacking.sentence)
    if faults:
        return refuse(faults)
    house = open_house(settings)
    try:
        timetable = Timetable(all_lines(house))
        print(f"Het werk op de achtergrond loopt: {', '.join(line.name for line in timetable)}. Stoppen: Ctrl-C.", flush=True)
        run_worker(house, timetable)
    finally:
        house.close()
    return 0
