"""Areas by DOPA code: Yala's 8 districts and 58 subdistricts, and codes no longer in force."""

from __future__ import annotations

import pytest

from shared.domain.areas import Areas

AREAS = Areas.load()


def test_yala_has_its_districts_and_subdistricts() -> None:
    districts = AREAS.districts("95")
    assert [district.code for district in districts] == [f"950{number}" for number in range(1, 9)]
    counts = [len(AREAS.tambons(district.code)) for district in districts]
    assert counts == [14, 5, 6, 4, 7, 16, 2, 4]


def test_a_subdistrict_knows_its_parents() -> None:
    found = AREAS.tambon("950206")
    assert found is None  # Betong has five
    betong = AREAS.tambon("950201")
    assert betong is not None
    assert (betong.th, betong.district, betong.province) == ("เบตง", "9502", "95")
    district = AREAS.district("9503")
    assert district is not None
    assert (district.th, district.en, district.province) == ("บันนังสตา", "Bannang Sata", "95")


@pytest.mark.parametrize(
    ("abolished", "successor"),
    [("950105", "950804"), ("950107", "950802"), ("950397", "950403"), ("950398", "950402")],
)
def test_an_abolished_code_names_its_successor(abolished: str, successor: str) -> None:
    assert AREAS.tambon(abolished) is None
    assert AREAS.successor(abolished) == successor
    assert AREAS.tambon(successor) is not None


def test_a_code_in_force_or_never_in_force_has_no_successor() -> None:
    assert AREAS.successor("950201") is None
    assert AREAS.successor("999999") is None
    assert AREAS.tambon("999999") is None
    assert AREAS.district("9999") is None
