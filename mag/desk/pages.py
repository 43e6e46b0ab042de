"""All pages of the desk, hung on its blueprint."""

from mag.desk.routes import blueprint, decide, follow, goals, home, journal, letters, my, worklist

__all__ = ["blueprint", "decide", "follow", "goals", "home", "journal", "letters", "my", "worklist"]
