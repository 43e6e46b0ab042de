"""Recomputes what can be recomputed, from the tables and the files alone. Shares no code with the rooms it checks.

A mistake in a room's own arithmetic would be repeated by a check that used it; so this package has its own SQL, its own
hashing and its own reader of payment files, and imports nothing of the rest of the program (``reliability.md`` 3). It only reads.
"""

from mag.verify.program import CHECKS, verify
from mag.verify.result import Result
from mag.verify.source import Source, Unusable, open_source

__all__ = ["CHECKS", "Result", "Source", "Unusable", "open_source", "verify"]
