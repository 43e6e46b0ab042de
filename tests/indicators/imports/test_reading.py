"""Files become values or sentences: every format, every fault named by its place, constant memory, and never an exception."""

import itertools
import random
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO, RawIOBase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mag.indicators.imports.judging import Judged, Known, judge_rows
from mag.indicators.imports.mapping import Format, MappingDocument
from mag.indicators.imports.reading import read_rows
from mag.indicators.models import ValueStatus as S
from tests.indicators.imports.files import STATLINE, cbs_v3, cbs_v4, mapping, statline_mapping, xlsx

TODAY = date(2023, 2, 15)


def judged(file: BytesIO | str, how: MappingDocument, unit: str = "%") -> Judged:
    stream = BytesIO(file.encode()) if isinstance(file, str) else file
    known = [Known(number, f"Cijfer {number}", unit) for number, _ in enumerate(how.values, start=1)]
    return judge_rows(read_rows(stream, how), how, known, TODAY)


def told(found: Judged) -> list[str]:
    return [str(problem) for problem in found.problems]


def values(found: Judged) -> list[tuple[str, str | None, S]]:
    return [(v.period.code, None if v.value is None else f"{v.value.normalize():f}", v.status) for v in found.values]


def test_statline_with_a_title_a_head_of_two_rows_every_sign_and_a_note_at_the_end() -> None:
    found = judged(STATLINE, statline_mapping())
    assert told(found) == []
    assert values(found) == [
        ("2015", "8.1", S.FINAL),
        ("2016", "8.8", S.PROVISIONAL),
        ("2017", "6.4", S.REVISED),
        ("2018", None, S.MISSING),
        ("2019", None, S.SECRET),
        ("2020", None, S.NIL),
        ("2021", None, S.BELOW_HALF),
        ("2022-1", None, S.IMPOSSIBLE),
    ]
    assert (found.rows_read, found.passed_over) == (9, 1)


def test_statline_with_the_periods_in_the_head() -> None:
    file = '"Onderwerp";"Jongeren";"Jongeren";"Jongeren"\n"Regio\'s";"2020";"1e halfjaar 2021";"2021*"\n"Dorp";"8,1";"x";"8,8"\n'
    how = mapping(
        "statline", period_column=None, period_in_head=True, head_rows=2, area_column="Onderwerp | Regio's", areas={"Dorp": "Dorp"},
        values=[{"column": "Jongeren", "indicator": "SAM-1"}],
    )  # fmt: skip
    assert values(judged(file, how)) == [("2020", "8.1", S.FINAL), ("2021-1", None, S.SECRET), ("2021", "8.8", S.PROVISIONAL)]


def test_version_3_with_padded_regions() -> None:
    rows = [
        {"ID": 0, "RegioS": "GM9999", "Perioden": "2021JJ00", "Waarde": Decimal("12.5")},
        {"ID": 1, "RegioS": "GM9999", "Perioden": "2022HJ01", "Waarde": None},
        {"ID": 2, "RegioS": "NL01", "Perioden": "2021JJ00", "Waarde": Decimal("99")},
    ]
    found = judged(cbs_v3(rows), mapping("cbs_v3"))
    assert values(found) == [("2021", "12.5", S.FINAL), ("2022-1", None, S.MISSING)] and found.passed_over == 1


def test_version_4_with_measures_attributes_and_margins_in_rows() -> None:
    def row(margin: str, value: Decimal | None, measure: str = "M1", attribute: str = "None", period: str = "2021JJ00") -> dict[str, Any]:
        return {"Measure": measure, "ValueAttribute": attribute, "Value": value, "RegioS": "GM9999", "Perioden": period, "Marges": margin}

    rows = [
        row("MOG", Decimal("11.6")),
        row("MW", Decimal("12.3")),
        row("MBG", Decimal("13.1")),
        row("MW", Decimal("50"), measure="M2"),
        row("MW", None, attribute="Confidential", period="2020JJ00"),
        row("MW", None, attribute="Impossible", period="2019JJ00"),
    ]
    how = mapping(
        "cbs_v4", margins={"column": "Marges", "value": "MW", "lower": "MOG", "upper": "MBG"},
        values=[{"column": "Value", "indicator": "SAM-1", "where": {"Measure": "M1"}, "attribute": "ValueAttribute"}],
    )  # fmt: skip
    found = judged(cbs_v4(rows), how)
    assert told(found) == []
    assert values(found) == [("2019", None, S.IMPOSSIBLE), ("2020", None, S.SECRET), ("2021", "12.3", S.FINAL)]
    assert (found.values[-1].lower, found.values[-1].upper) == (Decimal("11.6"), Decimal("13.1"))


def test_duo_with_school_years_and_small_numbers_hidden() -> None:
    file = "SCHOOLJAAR,GEMEENTE,VSV\n2020/2021,9999,12\n2021/2022,9999,<5\n"
    how = mapping(
        "duo", period_column="SCHOOLJAAR", period_rule="school_year", area_column="GEMEENTE", areas={"9999": "Dorp"},
        values=[{"column": "VSV", "indicator": "SAM-1"}],
    )  # fmt: skip
    assert values(judged(file, how, "aantal")) == [("2020/21", "12", S.FINAL), ("2021/22", None, S.SECRET)]


