from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mag.agenda_file import AgendaFile, dump, parse
from tests.agenda.agendas import EXAMPLE, SHIPPED, agenda


@pytest.mark.parametrize("path", [*SHIPPED, EXAMPLE], ids=lambda path: path.stem)
def test_a_shipped_file_is_what_writing_it_gives_byte_for_byte(path: Path) -> None:
    assert dump(parse(path.read_bytes())).encode() == path.read_bytes()


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=80).filter(
    lambda text: bool(text.strip())
)
awkward = st.sampled_from(
    ["no", "12:30", "2022-01-01", "0x10", "null", "- a", "# b", "a: b", "'", '"', "=", "~", "%", "1_000", "line\n\nline", "a\n  b"]
)


@given(name=words | awkward, remark=words | awkward, cents=st.integers(1, 10**9), note=st.dictionaries(st.just("words"), words | awkward))
def test_what_is_written_is_read_back_the_same(name: str, remark: str, cents: int, note: dict[str, str]) -> None:
    base = agenda(EXAMPLE)
    data = base.model_dump(mode="json")
    data["about"], data["agenda"]["name"], data["agenda"]["notes"] = remark, name, note
    data["rule_sets"][0]["thresholds"]["second_pair_of_eyes_above"] = f"{cents // 100}.{cents % 100:02d}"
    file = AgendaFile.model_validate(data)
    text = dump(file)
    assert parse(text) == file
    assert dump(parse(text)) == text


def test_other_programs_read_the_same_words_and_amounts() -> None:
    data = yaml.safe_load(dump(agenda(EXAMPLE)))
    tier = data["rule_sets"][0]["tiers"][0]
    assert tier["max"] == "750.00"
    assert tier["interview"] == "no"
    assert data["rule_sets"][0]["tiers"][1]["window"]["closes"] == "05-15"
