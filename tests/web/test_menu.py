"""The menu: few pages stand by themselves, many in groups, and one always sees where one is."""

from mag.web.menu import Entry, build_menu

ENTRIES = [
    Entry("Aanvragen", "Nieuw binnen", "inbox", "see"),
    Entry("Aanvragen", "Werkvoorraad", "queue", "see"),
    Entry("Aanvragen", "Invoeren", "enter", "enter"),
    Entry("Geld", "Budget", "budget", "see"),
    Entry("Geld", "Betaalrondes", "runs", "pay"),
    Entry("Beheer", "Journaal", "journal", "see"),
    Entry("Beheer", "Mensen", "people", "people"),
]


def url_of(endpoint: str) -> str:
    return f"/{endpoint}"


def test_few_pages_need_no_groups() -> None:
    menu = build_menu(ENTRIES, lambda permission: permission == "see", url_of, "/queue/MAG-2022-0001")
    assert menu.main == (
        ("Nieuw binnen", "/inbox", False),
        ("Werkvoorraad", "/queue", True),
        ("Budget", "/budget", False),
        ("Journaal", "/journal", False),
    )
    assert menu.within == ()


def test_many_pages_stand_in_groups_and_the_group_one_is_in_is_open() -> None:
    menu = build_menu(ENTRIES, lambda _: True, url_of, "/runs")
    assert menu.main == (("Aanvragen", "/inbox", False), ("Geld", "/budget", True), ("Beheer", "/journal", False))
    assert menu.within == (("Budget", "/budget", False), ("Betaalrondes", "/runs", True))


def test_a_group_of_one_page_bears_its_name_and_nowhere_is_nowhere() -> None:
    some = [entry for entry in ENTRIES if entry.endpoint != "runs"] + [Entry("Beheer", "Brieven", "letters", "see")]
    menu = build_menu(some, lambda _: True, url_of, "/elders")
    assert [label for label, *_ in menu.main] == ["Aanvragen", "Budget", "Beheer"] and menu.within == ()
