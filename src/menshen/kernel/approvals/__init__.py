"""Requests that somebody above decides: asked with a reason, decided step by step up the area tree, by another person.

Owns: `ApprovalKind`, `ask`, the requests with their decisions, and who stands in for whom. A domain asks inside one of
its own actions and does the deed in a reaction on `approvals:request:approved`.

Does not own: what is asked for. Where the act itself is the second signature (a report is signed by another person, a
rule is put in force by another person, who names what was read to check it), the domain keeps its own act.

An end that a rule sets never waits here: a request that time has overtaken is closed (`overtake`).

Words: request, step, decision, deputy, asker.
"""
