"""Costs and money from others: adding them up, and reading them from a spreadsheet or from what somebody pasted. Pure but for ``sheet``."""
