"""Signing in and out, one's own password, second factor and sessions, and the language of the desk.

django-allauth keeps the second factor and the list of sessions; the pages, the counting of wrong tries and the log are
ours, because its own pages know e-mail addresses and not areas (ADR 16).
"""
