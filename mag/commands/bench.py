"""``./run bench``: measure the pages beside a floor, in databases of its own, and print the figures."""

import os
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from mag.bench.figures import lines_of as lines_of_reading
from mag.bench.figures import measure_reading
from mag.bench.money import lines_of as lines_of_money
from mag.bench.money import measure_money
from mag.bench.program import CannotMeasure, lines_of, measure, place_of
from mag.bench.reports import lines_of as lines_of_reports
from mag.bench.reports import measure_reports
from mag.core.settings import read_settings
from mag.demo.installation import prepare
from mag.demo.year import make_demonstration

SIZES = (80, 2_000, 20_000)
QUICK = (80, 2_000)


def arguments(parser: ArgumentParser) -> None:
    """How much, and on what."""
    parser.add_argument("--quick", action="store_true", help="alleen 80 en 2.000 aanvragen (het klaarzetten van 20.000 duurt een minuut)")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite", metavar="DATABASE", help="sqlite of postgresql")
    parser.add_argument("--rounds", type=int, default=15, metavar="AANTAL", help="hoe vaak elke bladzijde wordt opgevraagd (15)")
    parser.add_argument("--figures", action="store_true", help="meet alleen het inlezen van bestanden met cijfers")
    parser.add_argument("--reports", action="store_true", help="meet alleen rapporten samenstellen en afdrukken, en grafieken tekenen")
    parser.add_argument("--money", action="store_true", help="meet alleen toekennen met 32 tegelijk, een betaalronde en een afschrift")
    parser.add_argument("--demo", action="store_true", help="meet ook de eerste start met het demonstratiejaar")


def run(args: Namespace) -> int:
    """Measure and print; exit code 1 only when nothing could be measured."""
    print(f"Belasting van deze computer nu: {os.getloadavg()[0]:.1f} op {os.cpu_count()} processorkernen.", flush=True)
    if args.figures:
        print("\n".join(lines_of_reading(measure_reading())))
        return 0
    if args.reports:
        print("\n".join(lines_of_reports(measure_reports())))
        return 0
    try:
        if args.money:
            with place_of(args.engine) as (url_of, folder):
                print("\n".join(lines_of_money(measure_money(url_of(folder, 1), folder))))
            return 0
        figures = measure(QUICK if args.quick else SIZES, rounds=max(1, args.rounds), engine=args.engine, say=_say)
    except CannotMeasure as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    print("\n".join(lines_of(figures)))
    if args.demo:
        print(f"Eerste start met het demonstratiejaar: {_first_start():.0f} seconden")
    return 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _first_start() -> float:
    """Seconds to make the demonstration year in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="mag-bench-demo-") as folder:
        settings = read_settings("demo", var=Path(folder), database_url="", secret_key="only-for-measuring-only-for-measuring")
        began = time.monotonic()
        prepare(settings)
        make_demonstration(settings)
        return time.monotonic() - began
