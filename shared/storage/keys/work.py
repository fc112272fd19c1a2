"""Lists and work marks: the sparse indexes by which waiting things are found. What is done leaves them."""

from __future__ import annotations

from shared.storage.keys.base import SHARDS, shard_of

TODO = "TODO"  # a survey or fact that waits for an assessment
OUTBOX = "OUTBOX"  # a message that waits to leave
IMPORTING = "IMPORTING"  # an import that is not yet final
REPORTING = "REPORTING"  # a report that is ordered and not yet compiled
CASE = "CASE"  # a household of the programme, by the day on which its case wants looking at


def area_index(tambon: str, household_id: str) -> dict[str, str]:
    """Index1: the households of a district, by subdistrict."""
    return {"G1P": f"AR#{tambon[:4]}", "G1S": f"{tambon}#{household_id}"}


def area_partition(district: str) -> str:
    return f"AR#{district}"


def alert_index(area: str, decide_by: str, alert_id: str) -> dict[str, str]:
    """Index1: the open alerts of a district, by the day on which they must be decided."""
    return {"G1P": alert_partition(area[:4]), "G1S": f"{decide_by}#{alert_id}"}


def alert_partition(district: str) -> str:
    return f"ALR#{district}"


def loss_index(area: str, found_on: str, household_id: str, rule_book: str) -> dict[str, str]:
    """Index1: what a new edition takes from the households of a district and nobody has decided, oldest first."""
    return {"G1P": loss_partition(area[:4]), "G1S": f"{found_on}#{household_id}#{rule_book}"}


def loss_partition(district: str) -> str:
    return f"LOS#{district}"


def plan_index(area: str, household_id: str, number: int) -> dict[str, str]:
    """Index1: plans of a district that wait for the committee, for a decision or for money."""
    return {"G1P": plan_partition(area[:4]), "G1S": f"{household_id}#{number:04d}"}


def plan_partition(district: str) -> str:
    return f"PLN#{district}"


def agency_worklist(agency: str, due: str, priority: int, task_id: str) -> dict[str, str]:
    """Index1: the live tasks of an agency by due date. Closed tasks leave it."""
    return {"G1P": f"AGY#{agency}#TASK", "G1S": f"{due}#{priority}#{task_id}"}


def agency_partition(agency: str) -> str:
    return f"AGY#{agency}#TASK"


def mark(bag: str, subject: str, since: str) -> dict[str, str]:
    """Index2: a sparse work mark; the transaction that does the work removes it."""
    return {"G2P": f"{bag}#{shard_of(subject)}", "G2S": f"{since}#{subject}"}


def mark_partitions(bag: str) -> list[str]:
    return [f"{bag}#{number}" for number in range(SHARDS)]


def case_index(household_id: str, day: str) -> dict[str, str]:
    """Index2 of META: the households of the programme, by the next day on which their case wants looking at."""
    return {"G2P": f"{CASE}#{shard_of(household_id)}", "G2S": f"{day}#{household_id}"}


def due_index(household_id: str, next_change: str) -> dict[str, str]:
    """Index3: the day on which time alone can change a household's answers."""
    return {"G3P": f"DUE#{shard_of(household_id)}", "G3S": f"{next_change}#{household_id}"}


def clock_index(task_id: str, next_check: str) -> dict[str, str]:
    """Index3: the day on which a task's clock wants looking at."""
    return {"G3P": f"SLA#{shard_of(task_id)}", "G3S": f"{next_check}#{task_id}"}


def time_partitions(kind: str) -> list[str]:
    """``DUE`` or ``SLA`` partitions of Index3."""
    return [f"{kind}#{number}" for number in range(SHARDS)]
