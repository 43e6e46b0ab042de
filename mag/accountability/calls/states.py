"""The steps in which a missing account is asked for."""

from enum import StrEnum


class ReminderStep(StrEnum):
    """Which mail it is: a word before the last day, then three after it, each firmer."""

    ANNOUNCED = "announced"
    FIRST = "first"
    SECOND = "second"
    LAST = "last"


STEP_LABELS: dict[ReminderStep, str] = {
    ReminderStep.ANNOUNCED: "aankondiging",
    ReminderStep.FIRST: "eerste herinnering",
    ReminderStep.SECOND: "tweede herinnering",
    ReminderStep.LAST: "laatste herinnering",
}
