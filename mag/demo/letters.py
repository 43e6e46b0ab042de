"""Who signs the letters of the demonstration: the administrator fills in the sender, with the demonstration's own telephone number."""

from mag.agenda.queries import agenda_document, get_agenda
from mag.demo.stage import ADMINISTRATOR, Stage
from mag.letters.kinds import LetterKind
from mag.letters.rules import Words
from mag.letters.service import publish_text, save_text
from mag.letters.texts import shipped


def name_sender(stage: Stage) -> None:
    """Write and publish the sender's text."""
    with stage.house.store.reading() as db:
        agenda = agenda_document(get_agenda(db, stage.code))
    words = {**shipped(LetterKind.SENDER, agenda), "phone": Words(stage.house.settings.phone), "address": Words("Demostraat 1 (demo)")}
    writer = stage.staff(ADMINISTRATOR)
    draft = stage.act(writer, lambda tx: save_text(tx, stage.agenda_id, LetterKind.SENDER, words))
    stage.act(writer, lambda tx: publish_text(tx, stage.agenda_id, LetterKind.SENDER, version=draft.version))
