"""``python -m infra.console``: build the console into ``functions/console/dist`` if anything has changed."""

from __future__ import annotations

import sys

from infra.console.build import DIST, BuildError, build

try:
    done = build()
except BuildError as error:
    sys.exit(str(error))
print(f"{DIST}: {'built' if done else 'up to date'}")
