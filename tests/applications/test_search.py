"""Search: every word, by its beginning, over files and organisations; kept up to date by the database; only what one may see."""

from sqlalchemy import update

from mag.applications.models import Application
from mag.applications.queries import search_applications
from mag.applications.queries.search import words_of
from mag.core.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from mag.core.transaction import Store
from mag.partners.models import Partner
from tests.factories.applications import submitted


def found(store: Store, typed: str, actor: Actor = SYSTEM) -> list[str]:
    with store.reading() as db:
        return [row.reference for row in search_applications(db, actor, typed).rows]


def test_words_are_folded_and_split_as_the_index_does() -> None:
    assert words_of("  MAG-2022/0001 Café l’été ") == ["mag", "2022", "0001", "cafe", "l", "ete"]
    assert words_of("'\"*():&|!") == [] and len(words_of("a " * 50)) == 12


def test_all_words_by_their_beginning_in_whatever_part_of_the_file(store: Store) -> None:
    feast = submitted(store, title="Zomerfeest in de Kastanjelaan", contact_name="José Demo", place="Bovenhardinxveld")
    walk = submitted(store, 2500_00, title="Wandelen met buren", organisation_name="Wandelclub De Brug demo")
    for typed in ("zomerf", "KASTANJE zomer", "jose", "bovenhard hele straat", feast.reference.lower(), "0001"):
        assert found(store, typed) == [feast.reference], typed
    for typed in ("wandelclub", "brug", "buren club wandel"):
        assert found(store, typed) == ([walk.reference] if "club wandel" not in typed else []), typed
    assert found(store, "demo") == [walk.reference, feast.reference]
    for typed in ("", "  ", "bestaatniet", "zomer bestaatniet", '"', "a* OR b", "' ; DROP TABLE partner"):
        assert found(store, typed) == [], typed


def test_the_index_follows_the_file_and_the_name_of_its_partner(store: Store) -> None:
    application = submitted(store, 2500_00, title="Eerste titel")
    with store.transaction() as tx:
        tx.db.execute(update(Application).where(Application.id == application.id).values(title="Tweede naam"))
        tx.db.execute(update(Partner).where(Partner.id == application.partner_id).values(name="Stichting Nieuw demo", kvk="12345678"))
    assert found(store, "eerste") == [] and found(store, "wandelclub") == []
    for typed in ("tweede", "nieuw stichting", "12345678", "1234"):
        assert found(store, typed) == [application.reference], typed


def test_nobody_finds_what_is_not_theirs(store: Store) -> None:
    mine, _other = submitted(store), submitted(store, email="ander@demo.example")
    member = Actor(kind=ActorKind.PERSON, organisations=frozenset({mine.partner_id}))
    assert found(store, "straatfeest", member) == [mine.reference] and found(store, "straatfeest", ANONYMOUS) == []
