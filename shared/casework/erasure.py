"""What a household leaves when its case has long ended: counts without persons, and the record that it was erased.

Each day looks at a twenty-eighth of the districts, so a month sees them all and no day reads the country. An item and
what it leaves behind change in one transaction, so a run that is killed or runs twice counts everything once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from aws_lambda_powertools import Logger

from shared.domain import policy, retention
from shared.domain.areas import Areas
from shared.domain.dates import bangkok_date
from shared.domain.retention import Event, Held
from shared.storage import audit, evidence, keys, people
from shared.storage.packing import unpacked
from shared.storage.settings import optional
from shared.storage.tables import Conflict, Item, Transaction, core, query

logger = Logger(child=True)
DAYS = 28  # the days that every month has
TOGETHER = 90  # actions of one transaction
OVER = (
    "closed",
    "cancelled",
)  # a household with any other task is under a legal hold: somebody still owes an answer
ENDING = tuple(period for period in retention.PERIODS if period.runs_from is Event.CASE_ENDED)


def erase_due(moment: datetime) -> dict[str, int]:
    """Erase what is due today in this day's districts. Counts of households looked at, erased, held and failed."""
    decision = policy.may(policy.SYSTEM, "erase", policy.Relation.SYSTEM, policy.FieldClass.IDENTITY)
    if not decision.allowed:
        raise PermissionError("erase")
    on = bangkok_date(moment)
    done = Counter({"looked_at": 0, "erased": 0, "held": 0, "failed": 0})
    for district in _districts(on):
        for meta in list(query(core(), keys.area_partition(district), index="Index1")):
            done["looked_at"] += 1
            done[_erased(meta, on, moment)] += 1
    return {name: count for name, count in done.items() if name}


def _districts(on: date) -> Iterator[str]:
    areas = Areas.load()
    served = optional("PROVINCES").split(",") if optional("PROVINCES") else areas.provinces()
    for province in served:
        for district in areas.districts(province):
            if int(district.code) % DAYS == on.day - 1:
                yield district.code


def _erased(meta: Item, on: date, moment: datetime) -> str:
    """What became of one household: ``erased``, ``held``, ``failed`` or nothing."""
    ended = retention.ended_on(meta)
    household = keys.household_of(meta["PK"])
    held = [Held(one.kind, household, on, case_ended_on=ended) for one in ENDING]
    kinds = {one.kind for one in retention.due(held, on)}
    if not kinds or set(meta.get("erased", ())) == kinds:
        return ""
    try:
        return "erased" if _erase(household, meta, kinds, moment) else "held"
    except (Conflict, LookupError) as error:  # somebody else is at it; the next month looks again
        logger.warning("not erased", extra={"household": household, "error": type(error).__name__})
        return "failed"


def _erase(household: str, meta: Item, kinds: set[str], moment: datetime) -> bool:
    """False under a legal hold."""
    stored = [
        *query(core(), keys.household_pk(household)),
        *query(core(), keys.history_pk(household)),
    ]
    if any(item["SK"].startswith("TASK#") and item.get("state", "closed") not in OVER for item in stored):
        return False
    if "photo" in kinds:
        evidence.erase(household)
    if "identity" in kinds:
        people.erase(household)
    due = [item for item in stored if item["SK"] != "META" and retention.kind_of(item["SK"]) in kinds]
    for group in _grouped(due):
        _take(group, meta["tambon"][:4])
    _note(household, meta, kinds, moment)
    return True


def _left(item: Item) -> Counter[tuple[str, str]]:
    kind = retention.kind_of(item["SK"])
    plain = {**item, "body": unpacked(item["body"])} if "body" in item else item
    return Counter({(kind, label): n for label, n in retention.counts(item["SK"], plain).items()})


def _grouped(items: Iterable[Item]) -> Iterator[list[Item]]:
    """As many as one transaction takes with all that they leave."""
    group: list[Item] = []
    size = 0
    for item in items:
        own = 1 + len(_left(item))
        if size + own > TOGETHER:
            yield group
            group, size = [], 0
        group.append(item)
        size += own
    if group:
        yield group


def _take(items: Sequence[Item], district: str) -> None:
    """Raises Conflict when one of them is gone already."""
    transaction, left = Transaction(), Counter[tuple[str, str]]()
    for item in items:
        transaction.remove(core(), {"PK": item["PK"], "SK": item["SK"]})
        left.update(_left(item))
    for (kind, label), amount in sorted(left.items()):
        transaction.count(core(), keys.kept_count(kind, district, label), amount)
    transaction.commit()


def _note(household: str, meta: Item, kinds: set[str], moment: datetime) -> None:
    """The last step: META says what is erased, or goes too; and the audit says that it happened."""
    transaction = Transaction()
    if retention.kind_of("META") in kinds:
        transaction.remove(core(), keys.meta(household))
    else:
        # Without its facts nothing about it will be due again.
        indexes = ("G2P", "G2S", "G3P", "G3S") if "survey" in kinds else ()
        rest = {name: value for name, value in meta.items() if name not in indexes}
        transaction.put(core(), {**rest, "v": meta["v"] + 1, "erased": sorted(kinds)}, version=meta["v"])
    audit.add(
        transaction,
        audit.AuditEvent(
            type="th.sitthi.ops.retention_deleted.v1",
            key=f"{household}|{','.join(sorted(kinds))}",
            at=moment,
            actor="system",
            subject=household,
            household=household,
            basis="PDPA s.37(3)",
            details={"kinds": sorted(kinds)},
        ),
    )
    transaction.commit()
