"""Modules generated from the rule book by ``python -m shared.rules build``. Nothing here is written by hand."""
