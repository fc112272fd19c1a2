"""Changing the keys of the Identity table, by an operator."""
