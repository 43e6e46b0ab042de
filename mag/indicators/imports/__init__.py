"""Figures from files: one reader per format → one stream of rows → a mapping → judged values → accepted as proposals.

The page and the command line go the same way; nothing is stored before somebody accepts what was shown.
"""
