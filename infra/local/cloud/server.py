"""The embedded cloud's own process: the emulator on loopback, made to survive ``kill -9``. ``Cloud`` starts it."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn

from infra.local.cloud import (
    checkpoint,
    durable_items,
    durable_queues,
    mail,
    pacing,
    parsing,
    permissions,
    reading,
    workers,
)
from infra.local.cloud.layout import ACCESS_KEY, REGION, SECRET_KEY, Layout
from infra.local.cloud.store import Store


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local.cloud.server", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the data folder")
    parser.add_argument("--port", type=int, required=True, help="the loopback port to listen on")
    parser.add_argument("--mail", type=Path, required=True, help="the folder for caught mails")
    parser.add_argument("--auth", action="store_true", help="check signatures and permissions")
    parser.add_argument(
        "--tied", action="store_true", help="end when standard input does (its starter has gone)"
    )
    return parser.parse_args(arguments)


def environment(layout: Layout, port: int, auth: bool) -> dict[str, str]:
    """What the emulator reads at import. It hands its own environment to its workers."""
    return {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",  # its default is every interface
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "AUTH": "true" if auth else "false",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(layout.services),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(layout.objects),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": os.environ.get("SITTHI_CLOUD_LOG", "WARNING"),
        "TMPDIR": str(layout.run),
        "TZ": "UTC",  # as in Lambda
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def tidy(layout: Layout) -> None:
    """Clear away what a killed server left: its workers, its temporary files, its places in streams."""
    workers.end(layout.workers, layout.run)
    shutil.rmtree(layout.run, ignore_errors=True)
    for folder in (layout.run, layout.services, layout.objects):
        folder.mkdir(parents=True, exist_ok=True)
    forget_stream_positions(layout.services / "lambda.json")


def forget_stream_positions(file: Path) -> None:
    """Stream records live in memory only, so a saved position would point past every record to come."""
    if not file.exists():
        return
    state = json.loads(file.read_text(encoding="utf-8"))
    state["payload"]["dynamodb_stream_positions"] = {"__account_region_scoped__": True, "data": {}}
    part = file.with_suffix(".part")
    part.write_text(json.dumps(state), encoding="utf-8")
    part.replace(file)


def end_with_starter() -> None:
    """Take the end of standard input as the order to stop, so that a killed demo leaves no server behind."""

    def watch() -> None:
        while os.read(0, 4096):  # not sys.stdin: its lock would be held at exit
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="starter").start()


def main(arguments: list[str] | None = None) -> int:
    options = parse(sys.argv[1:] if arguments is None else arguments)
    layout = Layout(options.state.resolve())
    layout.root.mkdir(parents=True, exist_ok=True)
    with layout.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(f"another server works in {layout.root}", file=sys.stderr)
            return 3
        tidy(layout)
        os.environ.update(environment(layout, options.port, options.auth))
        tempfile.tempdir = str(layout.run)
        if options.tied:
            end_with_starter()
        serve(layout, options.mail.resolve(), options.port)
    return 0


def serve(layout: Layout, mail_folder: Path, port: int) -> None:
    from ministack import app

    store = Store(layout.store)
    checkpoints = checkpoint.Checkpoints(store, layout.services)
    durable_items.install(store)
    checkpoints.keeper.install()
    durable_queues.keep_addresses(layout.addresses, port)
    durable_queues.notify_before_answering()
    permissions.install(REGION)
    pacing.install()
    parsing.install()
    reading.install()
    workers.record(layout.workers)
    mail.install(mail_folder)
    app.app = checkpoint.wrap(app.app, checkpoints, store, workers.hold_triggers())
    uvicorn.run(  # the emulator's own front reads requests in Python: a third of its time went there
        app.app,
        host="127.0.0.1",
        port=port,
        http="httptools",
        loop="auto",
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,  # the emulator writes its own
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    sys.exit(main())
