"""What happened: one append-only line for every act, with who, what, where, when it happened and when we heard.

Owns: `Entry`, `write`. The journal is also the outbox: reactions and figures are driven by its entries.
"""
