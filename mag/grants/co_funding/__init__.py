"""Co-funding: money of others, and of the municipality's own budgets, beside a grant. Never in the ledger (``domain.md 9.11``)."""
