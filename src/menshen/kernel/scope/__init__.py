"""Who may see and do what, where: the area tree, actors, roles, grants, and the database's own check of them.

Owns: `Area`, `AreaAlias`, `Actor`, `Grant`, `Viewer`, `acting`. Does not own: what an area contains.
"""
