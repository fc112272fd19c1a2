"""Keys of every table, built and parsed here and nowhere else (architecture §3): one surface, by subject."""

from __future__ import annotations

from shared.storage.keys.base import *  # noqa: F403
from shared.storage.keys.case import *  # noqa: F403
from shared.storage.keys.identity import *  # noqa: F403
from shared.storage.keys.imports import *  # noqa: F403
from shared.storage.keys.offices import *  # noqa: F403
from shared.storage.keys.work import *  # noqa: F403
