"""Numbers by area and day, each with the records behind it.

Owns: `Indicator`, `Span`, the collected values with their roll-up along the area tree, and the mark up to which they
are computed. A number is never typed: it is a count over records, and drilling down shows those same records.
"""
