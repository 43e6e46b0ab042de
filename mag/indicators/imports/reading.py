"""Opens a file with the reader of its format; every byte of every file ends in rows or in a sentence."""

from collections.abc import Iterator
from typing import BinaryIO

from mag.indicators.imports.json_rows import read_json
from mag.indicators.imports.mapping import Format, MappingDocument
from mag.indicators.imports.rows import Row
from mag.indicators.imports.table_rows import read_table


def read_rows(stream: BinaryIO, mapping: MappingDocument) -> Iterator[Row]:
    """The rows of a file, one at a time. Raises :class:`~mag.indicators.imports.rows.FileProblem`."""
    return read_json(stream) if mapping.format in (Format.CBS_V3, Format.CBS_V4) else read_table(stream, mapping)
