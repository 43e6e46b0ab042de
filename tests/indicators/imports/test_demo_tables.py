"""The tables of the demonstration hold every cell sign, are read without a fault, and the group of too few people is in them."""

from io import BytesIO
from pathlib import Path

import pytest
import yaml

from mag.core.settings import ROOT
from mag.indicators.imports.mapping import MappingDocument
from mag.indicators.models import ValueStatus as S
from tests.indicators.imports.test_reading import judged, told

FOLDER: Path = ROOT / "config" / "demo" / "figures"


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("armoede-cbs.json", {S.PROVISIONAL, S.FINAL, S.REVISED, S.MISSING, S.SECRET, S.NIL, S.BELOW_HALF, S.IMPOSSIBLE}),
        ("eenzaamheid-statline.csv", {S.PROVISIONAL}),
    ],
)
def test_each_table_is_read_whole(name: str, statuses: set[S]) -> None:
    how = MappingDocument.model_validate(yaml.safe_load((FOLDER / name).with_suffix(".yaml").read_bytes()))
    found = judged(BytesIO((FOLDER / name).read_bytes()), how)
    assert told(found) == [] and found.passed_over == 1 and how.is_demo and "verzonnen" in how.source
    assert {value.status for value in found.values} == statuses
    assert {value.area_code for value in found.values} >= {"GM0523"}
    sizes = [part.respondents for value in found.values for part in value.parts]
    assert name.endswith(".json") or sizes == [548, 186, 44, 34]
