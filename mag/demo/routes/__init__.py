"""The page that only the demonstration has."""
