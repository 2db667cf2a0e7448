"""The one way to write: a typed command, the permission it needs, one transaction, one journal entry.

Owns: `Command`, `@action`, `Outcome`, `perform`, the description of fields from which every door builds its form.
"""
