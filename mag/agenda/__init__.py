"""The agenda: municipality, lead contractor, themes, goals, frames and the dated rule sets."""
