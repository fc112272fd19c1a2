"""The deploy guide tells things that are so."""

from __future__ import annotations

import json
import re
import tomllib

from shared.domain.officers import Officer
from shared.storage import keys
from shared.storage.tables import from_wire
from tests.support.template import ROOT, template

GUIDE = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")


def test_the_first_administrator_s_rows_are_those_that_the_product_reads() -> None:
    officer, login = (
        from_wire(json.loads(text.replace("\n", " "))) for text in re.findall(r"--item '(.*?)'", GUIDE, re.S)
    )
    assert officer.items() >= {**keys.officer("admin-1"), **keys.officer_index(None, "admin-1")}.items()
    read = Officer.from_item(officer)
    assert (read.role, read.areas, read.active) == ("administrator", ("95",), True)
    assert login == {**keys.login("<sub>"), "officer_id": "admin-1"}


def test_every_parameter_is_explained_and_none_that_is_not_there() -> None:
    table = re.findall(r"^\| `(.+?)` \|", GUIDE, re.M) + re.findall(r"^\| `\w+`, `(\w+)` \|", GUIDE, re.M)
    told = {name.partition("=")[0].partition("`")[0].partition("<")[0] for name in table}
    given = {re.sub(r"^(AgencyPrincipal).*", r"\1", name) for name in template()["Parameters"]}
    assert told == given


def test_the_settings_of_sam_name_the_template_and_a_region_in_the_country() -> None:
    settings = tomllib.loads((ROOT / "infra/samconfig.toml").read_text(encoding="utf-8"))["default"]
    assert (ROOT / settings["build"]["parameters"]["template_file"]).is_file()
    assert settings["global"]["parameters"]["region"] == "ap-southeast-7"
