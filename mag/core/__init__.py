"""The physics of the house: money, time, storage, journal. No flask, no noun of the field."""
