"""What a report says in words, in words that people know."""

from __future__ import annotations

from shared.reporting import remarks


def test_a_partner_that_sent_nothing_is_named_as_people_name_it() -> None:
    (said,) = remarks.silent_partners(["cdd", "tpmap", "treasury", "somebody"])
    assert "พัฒนาชุมชน (พช.), ระบบ TPMAP, กรมบัญชีกลาง, somebody" in said.th
    assert "Community Development, TPMAP, Comptroller General's Department, somebody" in said.en
    assert remarks.silent_partners([]) == []
