"""The budget: lines, commitments and the ledger. The only writer of money entries."""
