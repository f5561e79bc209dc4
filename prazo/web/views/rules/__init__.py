"""Pages on which macros and rules are made, and seen at work."""
