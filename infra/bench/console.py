"""How soon a page is useful on a slow phone, and what Lighthouse says of it, on the template in the embedded cloud.

``npm ci`` in ``infra/bench/lighthouse`` brings Lighthouse, a package apart that nothing else uses; without it, without
npm or without Chromium the run says so and records what it could. Figures are recorded, never asserted.
"""

from __future__ import annotations

import json
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.bench import results
from infra.client.api import Api
from infra.client.calls import Got, Sent
from infra.console import npm
from infra.local import sample, upload, uptime
from infra.local.seed import PASSWORD
from infra.local.uptime import Local

COMMAND = "python -m infra.bench.console"
PACKAGE = Path(__file__).with_name("lighthouse")
ROUNDS = 3
SPEED, DELAY, SLOWER = 50 * 1024, 400, 6  # bytes a second, milliseconds, CPU
PHONE = {"width": 360, "height": 740}
CATEGORIES = ("performance", "accessibility", "best-practices")
READY = 60_000  # milliseconds
BETWEEN = 0.5  # seconds between looks whether the households are assessed


MENTOR = "mentor-2"


@dataclass(frozen=True, slots=True)
class Screen:
    """``useful``: what somebody came for, as a selector."""

    name: str
    path: str
    user: str | None
    useful: str


SCREENS = (
    Screen("sign-in", "/", None, "[name=username]"),
    Screen("mentor: my household", "/", MENTOR, "main .columns .cards"),
    Screen("agency: worklist", "/", "moe-1", "tbody a"),
    Screen("centre: area overview", "/", "coordinator", ".figures"),
    Screen("data: files", "/imports", "partner", ".drop"),
)


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The address of ``make up SAMPLE=1`` in a folder of its own."""
    local = Local(folder)
    upload.ROOT = folder
    try:
        if uptime.up(local) or sample.send(local.cloud, local.outputs(), folder):
            raise RuntimeError("the local cloud did not start")
        _settled(local)
        url = str(json.loads(local.endpoints.read_text(encoding="utf-8"))["console_url"])
        _mentored(url)
        yield url
    finally:
        uptime.down(local)


def _settled(local: Local) -> None:
    """Until nothing of the sample waits in a queue: a machine that still works is measured wrong."""
    sqs = local.cloud.client("sqs")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    quiet = 0
    while quiet < 6:
        waiting = sum(
            int(count)
            for url in sqs.list_queues().get("QueueUrls", [])
            if "assess" in url
            for count in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values()
        )
        quiet = 0 if waiting else quiet + 1
        time.sleep(BETWEEN)


def _mentored(url: str) -> None:
    """Give the mentor the household that has most to show: what is owed to it and not received."""

    def send(sent: Sent) -> Got:
        asked = urllib.request.Request(url + sent.path, sent.body, dict(sent.headers), method=sent.method)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Got(answer.status, headers, answer.read())

    signed = Api(send).sign_in({"username": "coordinator", "password": PASSWORD}).body
    desk = Api(send, signed["access_token"])  # type: ignore[typeddict-item]
    rows = [desk.read_household(one["household_id"]) for one in desk.list_households(limit=100).body["items"]]
    chosen = max(rows, key=lambda one: len(one.body["gaps"] or []))
    desk.assign_mentor(
        chosen.body["household_id"], {"officer_id": f"demo-{MENTOR}"}, if_match=chosen.tag or ""
    )


def signed_in(browser: Any, url: str, user: str | None) -> Any:
    """What a phone keeps of somebody who signed in before."""
    context = browser.new_context(viewport=PHONE, locale="th-TH")
    page = context.new_page()
    page.goto(url)
    if user:
        _sign_in(page, user)
    state = context.storage_state()
    context.close()
    return state


def _sign_in(page: Any, user: str) -> None:
    page.locator("[name=username]").fill(user)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form .first").click()
    page.locator("nav#menu").wait_for(state="attached", timeout=READY)


def seconds_to_use(browser: Any, url: str, screen: Screen, state: Any) -> float:
    """From the address to the content, with nothing kept of the page, on a slow line and a slow phone."""
    context = browser.new_context(viewport=PHONE, storage_state=state, locale="th-TH")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    slow = {"offline": False, "latency": DELAY, "downloadThroughput": SPEED, "uploadThroughput": SPEED}
    tools.send("Network.emulateNetworkConditions", slow)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begun = time.monotonic()
    page.goto(url + screen.path, wait_until="commit")
    page.locator(screen.useful).first.wait_for(timeout=READY)
    page.locator(".loading").first.wait_for(state="detached", timeout=READY)
    took = time.monotonic() - begun
    context.close()
    return took


def slow(browser: Any, url: str, screen: Screen) -> list[str]:
    """Median and spread of the seconds to use."""
    state = signed_in(browser, url, screen.user)
    took = [seconds_to_use(browser, url, screen, state) for _ in range(ROUNDS)]
    return [f"{statistics.median(took):.1f}", f"{min(took):.1f} to {max(took):.1f}"]


def lighthouse() -> Path | None:
    """Lighthouse's own program, brought by npm; None when it cannot be had."""
    found = PACKAGE / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not found.is_file():
        try:
            npm.install(PACKAGE)
        except npm.BuildError as error:
            print(error)
            return None
    return found if shutil.which("node") else None


def scores(playwright: Any, chromium: str, program: Path, url: str, screen: Screen) -> dict[str, int]:
    """Lighthouse's mobile preset on a page of somebody who is signed in, 0 to 100 by category."""
    port = _free_port()
    arguments = ["--no-sandbox", f"--remote-debugging-port={port}"]
    with tempfile.TemporaryDirectory(prefix="sitthi-lighthouse-") as folder:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=chromium, args=arguments, viewport=PHONE, locale="th-TH"
        )
        page = context.pages[0]
        page.goto(url)
        if screen.user:
            _sign_in(page, screen.user)
        page.close()
        command = ["node", str(program), url + screen.path, f"--port={port}", "--output=json", "--quiet"]
        command += ["--disable-storage-reset", f"--only-categories={','.join(CATEGORIES)}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
        context.close()
    if done.returncode:
        raise RuntimeError(done.stderr[-500:])
    found = json.loads(done.stdout)["categories"]
    return {name: round(100 * (found[name]["score"] or 0)) for name in CATEGORIES}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    if chromium is None:
        print("Chromium is not here: apt-get install chromium")
        return
    program = lighthouse()
    head = ["page", "useful after, s", "spread, s", *CATEGORIES]
    rows: list[list[str]] = [head]
    with (
        tempfile.TemporaryDirectory(prefix="sitthi-bench-") as folder,
        site(Path(folder)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for screen in SCREENS:
            rows.append([screen.name, *slow(browser, url, screen)])
            print(rows[-1], flush=True)
        browser.close()
        for row, screen in zip(rows[1:], SCREENS, strict=True):
            told = scores(playwright, chromium, program, url, screen) if program else {}
            row += [str(told.get(name, "not measured")) for name in CATEGORIES]
            print(row, flush=True)
    notes = [
        f"Useful: a first visit with nothing of the page on the phone, {SPEED // 1024} KB/s, {DELAY} ms delay, CPU "
        f"slowed {SLOWER} times, the session taken up by its cookie; median of {ROUNDS}. Wanted: 3 s.",
        "Lighthouse 12.8.2, mobile preset, on loopback, what a phone that was here before has; wanted: 95, 100, 95.",
    ]
    results.record("Console on a slow phone", COMMAND, notes, rows)


if __name__ == "__main__":
    main()
