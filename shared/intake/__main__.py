"""``python -m shared.intake``: the published list of codes and columns, to standard output."""

from shared.intake.published import code_list

print(code_list(), end="")
