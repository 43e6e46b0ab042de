"""Counts of partners: handed over from approved accounts, and added up to the value of an indicator when somebody reads it."""
