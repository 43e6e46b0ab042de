"""Which installation a command works on, and whether it is there: asked once, told in a sentence, never made by looking."""

from mag import schema
from mag.core.clock import Clock
from mag.core.errors import Refusal, Refused
from mag.core.house import House, open_house
from mag.core.settings import Settings, read_settings
from mag.demo.installation import demo_settings, find_clock


def find_installation() -> tuple[Settings, Clock | None]:
    """The installation the settings name; the demonstration when that is asked, or is all there is."""
    settings = read_settings()
    if settings.environment == "demo" or only_a_demo(settings):
        settings = demo_settings(None, read_settings("demo").smtp_port)
        return settings, find_clock(settings)
    return settings, None


def only_a_demo(settings: Settings) -> bool:
    """Whether nothing was configured here, and the demonstration is there."""
    configured = settings.database_url or "var" in settings.model_fields_set or settings.environment != "production"
    return not configured and not (settings.var / "mag.sqlite").exists() and (settings.var / "demo" / "mag.sqlite").exists()


def open_installation() -> House:
    """Open the installation of :func:`find_installation`. Raises Refused with what to do when its tables are not there.

    An SQLite file that does not exist is not made.
    """
    settings, clock = find_installation()
    if not settings.database_url and not (settings.var / "mag.sqlite").exists():
        raise Refused(_no_tables())
    house = open_house(settings, clock)
    if schema.revision_of(house.store.database) != schema.revisions()[-1]:
        house.close()
        raise Refused(_no_tables())
    return house


def _no_tables() -> Refusal:
    return Refusal(
        "no_tables", "Er is hier nog geen database van deze versie. Doe eerst ./run migrate, of maak de demonstratie met ./run demo."
    )
