"""``python -m mag``: hand the command line to the table of commands."""

import sys

from mag.cli import main

if __name__ == "__main__":
    sys.exit(main())
