"""Indicators: what is measured, by which definition, and what came out."""
