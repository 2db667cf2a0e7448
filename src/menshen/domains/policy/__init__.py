"""policy: the dated rules by which every other domain decides.

Owns: observation rules, risk areas, thresholds, team patterns and the list of places, each row with its validity, its
jurisdiction, its document and the grade of its source; proposing, approving and ending rules, listing and lifting risk
areas. Thresholds, team patterns and places come with the platform.

Does not own: any decision about a person (quarantine), any fact about a person (registry, screening), the area tree of
our own town (kernel scope: places here are the rest of the country, where people come from).

Words: rule row, risk area, threshold, team pattern, jurisdiction.

Talks to: nobody below but the kernel. Screening and quarantine read it; a change of a row is announced in the journal.
"""
