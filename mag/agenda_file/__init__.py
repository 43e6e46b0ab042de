"""An agenda as a file: reads and writes it, and gives each room its own section in one transaction."""

from mag.agenda_file.document import AgendaFile
from mag.agenda_file.loading import load, read
from mag.agenda_file.problems import AgendaFileError, Problem
from mag.agenda_file.reading import parse, parse_form
from mag.agenda_file.writing import dump, dump_form

__all__ = ["AgendaFile", "AgendaFileError", "Problem", "dump", "dump_form", "load", "parse", "parse_form", "read"]
