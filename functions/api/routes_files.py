"""Uploads, imports and their results. Files never pass through the API itself."""

from __future__ import annotations

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from functions.api.import_models import Import, import_of
from functions.api.routes_households import Area
from shared.casework import files
from shared.casework.sessions import Caller
from shared.casework.uploads import Wish, presign
from shared.http.contract import endpoint
from shared.http.headers import IdempotencyKey
from shared.http.model import Seen, Strict
from shared.http.operation import Answer, Redirect
from shared.http.paging import Cursor, Limit, Page, decode, encode
from shared.http.problem import Problem

routes = Blueprint(__name__)

ImportId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
# Endings that an import reads, in any case; no control characters, since the name comes back in reports.
_NAME = r"^[^\x00-\x1f\x7f/\\]{1,200}\.([cC][sS][vV](\.[gG][zZ])?|[zZ][iI][pP]|[xX][lL][sS][xX])$"


class UploadWanted(Strict):
    name: Annotated[str, StringConstraints(pattern=_NAME)] = Field(examples=["สำรวจ 2569.csv"])
    mode: Literal["import", "check"] = Field(
        default="import", description="`check`: the same report, nothing written"
    )
    into: Literal["partner", "administration"] = Field(
        default="partner", description="`administration`: officers in bulk, from administrators only"
    )
    partner: Annotated[str, StringConstraints(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")] | None = Field(
        default=None, description="on whose behalf; a partner's own is known"
    )
    complete_for: Area | None = Field(default=None, description="the file holds every household of this area")


class UploadForm(Seen):
    """Post ``fields`` and, last, ``file`` to ``url`` as multipart/form-data before it expires."""

    url: str
    fields: dict[str, str]
    key: str
    expires_in: int = Field(description="seconds")
    largest: int = Field(description="bytes")


@endpoint(routes, "POST", "/v1/uploads", action="upload", status=201, tags=("imports",))
def offer_upload(
    body: UploadWanted, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Answer[UploadForm]:
    """Get a form by which a file goes straight into the inbox. The import starts by itself."""
    wish = Wish(
        folder=_folder(body, caller),
        mode=body.mode,
        name=body.name,
        complete_for=body.complete_for,
        once=idempotency_key or caller.request_id,
    )
    made = presign(wish, caller.officer.officer_id, caller.at)
    return Answer(
        UploadForm(
            url=made.url, fields=made.fields, key=made.key, expires_in=made.expires_in, largest=made.largest
        )
    )


def _folder(body: UploadWanted, caller: Caller) -> str:
    """A partner writes into its own inbox only; a file of officers comes from administrators only."""
    officer = caller.officer
    if body.into == "administration":
        if officer.role != "administrator":
            raise Problem("forbidden")
        return "administration"
    if officer.role == "partner":
        if officer.partner is None or body.partner not in (None, officer.partner):
            raise Problem("forbidden")
        return f"partners/{officer.partner}"
    return f"partners/{body.partner or 'centre'}"


@endpoint(routes, "GET", "/v1/imports", action="read_imports", tags=("imports",))
def list_imports(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> Page[Import]:
    """List imports, newest first: a partner's own, all for the centre."""
    filters = ["imports", caller.officer.officer_id]
    items, position = files.list_imports(caller, decode(cursor, filters), limit)
    return Page[Import](items=[import_of(item) for item in items], next_cursor=encode(position, filters))


@endpoint(routes, "GET", "/v1/imports/{import_id}", action="read_imports", tags=("imports",))
def read_import(import_id: ImportId, caller: Caller) -> Import:
    """Read the state and the counts of one import."""
    return import_of(files.read_import(caller, import_id))


@endpoint(
    routes, "GET", "/v1/imports/{import_id}/files/{name}", action="read_import_files", tags=("imports",)
)
def import_file(import_id: ImportId, name: Literal["errors", "diff", "manifest"], caller: Caller) -> Redirect:
    """Go to a result file: the rows with their faults, what changed, or the manifest."""
    return Redirect(files.import_file(caller, import_id, name))
