"""The envelope of a neighbourhood worker, from handed out to reported back and closed, in the browser."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from mag.applications.models import Application
from mag.budget.models import BudgetLine
from mag.partners.models import PartnerKind
from tests.journeys.site import Site
from tests.journeys.test_deciding import asked, colleague, plain
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
Walk = Callable[..., Walker]


def test_an_envelope_is_handed_out_decided_on_told_about_and_given_back(walk: Walk, site: Site) -> None:
    reference = asked(site, 200_00, applicant_kind=PartnerKind.RESIDENT, organisation_name=None)
    leader = colleague(walk, "project_leader")
    leader.go("/budget")
    leader.follow("Buurtbudgetten")
    leader.follow("Buurtbudget geven")
    leader.choose("Voor welke buurtnetwerker?", "Demo neighbourhood_worker")
    leader.fill("Hoe heet dit buurtbudget?", "Buurtbudget Dorp")
    leader.choose("Van welke budgetregel?", "MAG-01")
    leader.fill("Hoeveel geld?", "1.000")
    leader.fill("Waarom?", "Kleine plannen in het dorp")
    leader.seen("hand-out")
    leader.press("Geef dit buurtbudget")
    assert "Demo neighbourhood_worker stuurde nog geen verslag" in plain(leader)

    worker = colleague(walk, "neighbourhood_worker")
    worker.go("/buurtbudget")
    assert "nog € 1.000,00 vrij" in plain(worker) and "Straatfeest demo" in plain(worker), "what waits and until when"
    worker.seen("my-envelope")
    worker.follow("Straatfeest demo")
    line = worker.page.get_by_role("main").get_by_role("combobox", name="Budgetregel", exact=True)
    assert "Buurtbudget Dorp" in line.evaluate("box => box.selectedOptions[0].textContent"), "the own envelope is what one starts with"
    worker.press("Toekennen en brief versturen")
    assert "Toegekend" in worker.page.inner_text("body")

    site.set_day(date(2022, 7, 4))
    worker = colleague(walk, "neighbourhood_worker")
    worker.go("/buurtbudget")
    assert "nog € 800,00 vrij" in plain(worker)
    worker.follow("Schrijf het verslag over het eerste halfjaar 2022")
    worker.fill("Wat deed u met dit geld?", "kort")
    worker.press("Verstuur het verslag")
    assert "Schrijf in een paar zinnen" in plain(worker), "hardly a word is no report"
    worker.fill("Wat deed u met dit geld?", "Eén straat kreeg geld en de hele straat kwam naar buiten.")
    worker.fill("Wat is ervan geworden?", "Een feest met lange tafels.")
    worker.fill("Hoeveel mensen kwamen er?", "60")
    worker.seen("envelope-report")
    worker.press("Verstuur het verslag")

    leader = colleague(walk, "project_leader")
    leader.go("/budget/buurtbudgetten")
    leader.follow("Buurtbudget Dorp")
    assert "Een feest met lange tafels." in plain(leader) and "Verslag eerste halfjaar 2022" in plain(leader)
    leader.seen("envelope")
    leader.follow("Sluiten")
    leader.choose("Naar welke budgetregel gaat wat over is?", "MAG-01")
    leader.fill("Waarom?", "Het geld is niet meer nodig")
    leader.press("Sluit dit buurtbudget")
    assert "gesloten op 4 juli 2022" in plain(leader)

    with site.store.reading() as db:
        envelope = db.scalars(select(BudgetLine).where(BudgetLine.holder_id.is_not(None))).one()
        assert (envelope.allocated_amount, envelope.committed_amount, envelope.available_amount) == (200_00, 200_00, 0)
        assert db.scalars(select(Application.state).where(Application.reference == reference)).one().value == "awarded"
