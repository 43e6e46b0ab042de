"""How a stored telephone number is read."""

import re

_SHORT = (10, 13, 15, 20, 23, 24, 26, 30, 33, 35, 36, 38, 40, 43, 45, 46, 50, 53, 55, 58, *range(70, 80), 84, 85, 87, 88)
SHORT_AREAS = frozenset(f"0{area}" for area in _SHORT)
"""The Dutch area codes of three digits; every other one has four."""


def show_phone(number: str) -> str:
    """A stored number as people read it: ``+31612345678`` becomes ``06 12345678``, other text stays as it is."""
    if not re.fullmatch(r"\+31[1-9][0-9]{8}", number):
        return number
    local = "0" + number[3:]
    if local.startswith("06"):
        return f"{local[:2]} {local[2:]}"
    cut = 3 if local[:3] in SHORT_AREAS else 4
    return f"{local[:cut]} {local[cut:]}"
