"""Officers and their desks, meetings, choices of pilots, reports, and the one clock."""

from __future__ import annotations

import hashlib
from datetime import date

from shared.domain.reports import ReportName
from shared.storage.keys.base import key_of


def clock() -> dict[str, str]:
    return key_of("SYS", "CLOCK")


def officer(officer_id: str) -> dict[str, str]:
    return key_of(f"OFF#{officer_id}", "META")


def mentoring(officer_id: str) -> dict[str, str]:
    """The one household that an official has now: the lock that holds "one official, one household"."""
    return key_of(f"OFF#{officer_id}", "HOUSEHOLD")


def officer_index(agency: str | None, officer_id: str) -> dict[str, str]:
    return {"G1P": f"AGY#{agency or 'none'}#OFF", "G1S": officer_id}


def officer_partition(agency: str | None) -> str:
    return f"AGY#{agency or 'none'}#OFF"


def glass(officer_id: str, household_id: str, opened_at: str) -> dict[str, str]:
    """A window that an officer opened on one household; Index1 lists all of them by the moment."""
    return {
        **key_of(f"OFF#{officer_id}", f"GLASS#{household_id}#{opened_at}"),
        "G1P": glass_partition(),
        "G1S": f"{opened_at}#{officer_id}#{household_id}",
    }


def glass_partition() -> str:
    return "GLASS"


def login(subject: str) -> dict[str, str]:
    """From the token's subject (or machine client id) to the officer row."""
    return key_of(f"LOGIN#{subject}", "META")


def digest(officer_id: str, day: str) -> dict[str, str]:
    """What wants doing by an officer on a day: one message a person a day."""
    return key_of(f"OFF#{officer_id}", f"DIGEST#{day}")


def desk(day: date, reference: str) -> dict[str, str]:
    """Something that only a coordinator can sort out, such as a bad reply."""
    return key_of(desk_partition(), f"{day:%Y%m%d}#{reference}")


def desk_partition() -> str:
    return "DESK"


def selection(selection_id: str) -> dict[str, str]:
    """A choice of pilot households."""
    return key_of(f"PILOT#{selection_id}", "META")


def selection_index(on: str, selection_id: str) -> dict[str, str]:
    """Index1 lists all of them by the day."""
    return {"G1P": selection_partition(), "G1S": f"{on}#{selection_id}"}


def selection_partition() -> str:
    return "PILOT"


def simulation(simulation_id: str) -> dict[str, str]:
    return key_of(f"SIM#{simulation_id}", "META")


def simulation_index(simulation_id: str, asked_at: str) -> dict[str, str]:
    """Index1: all simulations, newest last."""
    return {"G1P": simulation_partition(), "G1S": f"{asked_at}#{simulation_id}"}


def simulation_partition() -> str:
    return "SIMULATIONS"


def meeting(meeting_id: str) -> dict[str, str]:
    return key_of(f"MEET#{meeting_id}", "META")


def meeting_index(province: str, on: str, meeting_id: str) -> dict[str, str]:
    return {"G1P": meeting_partition(province), "G1S": f"{on}#{meeting_id}"}


def meeting_partition(province: str) -> str:
    return f"MEETINGS#{province}"


def report(name: ReportName) -> dict[str, str]:
    place = [name.period.id, name.area, *([name.agency] if name.agency else [])]
    return key_of(report_partition(name.kind), "#".join(place))


def report_part(name: ReportName, part: str) -> dict[str, str]:
    """The mark of a part that is counted for a report."""
    return key_of(f"RPP#{name.id}", part)


def report_partition(kind: str) -> str:
    """The reports of a kind, by period."""
    return f"RPT#{kind}"


def subscription(officer_id: str, kind: str) -> dict[str, str]:
    """An officer's wish to get a kind of report by mail; Index1 lists those of a kind."""
    return {
        **key_of(f"OFF#{officer_id}", f"SUB#{kind}"),
        "G1P": subscription_partition(kind),
        "G1S": officer_id,
    }


def subscription_partition(kind: str) -> str:
    return f"SUB#{kind}"


def unsubscription(token: str) -> dict[str, str]:
    """Which subscription the key of a mail ends."""
    return key_of(f"UNSUB#{token}", "META")


def reached_at(email: str, officer_id: str, kind: str) -> dict[str, str]:
    """Which subscriptions go, or once went, to an address: events of the mail service name nothing else."""
    return key_of(reached_partition(email), f"{kind}#{officer_id}")


def reached_partition(email: str) -> str:
    return f"MAIL#{_address(email)}"


def letter(what: str, email: str) -> str:
    """The claim of one mail to one person, in the Idempotency table: who has two posts gets one mail.

    ``what``: a report's id, or ``daily-<day>``.
    """
    return f"mail#{what}#{_address(email)}"


def _address(email: str) -> str:
    return hashlib.blake2b(email.casefold().encode(), digest_size=12).hexdigest()
