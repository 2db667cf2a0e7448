"""What someone must do: assigned to a role in an area, due at a time, escalated up, closed by what happens.

Owns: `Task`, `TaskKind`, `NewTask`, `open_tasks`, `resolve`, `escalate`. A task is closed by a journal entry of a kind
that its `TaskKind` names, about the same subject; nobody has to tick it off as well.
"""