def test_excel_with_its_own_numbers_and_a_factor() -> None:
    file = xlsx([["RegioS", "Perioden", "Waarde"], ["GM9999", 2021, 1.2], ["GM9999", "2020", "1,1*"]])
    how = mapping("xlsx", values=[{"column": "Waarde", "indicator": "SAM-1", "factor": "1000"}])
    assert values(judged(file, how, "aantal")) == [("2020", "1100", S.PROVISIONAL), ("2021", "1200", S.FINAL)]


def test_parts_belong_to_their_whole_and_add_up() -> None:
    breakdown = {"dimension": "sex", "column": "Geslacht", "total": "Totaal", "parts": {"Mannen": "mannen", "Vrouwen": "vrouwen"}}
    head = "RegioS;Perioden;Geslacht;Waarde\n"
    rows = "GM9999;2021;Mannen;{}\nGM9999;2021;Totaal;100\nGM9999;2021;Vrouwen;{}\n"
    found = judged(head + rows.format(40, 60), mapping("csv", breakdown=breakdown), "aantal")
    assert told(found) == [] and [(p.name, p.cell.value) for p in found.values[0].parts] == [("mannen", 40), ("vrouwen", 60)]
    found = judged(head + rows.format(40, 61), mapping("csv", breakdown=breakdown), "aantal")
    assert told(found) == [
        "regel 3, kolom Waarde: De onderdelen naar geslacht zijn samen 101, het geheel is 100."
        " Verbeter ze, of schrijf op waarom ze niet optellen."
    ]
    assert told(judged(head + rows.format(40, "x"), mapping("csv", breakdown=breakdown), "aantal")) == []
    assert told(judged(head + rows.format(40, 61), mapping("csv", breakdown=breakdown | {"why_not": "afgerond"}), "aantal")) == []


def test_everything_wrong_is_told_at_once_with_its_place() -> None:
    file = (
        "RegioS;Perioden;Waarde\nGM9999;2018;1.200\nGM9999;2019;12.5\nGM9999;2022XX00;1\nGM9999;2020;3\nGM9999;2020;4\n"
        "GM9999;2021;1;2\nGM9999;2023;5\n"
    )
    assert told(judged(file, mapping("csv"))) == [
        "regel 3, kolom Waarde: “12.5” heeft geen decimale komma, zoals in de koppeling staat",
        "regel 4, kolom Perioden: “2022XX00” is geen periode zoals 2022, 2022JJ00, 2022KW01, 2022-1 of 2021/'22",
        "regel 6, kolom Waarde: dubbel: 2020 voor Dorp stond ook al bij regel 5",
        "regel 7: hier staan 4 cellen, meer dan er kolommen zijn",
        "regel 2, kolom Waarde: Een percentage ligt tussen 0 en 100. U vulde 1.200% in.",
        "regel 8, kolom Waarde: Deze periode loopt nog: 2023. Kies een periode die voorbij is.",
    ]


@pytest.mark.parametrize(
    ("file", "how", "said"),
    [
        ("RegioS,Perioden,Waarde\nGM9999,2021,3\n", mapping("csv", delimiter=";"), "staan niet los van elkaar"),
        (
            "RegioS;Jaar;Waarde\nGM9999;2021;3\n",
            mapping("csv"),
            "Deze kolommen staan niet in het bestand: Perioden. Wel gevonden: RegioS, Jaar",
        ),
        ("", mapping("csv"), "Dit bestand is leeg."),
        ("RegioS;Perioden;Waarde\n", mapping("csv"), "geen enkele regel met cijfers"),
        ("<html>", mapping("cbs_v3"), "geen JSON van het CBS"),
        ('{"value": [1, 2]}', mapping("cbs_v3"), "Waarneming 1 is geen waarneming"),
        ('{"value": [{"RegioS": "GM9999", "Perioden": "2021JJ00"}]}', mapping("cbs_v3"), "kolom Waarde: deze kolom staat niet"),
        ("PK geen excel", mapping("xlsx"), "beschadigd of geen XLSX"),
    ],
)
def test_a_file_that_does_not_fit_is_named(file: str, how: MappingDocument, said: str) -> None:
    found = judged(file, how)
    assert found.values == [] and any(said in line for line in told(found)), told(found)


def test_a_truncated_file_is_named_with_how_far_it_came() -> None:
    rows = [{"RegioS": "GM9999", "Perioden": f"{number}JJ00", "Waarde": 3} for number in range(2000, 2020)]
    found = judged(cbs_v3(rows, cut=700), mapping("cbs_v3"))
    assert "Het bestand is afgebroken: na waarneming" in told(found)[-1]


def test_a_municipality_that_merged_is_named() -> None:
    file = "RegioS;Perioden;Waarde\nGM0689;2018;3\nGM1978;2020;4\n"
    found = judged(file, mapping("csv", areas={"GM1978": "Molenlanden"}))
    assert told(found) == [
        "regel 2, kolom RegioS: GM0689 (Giessenlanden) is op 1 januari 2019 opgegaan in GM1978 (Molenlanden);"
        " een waarde van het oude gebied is geen waarde van het nieuwe. Haal het bestand op zonder GM0689"
    ]
    assert told(judged(file.replace(";3", ";."), mapping("csv", areas={"GM1978": "Molenlanden"}))) == []


