"""Everything that can be done about an order, one file for each of its parts."""
