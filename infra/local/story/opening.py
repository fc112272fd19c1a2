"""January and February 2022: officials are registered, 36 households are chosen, each gets its mentor."""

from __future__ import annotations

from datetime import date

import urllib3

from infra.local.seed import PASSWORD
from infra.local.story import desk, happenings, urgent
from infra.local.story.cast import Stage, families, give_mentor, mentor_users, officers_file

REGISTERED, CHOSEN = date(2022, 1, 27), date(2022, 2, 3)
SHARES = {"9503": 20, "9502": 16}  # Bannang Sata and Betong, the founding pilot


def plan(stage: Stage, until: date) -> None:
    """Everything that is known before the first day; the rest follows from it."""
    if until < CHOSEN:
        return
    stage.diary.plan(REGISTERED, "officers", lambda day: register_mentors(stage))
    stage.diary.plan(CHOSEN, "pilots", lambda day: choose(stage, day, until))
    desk.plan(stage, CHOSEN, until)


def register_mentors(stage: Stage) -> None:
    """An administrator uploads the officials' file; each of them then chose a password by the invitation."""
    api, world, content = stage.api, stage.world, officers_file()
    wanted = {"name": "mentors.csv", "into": "administration"}
    form = api.post("administrator", "/v1/uploads", wanted).json

    def send() -> None:
        fields = {**form["fields"], "file": ("mentors.csv", content, "text/csv")}
        try:
            got = urllib3.request("POST", form["url"], fields=fields, retries=False, timeout=60)
        except urllib3.exceptions.HTTPError as error:
            raise OSError("the cloud is away") from error
        if got.status >= 300:
            raise OSError(f"the upload was answered {got.status}")

    world.steady(send)
    _imported(stage)
    idp, pool = world.cloud.client("cognito-idp"), world.outputs["UserPoolId"]
    for district, user in mentor_users():
        world.steady(
            lambda user=user: idp.admin_set_user_password(  # type: ignore[misc]
                UserPoolId=pool, Username=user, Password=PASSWORD, Permanent=True
            )
        )
        stage.free.setdefault(district, []).append(user)


def _imported(stage: Stage) -> None:
    """Follow the import as the administrator's page does."""

    def ended() -> str | None:
        listed = stage.api.read("administrator", "/v1/imports?limit=10").json["items"]
        states = {one["state"] for one in listed if one["layout"] == "officers_v1"}
        return max(states & {"done", "failed", "rejected"}, default=None)

    state = stage.world.awaited(ended, "the import of officers", 0.3)
    if state != "done":
        raise RuntimeError(f"the import of officers: {state}")


def choose(stage: Stage, day: date, until: date) -> None:
    """The selection by its stated rule, then mentors by suggestion: near first, who speaks the language, who is free."""
    api, known = stage.api, dict(families(stage.world, stage.file))
    counts = {
        area: min(count, sum(one.house_code.startswith(area) for one in known.values()))
        for area, count in SHARES.items()
    }
    rule = {
        "areas": list(SHARES),
        "shares": [{"area": area, "count": count} for area, count in counts.items() if count],
        "size": sum(counts.values()),
        "seed": "yala-2565",
    }
    made = api.post("coordinator", "/v1/pilots/selections", rule).json
    for rank, chosen in enumerate(made["chosen"]):
        case = known[chosen["household_id"]]
        case.rank = rank
        stage.cases[case.household_id] = case
    by_officer = {stage.officer_id(user): user for _, user in mentor_users()}
    for one in api.pages("coordinator", "/v1/mentors/suggestions?area=95"):
        if one["household_id"] in stage.cases and one["mentors"]:
            officer_id = one["mentors"][0]["officer_id"]
            give_mentor(
                stage, one["household_id"], by_officer.get(officer_id, officer_id.removeprefix("demo-"))
            )
    for case in stage.cases.values():
        stage.diary.plan(
            stage.after(day, 3 + case.rank // 2), f"visit {case.rank:02d}", urgent.first_visit(stage, case)
        )
    happenings.plan(stage, until)
