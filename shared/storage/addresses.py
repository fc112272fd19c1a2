"""Short-lived signed forms and addresses, by which files go in and out without passing through the API."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.storage.clients import client
from shared.storage.files import LARGEST
from shared.storage.settings import setting

FORM_SECONDS = 900
ADDRESS_SECONDS = 120  # an address is a bearer token; it only has to outlive the redirect


@cache
def _signer(endpoint: str) -> Any:
    """Signs for the bucket's own regional host: newer regions answer at no other, and a redirect breaks the signature."""
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return boto3.client("s3", config=config, endpoint_url=endpoint or None)


def signer() -> Any:
    """The client that signs: its addresses name the bucket's own host."""
    url = str(client("s3").meta.endpoint_url)
    return _signer("" if "amazonaws.com" in url else url)


def inbox_form(key: str, metadata: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Address and fields of a form that puts one file, with exactly this metadata, at this key."""
    fields = {f"x-amz-meta-{name}": text for name, text in metadata.items()}
    form = signer().generate_presigned_post(
        Bucket=setting("INBOX_BUCKET"),
        Key=key,
        Fields=dict(fields),
        Conditions=[*({name: text} for name, text in fields.items()), ["content-length-range", 1, LARGEST]],
        ExpiresIn=FORM_SECONDS,
    )
    return str(form["url"]), dict(form["fields"])


def report_address(key: str, name: str) -> str | None:
    """Where a file of the reports bucket can be fetched for a moment; None when it is not there (any more)."""
    bucket = setting("REPORTS_BUCKET")
    try:
        client("s3").head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        # Without the right to list a bucket, S3 says 403 for what is not there.
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
            return None
        raise
    asked = {"Bucket": bucket, "Key": key, "ResponseContentDisposition": f'attachment; filename="{name}"'}
    return str(signer().generate_presigned_url("get_object", Params=asked, ExpiresIn=ADDRESS_SECONDS))
