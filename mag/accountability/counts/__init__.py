"""What partners count for the indicators of the agenda: asked in their account, handed over to indicators when it is approved."""
