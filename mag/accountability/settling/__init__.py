"""Settling: the final amount of a grant, and what it does to the money."""
