"""Envelopes: money handed beforehand to a neighbourhood worker who decides small requests and reports back (``domain.md 9.9``)."""
