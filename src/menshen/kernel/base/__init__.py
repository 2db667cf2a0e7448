"""Terms, problems, the clock and the list of modules: what even a pure rule may use.

Nothing here but `modules` and `bulk` imports Django, so that `rules.py` and `vocabulary.py` of domains can stay pure.
"""
