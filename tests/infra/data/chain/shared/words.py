"""Stands for the house's shared code, to show that a bundle carries it."""

DONE = "DONE#"


def done_key(ask: str) -> str:
    return DONE + ask.removeprefix("ASK#")
