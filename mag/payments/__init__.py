"""Payments: runs, SEPA files, confirmation and recoveries."""
