"""The JSON door: one endpoint an action, one a ledger, the figures and the reports; described by OpenAPI."""
