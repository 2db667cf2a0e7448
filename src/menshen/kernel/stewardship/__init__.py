"""Answering for personal data: who saw a full number and why, what left as a workbook, what may be published.

Owns: the ways from a masked value to a whole one, and from a list to a file; both leave a line in the look-up log.
Does not own: masks, encryption and the log itself (`kernel.privacy`).
Its five words: unmask, reason, export, mark (of an exported row), look-up.
"""