def test_an_area_of_the_mapping_that_is_gone_is_named_with_what_to_do() -> None:
    file = "RegioS;Perioden;Waarde\nGM0689;2020;3\nGM9999;2020;4\n"
    both = {"GM0689": "Giessenlanden", "GM9999": "Dorp"}
    assert told(judged(file, mapping("csv", areas=both))) == [
        "regel 2, kolom RegioS: GM0689 (Giessenlanden) is op 1 januari 2019 opgegaan in GM1978 (Molenlanden);"
        " daarna bestaat dit gebied niet meer. Zet GM1978 in de koppeling"
    ]
    assert told(judged("RegioS;Perioden;Waarde\nGM9999;2020;4\n", mapping("csv", areas=both))) == [
        "koppeling, kolom RegioS: GM0689 (Giessenlanden) is op 1 januari 2019 opgegaan in GM1978 (Molenlanden)"
        " en staat niet in het bestand. Zet GM1978 in de koppeling"
    ]


def test_neighbourhood_codes_that_changed_are_named() -> None:
    split = {"dimension": "neighbourhood", "column": "RegioS", "total": "GM9999", "parts": {"WK999901": "Noord", "WK999902": "Zuid"}}
    file = "RegioS;Perioden;Waarde\nGM9999;2021;50\nWK999901;2021;40\nWK999903;2021;60\n"
    assert told(judged(file, mapping("csv", breakdown=split))) == [
        "koppeling, kolom RegioS: “WK999902” (Zuid) staat niet in het bestand. Controleer de code in de koppeling; wel gevonden: WK999903"
    ]


def test_a_table_of_the_cbs_whose_columns_changed_is_named_by_column() -> None:
    rows = [{"RegioS": "GM9999", "Perioden": "2021JJ00", "WaardeNieuw_3": 3}]
    assert told(judged(cbs_v3(rows), mapping("cbs_v3"))) == [
        "koppeling, kolom Waarde: deze kolom staat niet in het bestand",
        "Wel gevonden: RegioS, Perioden, WaardeNieuw_3.",
        "Deze tabel is veranderd, of de koppeling hoort bij een ander bestand.",
    ]


def test_a_table_that_is_too_long_is_told_and_gives_nothing_to_take_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mag.indicators.imports.json_rows.MOST_ROWS", 300)
    found = judged(Endless(2_000), mapping("cbs_v3"))  # type: ignore[arg-type]
    assert found.rows_read == 300 and "meer dan 1.000.000 regels" in told(found)[0]


class Endless(RawIOBase):
    """A national table of so many observations, made while it is read."""

    def __init__(self, count: int) -> None:
        self.left = self._pieces(count)
        self.rest = b""

    @staticmethod
    def _pieces(count: int) -> Iterator[bytes]:
        yield b'{"odata.metadata":"demo","value":['
        for number in range(count):
            region = "GM9999    " if number % 5000 == 0 else f"GM{number % 9000:04d}    "
            end = b"," if number < count - 1 else b"]}"
            yield (
                b'{"ID":%d,"RegioS":"%b","Perioden":"%dJJ00","Waarde":%d.5}'
                % (number, region.encode(), 1950 + number // 5000, number % 100)
                + end
            )

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        made = self.rest or b"".join(itertools.islice(self.left, 300))
        size = min(len(buffer), len(made))
        buffer[:size], self.rest = made[:size], made[size:]
        return size


def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for count in (20_000, 100_000):
        tracemalloc.start()
        found = judged(Endless(count), mapping("cbs_v3"))  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found.rows_read == count and len(found.values) == count // 5000 and told(found) == []
    assert peaks[1] < peaks[0] * 1.5


@given(data=st.binary(max_size=400), format=st.sampled_from(list(Format)))
def test_any_bytes_end_in_values_or_sentences(data: bytes, format: Format) -> None:
    found = judged(BytesIO(data), mapping(format.value))
    assert found.values or found.problem_count


def test_a_broken_copy_of_a_good_file_never_raises() -> None:
    chance = random.Random(5)
    good = {
        "cbs_v3": cbs_v3([{"RegioS": "GM9999", "Perioden": f"{n}JJ00", "Waarde": Decimal(n % 90)} for n in range(2000, 2020)]).getvalue(),
        "csv": b"RegioS;Perioden;Waarde\n" + b"".join(b"GM9999;%d;12,5\n" % n for n in range(2000, 2020)),
        "xlsx": xlsx([["RegioS", "Perioden", "Waarde"], *(["GM9999", n, 12.5] for n in range(2000, 2020))]).getvalue(),
    }
    for format, content in good.items():
        for _ in range(60):
            bad = bytearray(content)
            for _ in range(chance.randint(1, 5)):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            found = judged(BytesIO(bytes(bad[: chance.randint(1, len(bad))])), mapping(format))
            assert found.values or found.problem_count
