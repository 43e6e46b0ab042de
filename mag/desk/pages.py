"""All pages of the desk, hung on its blueprint."""

from mag.desk.routes import blueprint, decide, home, journal, letters, worklist

__all__ = ["blueprint", "decide", "home", "journal", "letters", "worklist"]
