"""A framework beside the agenda's own: figures the municipality owns (access and inflow), as data, with readers of its own."""
