"""Pages that are open to everybody, without signing in: they take down what somebody tells, and tell nothing."""
