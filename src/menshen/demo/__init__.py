"""The demonstration town: invented people, the Excel files that its communities would send, and fourteen days of work.

Pure Python, deterministic by seed; knows no database. Nobody in it exists: identity numbers carry an area code that was
never assigned, telephone numbers a prefix that was never assigned, and the province is fictional.
"""
