"""Macros and rules: several acts in one, done by a person's key or by themselves."""
