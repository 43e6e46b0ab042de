"""Where the figures of a partner were used: its own rows in adopted reports, read from what was frozen, and nothing of anybody else."""
