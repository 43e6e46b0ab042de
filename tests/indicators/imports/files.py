"""Files as the CBS, StatLine and DUO deliver them, written after the notes of ``domain.md`` 5.4; the numbers are invented."""

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped,unused-ignore]

from mag.indicators.imports.mapping import MappingDocument

SOURCE = "Demo CBS-achtige tabel"
STATLINE = (
    '"Jeugdhulp; kerncijfers"\r\n'
    '""\r\n'
    '"Regio\'s";"Perioden";"Jongeren met jeugdhulp"\r\n'
    '"";"";"%"\r\n'
    '"Dorp      ";"2015";"8,1"\r\n'
    '"Dorp      ";"2016";"8,8*"\r\n'
    '"Dorp      ";"2017**";"6,4"\r\n'
    '"Dorp      ";"2018";"."\r\n'
    '"Dorp      ";"2019";"x"\r\n'
    '"Dorp      ";"2020";"-"\r\n'
    '"Dorp      ";"2021";"0,0"\r\n'
    '"Dorp      ";"1e halfjaar 2022*";""\r\n'
    '"Elders";"2015";"kapot"\r\n'
    '"Bron: CBS"\r\n'
)


def mapping(format: str, **changes: Any) -> MappingDocument:
    """A mapping for the column ``Waarde`` of one area."""
    given = {
        "name": "proef", "format": format, "period_column": "Perioden", "area_column": "RegioS", "areas": {"GM9999": "Dorp"},
        "source": SOURCE, "values": [{"column": "Waarde", "indicator": "SAM-1"}],
    }  # fmt: skip
    return MappingDocument.model_validate({name: value for name, value in (given | changes).items() if value is not None})


def statline_mapping() -> MappingDocument:
    """How :data:`STATLINE` is read: a title, a head of two rows, a note at the end."""
    column = "Jongeren met jeugdhulp | %"
    return mapping(
        "statline", head_rows=2, area_column="Regio's", areas={"Dorp": "Dorp"}, values=[{"column": column, "indicator": "SAM-1"}]
    )


def cbs_v3(rows: list[dict[str, Any]], *, cut: int | None = None) -> BytesIO:
    """A ``TypedDataSet`` of version 3, region codes padded with spaces."""
    padded = [{**row, "RegioS": str(row["RegioS"]).ljust(10)} if "RegioS" in row else row for row in rows]
    text = json.dumps({"odata.metadata": "demo#TypedDataSet", "value": padded}, default=_number)
    return BytesIO(text[:cut].encode())


def cbs_v4(rows: list[dict[str, Any]]) -> BytesIO:
    """``Observations`` of version 4."""
    return BytesIO(json.dumps({"@odata.context": "demo#Observations", "value": rows}, default=_number).encode())


def xlsx(rows: list[list[Any]]) -> BytesIO:
    """A workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    made = BytesIO()
    book.save(made)
    made.seek(0)
    return made


def _number(value: object) -> object:
    assert isinstance(value, Decimal)
    return float(value)
