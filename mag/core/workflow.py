"""A life cycle as a table: which verb leads from which state to which.

Each room writes its table in ``states.py``; nothing sets a state past :meth:`Workflow.after`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from mag.core.errors import Refusal, Refused

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Workflow(Generic[State]):
    """Transitions ``(state, verb) -> state`` and, per state, the word for staff and the word for the partner."""

    name: str
    transitions: Mapping[tuple[State, str], State]
    staff_words: Mapping[State, str]
    partner_words: Mapping[State, str]

    def after(self, state: State, verb: str) -> State:
        """The state that follows. Raises :class:`~mag.core.errors.Refused` when the verb is closed in this state."""
        following = self.transitions.get((state, verb))
        if following is None:
            word = self.staff_words[state]
            raise Refused(
                Refusal("closed_verb", f"Dit kan nu niet: de status is al “{word}”. Ververs de bladzijde om te zien wat er veranderde.")
            )
        return following

    def open_verbs(self, state: State) -> tuple[str, ...]:
        """The verbs that are open in a state, in the order of the table."""
        return tuple(verb for (from_state, verb) in self.transitions if from_state == state)
