"""Complaints and objections: who disagrees, with what, by when they hear, and what came of it."""
