"""Forms that were carried out: each key has its one answer, so that sending the form again does nothing twice (N3)."""

import re

from mag.verify.result import Result
from mag.verify.source import Source

_KEY = re.compile(r"[0-9a-f]{32}")


def check_forms(source: Source) -> Result:
    """Every key has a well-formed name, a route and the address of its answer."""
    result = Result("formulieren")
    keys = source.rows("SELECT key, route, location FROM form_key ORDER BY key")
    for row in keys:
        result.expect(
            _KEY.fullmatch(row.key) is not None and bool(row.route), f"formulier {row.key[:12]} heeft geen goede sleutel of route"
        )
        result.expect(row.location.startswith(("/", "http")), f"formulier {row.key[:12]} heeft geen antwoord")
    result.count(len(keys), "uitgevoerd formulier", "uitgevoerde formulieren")
    return result
