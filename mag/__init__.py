"""mag: the platform on which a lead contractor runs a municipality's societal agenda.

The code runs the way the money runs; the rooms and their order are described in the README.
"""

__version__ = "0.1.0"
