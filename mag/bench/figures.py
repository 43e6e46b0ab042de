"""What reading a file with figures costs: processor time and memory for observations that are made while they are read.

Every size is read in a process of its own, so that its memory is its own; what stands in the file is invented.
"""

import itertools
import multiprocessing
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import RawIOBase
from typing import Any, BinaryIO, cast

from mag.indicators.imports.found import Known
from mag.indicators.imports.judging import judge_rows
from mag.indicators.imports.mapping import MappingDocument
from mag.indicators.imports.reading import read_rows

SIZES = (10_000, 100_000, 2_000_000)
_MAPPING = MappingDocument.model_validate(
    {
        "name": "bench", "format": "cbs_v3", "decimals": "point", "period_column": "Perioden", "area_column": "RegioS",
        "areas": {"GM9999": "Dorp"}, "source": "bench", "values": [{"column": "Waarde", "indicator": "BENCH"}],
    }
)  # fmt: skip
_AREAS = 5_000


@dataclass(frozen=True, slots=True)
class ReadingCost:
    """What one file cost. ``megabytes`` is the most memory of the whole process; ``stopped`` when the file was refused as too long."""

    asked: int
    read: int
    values: int
    seconds: float
    megabytes: float
    stopped: bool


class Observations(RawIOBase):
    """A table of the CBS of so many observations, made while it is read; one in five thousand is about the municipality."""

    def __init__(self, count: int) -> None:
        self._left = self._pieces(count)
        self._rest = b""

    @staticmethod
    def _pieces(count: int) -> Iterator[bytes]:
        yield b'{"odata.metadata":"bench","value":['
        for number in range(count):
            area = 9999 if number % _AREAS == 0 else number % 9000
            year, month = divmod(number // _AREAS, 12)
            yield b'%b{"ID":%d,"RegioS":"GM%04d    ","Perioden":"%dMM%02d","Waarde":%d.5}' % (
                b"," if number else b"", number, area, 1950 + year, month + 1, number % 100,
            )  # fmt: skip
        yield b"]}"

    def readable(self) -> bool:
        """It can be read, and only that."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes."""
        made = self._rest or b"".join(itertools.islice(self._left, 500))
        size = min(len(buffer), len(made))
        buffer[:size], self._rest = made[:size], made[size:]
        return size


def measure_reading(sizes: tuple[int, ...] = SIZES) -> list[ReadingCost]:
    """Read a file of each size, each in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        return pool.map(_cost, sizes, chunksize=1)


def lines_of(costs: list[ReadingCost]) -> list[str]:
    """The figures in Dutch, a line for each size."""
    found = []
    for one in costs:
        asked, read = (f"{number:,}".replace(",", ".") for number in (one.asked, one.read))
        end = f"geweigerd na {read} regels" if one.stopped else f"{one.values} cijfers"
        found.append(f"Cijfers inlezen, {asked} waarnemingen: {one.seconds:.1f} s rekentijd, {one.megabytes:.0f} MB, {end}")
    return found


def _cost(count: int) -> ReadingCost:
    began = time.process_time()
    stream = cast(BinaryIO, Observations(count))
    judged = judge_rows(read_rows(stream, _MAPPING), _MAPPING, [Known(1, "bench", "aantal")], date(2023, 1, 1))
    spent = time.process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    stopped = any("1.000.000" in problem.sentence for problem in judged.problems)
    return ReadingCost(count, judged.rows_read, len(judged.values), spent, most, stopped)
