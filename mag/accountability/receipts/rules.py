"""What an account may hold of receipts. Pure."""

MOST_RECEIPTS = 200
"""How many files one account holds at most."""
