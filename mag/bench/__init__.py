"""How fast the pages are, on this machine, in one run: each beside a floor that does next to nothing. Prints figures, asserts none."""
