"""The pages of letters: who may write words, what a hostile text answers, and a preview on a real file that sends nothing."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mag.accounts.roles import Role
from mag.core.outbox import OutboxMail
from mag.core.papers import Paper
from mag.core.transaction import Store
from mag.letters.kinds import SHAPES, LetterKind
from tests.factories.accountability import award_in
from tests.factories.applications import agenda_in, submit_in
from tests.web_client import post

AsRole = Callable[[Role | str], FlaskClient]
AWARD = "/beheer/brieven/toekenning"


@pytest.fixture
def reference(sqlite_store: Store) -> str:
    with sqlite_store.transaction() as tx:
        agenda_in(tx)
        return submit_in(tx).application.reference


def test_every_text_has_its_page_and_its_example(as_role: AsRole, reference: str) -> None:
    leader = as_role(Role.PROJECT_LEADER)
    overview = leader.get("/beheer/brieven").text
    assert overview.count("de standaardtekst") == len(LetterKind)
    assert "Er staat nog geen telefoonnummer" in overview
    for kind, shape in SHAPES.items():
        assert leader.get(f"/beheer/brieven/{shape.slug}").status_code == 200, kind
        if kind is not LetterKind.SENDER:
            page = leader.get(f"/beheer/brieven/{shape.slug}/voorbeeld", query_string={"kenmerk": reference})
            assert page.status_code == 200 and reference in page.text and "niet verstuurd" in page.text, kind
            assert "{" not in page.text.split("<article")[1].split("</article>")[0], kind
    for nothing in ("/beheer/brieven/bestaat-niet", "/beheer/brieven/afzender/voorbeeld"):
        assert leader.get(nothing).status_code == 404


def test_write_look_publish_and_the_next_letter_has_the_words(as_role: AsRole, sqlite_store: Store, reference: str) -> None:
    leader = as_role(Role.PROJECT_LEADER)
    answer = post(leader, AWARD, {"closing": "Met een hartelijke groet,"})
    assert answer.status_code == 303
    assert "Er is een concept" in leader.get(AWARD).text
    sample = leader.get(f"{AWARD}/voorbeeld", query_string={"kenmerk": reference.lower()}).text
    assert "Met een hartelijke groet," in sample and "Straatfeest demo" in sample
    with sqlite_store.transaction() as tx:
        award_in(tx, 200_00)
    assert post(leader, f"{AWARD}/publiceren", form_at=AWARD).status_code == 303
    with sqlite_store.transaction() as tx:
        award_in(tx, 200_00)
        letters = [paper.html for paper in tx.db.scalars(select(Paper).order_by(Paper.id))]
    assert ["hartelijke" in html for html in letters] == [False, True]
    assert "versie 1," in leader.get("/beheer/brieven").text and "Er is een concept" not in leader.get(AWARD).text


def test_a_wrong_text_keeps_what_was_typed_and_says_where(as_role: AsRole, reference: str) -> None:
    leader = as_role(Role.PROJECT_LEADER)
    typed = "Wij lazen {plan.__class__} <b>vet</b> en {plan!r}."
    answer = post(leader, AWARD, {"reason": typed, "account": "Doe maar iets."})
    assert answer.status_code == 422
    for expected in (
        "Het invulwoord {plan.__class__} kennen wij niet.",
        "{plan.__class__} &lt;b&gt;vet&lt;/b&gt;",
        "Zet hier ook {uiterlijk} in",
    ):
        assert expected in answer.text, expected
    assert post(leader, AWARD, {"reason": "{reden}" + "a" * 5000}).status_code == 422
    assert "Er is een concept" not in leader.get(AWARD).text


def test_a_page_that_stood_open_overwrites_nothing(as_role: AsRole, reference: str) -> None:
    leader, other = as_role(Role.PROJECT_LEADER), as_role(Role.ADMINISTRATOR)
    assert post(other, AWARD, {"closing": "Groet van de beheerder,"}).status_code == 303
    answer = post(leader, AWARD, {"closing": "Groet van de leider,", "version": "0"})
    assert answer.status_code == 409 and "Groet van de leider," in answer.text and "intussen veranderd" in answer.text
    assert post(leader, f"{AWARD}/weggooien", form_at=AWARD).status_code == 303
    assert "Groet van de beheerder" not in leader.get(AWARD).text


def test_an_example_sends_nothing_and_the_administrator_sees_no_file(as_role: AsRole, sqlite_store: Store, reference: str) -> None:
    administrator = as_role(Role.ADMINISTRATOR)
    page = administrator.get(f"{AWARD}/voorbeeld", query_string={"kenmerk": reference})
    assert page.status_code == 200 and "verzonnen gegevens" in page.text and reference not in page.text.split("<article")[1]
    assert as_role(Role.PROJECT_LEADER).get(f"{AWARD}/voorbeeld?kenmerk=MAG-1999-9999").status_code == 404
    with sqlite_store.reading() as db:
        assert db.scalar(select(func.count()).select_from(Paper)) == 0
        assert db.scalar(select(func.count()).select_from(OutboxMail)) == 1, "only the confirmation of the application"


def test_who_may_not_write_sees_nothing(as_role: AsRole, client: FlaskClient, reference: str) -> None:
    assert as_role(Role.NEIGHBOURHOOD_WORKER).get("/beheer/brieven").status_code == 404
    assert client.get("/beheer/brieven").status_code == 303
