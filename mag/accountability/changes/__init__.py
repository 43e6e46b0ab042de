"""Changes during the year: a partner asks, staff decide, and the plan, the dates and the money follow."""
