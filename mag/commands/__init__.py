"""What ``./run <command>`` can do: one module per command, named in the table of :mod:`mag.cli`.

A command module has two functions: ``arguments(parser)`` says what may be typed, ``run(args)`` does it and answers the
exit code. It is loaded only when its command is asked for, so that ``./run --help`` stays quick.
"""

import importlib
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from typing import Protocol, cast


class CommandModule(Protocol):
    """What a module in this package offers."""

    def arguments(self, parser: ArgumentParser) -> None:
        """Add the options and arguments of this command."""
        ...

    def run(self, args: Namespace) -> int:
        """Do it; answer the exit code (0 is well)."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the table: its name, a Dutch sentence of help, an example to copy, and the module that does it."""

    name: str
    help: str
    example: str
    module: str

    def load(self) -> CommandModule:
        """Import the module of this command."""
        return cast(CommandModule, importlib.import_module(self.module))
