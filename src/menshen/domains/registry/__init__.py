"""registry: who lives where, and how to reach and help them.

Owns: people, dwellings, households, residences (dated, several may hold at once), contact points, special needs,
organisations; finding a person by name, initials, phone tail or address; joining what rosters say of one person;
merging two records of one person, and taking that back.

Does not own: where someone came from or is kept (screening, quarantine), any health fact, the area tree (kernel scope).
Household registration (户籍地) is a text on the person; it decides nothing.

Words: person, household, residence, contact point, special need.

Talks to: nobody below but the kernel. Everybody above reads it through its interface.
"""
