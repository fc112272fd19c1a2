"""Uploads, imports and reports: forms and addresses, each only for whom it is meant."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from shared.storage import keys
from tests.api.gateway import Gateway
from tests.api.world import put
from tests.support.aws import Aws

OWN, OTHER = "a" * 32, "b" * 32


@pytest.fixture(scope="module")
def api(reading: Gateway) -> Gateway:
    return reading


@pytest.fixture(scope="module")
def imports(api: Gateway, shared_aws: Aws) -> None:
    for import_id, partner, at in ((OWN, "tpmap", "2022-01-19"), (OTHER, "treasury", "2022-01-20")):
        put(
            {
                **keys.import_meta(import_id),
                **keys.import_index(partner, f"{at}T02:00:00Z", import_id),
                "import_id": import_id,
                "partner": partner,
                "mode": "import",
                "layout": "tpmap_v1",
                "state": "done",
                "received_at": f"{at}T02:00:00Z",
                "outcome": {"counts": {"records": 10, "applied": 8, "held": 2}, "codes": {"CELL-DATE": 1}},
            }
        )
        for name in ("errors.csv", "diff.csv", "manifest.json"):
            shared_aws.client("s3").put_object(
                Bucket="sitthi-reports", Key=f"imports/{import_id}/{name}", Body=b"x"
            )


def offer(api: Gateway, token: str = "partner", key: str | None = None, **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return api.call("POST", "/v1/uploads", token=token, json_body={"name": "a.csv", **body}, headers=headers)


def test_a_form_has_an_ascii_key_in_the_own_inbox_and_the_name_beside_it(api: Gateway) -> None:
    reply = offer(api, name="สำรวจ ปี 2569 (ใหม่).CSV")
    assert reply.status == 201
    form = reply.json
    assert form["key"].startswith("partners/tpmap/import/")
    assert form["key"].isascii()
    assert form["key"].endswith(".csv")
    assert unquote(form["fields"]["x-amz-meta-name"]) == "สำรวจ ปี 2569 (ใหม่).CSV"


def test_a_check_goes_into_the_check_folder_and_completeness_travels_along(api: Gateway) -> None:
    form = offer(api, mode="check", complete_for="950101").json
    assert "/check/" in form["key"]
    assert form["fields"]["x-amz-meta-complete_for"] == "950101"


def test_the_same_idempotency_key_gives_the_same_place(api: Gateway) -> None:
    first, again = offer(api, key="upload-0001").json["key"], offer(api, key="upload-0001").json["key"]
    assert first == again != offer(api, key="upload-0002").json["key"]
    assert offer(api).json["key"] != offer(api).json["key"]


def test_a_partner_cannot_write_into_another_inbox_nor_bring_officers(api: Gateway) -> None:
    assert offer(api, partner="treasury").code == "forbidden"
    assert offer(api, into="administration").code == "forbidden"
    assert offer(api, "coordinator", into="administration").code == "forbidden"
    assert offer(api, "administrator", into="administration").json["key"].startswith("administration/import/")
    assert offer(api, "coordinator", partner="treasury").json["key"].startswith("partners/treasury/import/")


@pytest.mark.parametrize("name", ["a.exe", "a.csv/../b", "", "a\n.csv", "noend"])
def test_a_name_that_no_import_reads_is_named(api: Gateway, name: str) -> None:
    reply = offer(api, name=name)
    assert reply.json["errors"] == [{"pointer": "#/name", "code": "format"}]


@pytest.mark.parametrize("token", ["lao-1", "mentor", "committee", "evaluator"])
def test_only_partners_and_the_centre_upload(api: Gateway, token: str) -> None:
    assert offer(api, token).code == "forbidden"


@pytest.mark.usefixtures("imports")
def test_a_partner_lists_its_own_imports_and_the_centre_all_newest_first(api: Gateway) -> None:
    def listed(token: str) -> list[str]:
        items = api.call("GET", "/v1/imports", token=token).json["items"]
        return [item["import_id"] for item in items]

    assert listed("partner") == [OWN]
    assert listed("coordinator") == [OTHER, OWN]


@pytest.mark.usefixtures("imports")
def test_pages_of_imports_follow_each_other(api: Gateway) -> None:
    first = api.call("GET", "/v1/imports?limit=1", token="coordinator").json
    second = api.call(
        "GET", "/v1/imports", token="coordinator", query={"limit": 1, "cursor": first["next_cursor"]}
    ).json
    assert [item["import_id"] for item in first["items"] + second["items"]] == [OTHER, OWN]
    assert second["next_cursor"] is None


@pytest.mark.usefixtures("imports")
def test_an_import_shows_its_state_and_counts(api: Gateway) -> None:
    reply = api.call("GET", f"/v1/imports/{OWN}", token="partner")
    assert (reply.json["state"], reply.json["counts"]["applied"]) == ("done", 8)


@pytest.mark.usefixtures("imports")
@pytest.mark.parametrize("path", ["", "/files/errors", "/files/manifest"])
def test_another_partners_import_answers_exactly_as_one_that_is_not_there(api: Gateway, path: str) -> None:
    foreign = api.call("GET", f"/v1/imports/{OTHER}{path}", token="partner")
    absent = api.call("GET", f"/v1/imports/{'c' * 32}{path}", token="partner")
    assert (foreign.status, foreign.said) == (absent.status, absent.said)
    assert foreign.status == 404


@pytest.mark.usefixtures("imports")
@pytest.mark.parametrize("name", ["errors", "diff", "manifest"])
def test_a_result_file_is_a_short_lived_address_and_its_download_is_noted(
    api: Gateway, shared_aws: Aws, name: str
) -> None:
    reply = api.call("GET", f"/v1/imports/{OWN}/files/{name}", token="partner")
    assert reply.status == 302
    assert f"/imports/{OWN}/{name}." in reply.headers["location"]
    assert "X-Amz-Expires=120" in reply.headers["location"]
    noted = [item["subject"]["S"] for item in shared_aws.items("AuditTable") if "export" in item["type"]["S"]]
    assert noted.count(f"{OWN}/{name}") == 1


@pytest.mark.usefixtures("imports")
def test_a_file_that_has_expired_is_404(api: Gateway, shared_aws: Aws) -> None:
    shared_aws.client("s3").delete_object(Bucket="sitthi-reports", Key=f"imports/{OTHER}/diff.csv")
    path = f"/v1/imports/{OTHER}/files/diff"
    assert api.call("GET", path, token="coordinator").status == 404


def test_forms_and_addresses_name_the_buckets_own_regional_host(api: Gateway, imports: None) -> None:
    host = "s3.ap-southeast-7.amazonaws.com"
    assert offer(api).json["url"] == f"https://sitthi-inbox.{host}/"
    reply = api.call("GET", f"/v1/imports/{OWN}/files/errors", token="partner")
    assert reply.headers["location"].startswith(f"https://sitthi-reports.{host}/")
