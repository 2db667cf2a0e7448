"""reporting: the daily report and the zero report of every unit, up to the district.

Owns: which unit owes which report by when, what was handed in for it (in versions, signed, locked), the check of its
sums, the questions about odd figures, the chase list, the daily sheet.

Does not own: any figure. Figures are indicators that the other domains declare; nothing in a report is typed.

Words: report due, submission, zero report, cut-off, chase.

Talks to: every domain through the kernel's indicators; nobody talks to it.
"""
