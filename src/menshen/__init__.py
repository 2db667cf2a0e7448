"""Menshen (门神): one fact entered once; measures, tasks, notices, ledgers and reports follow from it."""

__version__ = "0.1.0"
