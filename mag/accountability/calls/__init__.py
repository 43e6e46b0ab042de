"""Calling for reports and chasing what is missing: everybody at once, in steps, at most one mail a week to a partner."""
