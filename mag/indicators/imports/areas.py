"""Municipalities that merged: a value of the old area is no value of the new one (codes of the CBS, GMdddd). Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from mag.core.period import Period, show_date


@dataclass(frozen=True, slots=True)
class Merger:
    """An area that ended: its name, the area it became part of, and the first day of that."""

    name: str
    into: str
    into_name: str
    on: date


_2019 = date(2019, 1, 1)
MERGERS: Mapping[str, Merger] = {
    "GM0689": Merger("Giessenlanden", "GM1978", "Molenlanden", _2019),
    "GM1927": Merger("Molenwaard", "GM1978", "Molenlanden", _2019),
    "GM0545": Merger("Leerdam", "GM1961", "Vijfheerenlanden", _2019),
    "GM0620": Merger("Vianen", "GM1961", "Vijfheerenlanden", _2019),
    "GM0707": Merger("Zederik", "GM1961", "Vijfheerenlanden", _2019),
    "GM0491": Merger("Bergambacht", "GM1931", "Krimpenerwaard", date(2015, 1, 1)),
    "GM0571": Merger("Nieuw-Lekkerland", "GM1927", "Molenwaard", date(2013, 1, 1)),
    "GM0693": Merger("Graafstroom", "GM1927", "Molenwaard", date(2013, 1, 1)),
    "GM0694": Merger("Liesveld", "GM1927", "Molenwaard", date(2013, 1, 1)),
}
"""The neighbours of the Drechtsteden and Alblasserwaard that merged since 2013."""


def wrong_area(code: str, wanted: Mapping[str, str], period: Period | None) -> str | None:
    """Why a row of this area cannot be used and what to do, when its area merged into (or out of) one that counts; else None."""
    merger = MERGERS.get(code)
    if merger is None:
        return None
    said = f"{code} ({merger.name}) is op {show_date(merger.on)} opgegaan in {merger.into} ({merger.into_name})"
    if code in wanted:
        ended = period is not None and period.last >= merger.on
        return f"{said}; daarna bestaat dit gebied niet meer. Zet {merger.into} in de koppeling" if ended else None
    if merger.into not in wanted:
        return None
    return f"{said}; een waarde van het oude gebied is geen waarde van het nieuwe. Haal het bestand op zonder {code}"


def not_there(code: str, name: str, there: Collection[str]) -> str:
    """What is said of an area that counts and that a file does not have; names the merger where there was one."""
    merger = MERGERS.get(code)
    if merger is not None:
        gone = f"{code} ({merger.name}) is op {show_date(merger.on)} opgegaan in {merger.into} ({merger.into_name})"
        return f"{gone} en staat niet in het bestand. Zet {merger.into} in de koppeling"
    found = ", ".join(sorted(there)[:8])
    return f"“{code}” ({name}) staat niet in het bestand. Controleer de code in de koppeling{f'; wel gevonden: {found}' if found else ''}"
