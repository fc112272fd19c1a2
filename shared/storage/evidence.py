"""Photos of visits: uploaded by a signed form, kept without what a camera writes beside the picture."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from shared.domain.photos import LARGEST
from shared.storage.addresses import FORM_SECONDS, signer
from shared.storage.clients import client
from shared.storage.settings import setting


def _new(household_id: str, photo: str) -> str:
    return f"evidence/new/{household_id}/{photo}"  # expires by the bucket's own rule


def _kept(household_id: str, photo: str) -> str:
    return f"evidence/kept/{household_id}/{photo}"


def form(household_id: str, photo: str, kind: str) -> tuple[str, dict[str, str]]:
    """Address and fields of a form that puts exactly one photo of that kind."""
    made = signer().generate_presigned_post(
        Bucket=setting("REPORTS_BUCKET"),
        Key=_new(household_id, photo),
        Fields={"Content-Type": kind},
        Conditions=[{"Content-Type": kind}, ["content-length-range", 1, LARGEST]],
        ExpiresIn=FORM_SECONDS,
    )
    return str(made["url"]), dict(made["fields"])


def uploaded(household_id: str, photo: str) -> bytes | None:
    """The photo as it was sent; None when it never came, or expired."""
    try:
        found: Any = client("s3").get_object(Bucket=setting("REPORTS_BUCKET"), Key=_new(household_id, photo))
    except ClientError as error:
        # Without the right to list a bucket, S3 says 403 for what is not there.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return None
        raise
    raw: bytes = found["Body"].read(LARGEST + 1)
    return raw


def keep(household_id: str, photo: str, picture: bytes) -> None:
    kind = "image/png" if photo.endswith(".png") else "image/jpeg"
    client("s3").put_object(
        Bucket=setting("REPORTS_BUCKET"), Key=_kept(household_id, photo), Body=picture, ContentType=kind
    )


def erase(household_id: str) -> int:
    """All photos of a household with their old versions. How many versions there were."""
    s3, bucket, gone = client("s3"), setting("REPORTS_BUCKET"), 0
    for place in (_new(household_id, ""), _kept(household_id, "")):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=place):
            for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                s3.delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])
                gone += 1
    return gone
