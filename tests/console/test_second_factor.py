"""A second factor: enrolled from one's account, asked at the next sign-in, set up at sign-in where it is required."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.console.checks import stands
from tests.console.conftest import Site, settled, sign_in
from tests.support.accounts import code_of

Open = Callable[..., Any]
OWN = "ขวัญใจอยู่ยะลา 2569"


def typed(page: Any, name: str, text: str) -> None:
    page.locator(f"[name={name}]").fill(text)
    page.locator("form .first").click()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def secret_of(page: Any) -> str:
    page.locator(".qr").wait_for()
    return str(page.locator(".secret").inner_text()).replace(" ", "")


def pool(site: Site) -> tuple[Any, str]:
    idp, found = site.local.cloud.client("cognito-idp"), site.local.outputs()["UserPoolId"]
    config = {"UserPoolId": found, "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    idp.set_user_pool_mfa_config(MfaConfiguration="OPTIONAL", **config)
    return idp, found


@pytest.mark.parametrize(("size", "language", "user"), [("phone", "th", "mol-2"), ("desk", "en", "msdhs-2")])
def test_an_app_is_enrolled_from_ones_account_and_asked_at_the_next_sign_in(
    site: Site, open_page: Open, size: str, language: str, user: str
) -> None:
    pool(site)
    page = open_page("/account", user=user, size=size, language=language)
    settled(page)
    page.locator("section .second").click()
    secret = secret_of(page)
    stands(page)
    typed(page, "code", wrong(code_of(secret)))
    page.locator(".summary").wait_for()
    stands(page)
    assert page.locator(".facts").is_visible(), "a wrong code ends no session"
    typed(page, "code", code_of(secret))
    page.locator(".qr").wait_for(state="detached")
    page.context.clear_cookies()
    page.evaluate("localStorage.removeItem('sitthi.since')")
    page.goto(f"{site.url}/account")
    page.locator("[name=username]").fill(user)
    typed(page, "password", "Sitthi-demo-2565")
    page.locator("[name=answer]").wait_for()
    stands(page)
    typed(page, "answer", "12")
    page.locator(".summary").wait_for()
    typed(page, "answer", wrong(code_of(secret)))
    page.locator("#main .error").wait_for()
    stands(page)
    typed(page, "answer", code_of(secret))
    page.locator(".facts").wait_for()


def test_a_first_sign_in_asks_for_a_password_of_ones_own(site: Site, open_page: Open) -> None:
    idp, found = pool(site)
    idp.admin_set_user_password(
        UserPoolId=found, Username="cdd-2", Password="Given-by-mail-2565", Permanent=False
    )
    page = open_page(size="desk")
    page.locator("[name=username]").fill("cdd-2")
    typed(page, "password", "Given-by-mail-2565")
    page.locator("[name=answer]").wait_for()
    typed(page, "answer", "short")
    page.locator(".summary").wait_for()
    page.locator("[name=shown]").check()
    assert page.locator("[name=answer]").get_attribute("type") == "text"
    stands(page)
    typed(page, "answer", OWN)
    page.locator("nav#menu").wait_for()
    again = open_page()
    sign_in(again, "cdd-2", OWN)


def test_where_a_second_factor_is_required_it_is_set_up_at_sign_in(site: Site, open_page: Open) -> None:
    """Cognito asks to enrol; the emulator never does, so that one answer is put in its place. The rest is real."""
    idp, _ = pool(site)
    ticket = f"enrol-{time.time()}".ljust(40, "x")
    given = idp.associate_software_token(Session=ticket)
    page = open_page(size="phone")

    def ask(route: Any) -> None:
        if "password" not in (route.request.post_data_json or {}):
            route.fallback()
            return
        body = {"challenge": "MFA_SETUP", "session": given["Session"], "secret": given["SecretCode"]}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    page.route("**/v1/session", ask)
    page.locator("[name=username]").fill("moac-2")
    typed(page, "password", "Sitthi-demo-2565")
    assert secret_of(page) == given["SecretCode"]
    stands(page)
    typed(page, "answer", wrong(code_of(given["SecretCode"])))
    page.locator("#main .error").wait_for()
    page.get_by_role("button", name="เริ่มใหม่ด้วยรหัสผ่าน").click()
    page.locator("[name=username]").fill("moac-2")
    typed(page, "password", "Sitthi-demo-2565")
    typed(page, "answer", code_of(given["SecretCode"]))
    page.locator("nav#menu").wait_for(state="attached")
