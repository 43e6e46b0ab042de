"""Rounds: money under a published ceiling, given out in a published order."""
