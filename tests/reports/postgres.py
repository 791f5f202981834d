"""A PostgreSQL server of our own for the tests: made in a temporary folder, on a socket there, gone afterwards.

It runs the server programs of the system's package. The server refuses to run as root, so root starts it as the user
`postgres` that the package makes. Nothing is synced to disk: what is tested is our code, not the disk.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

MISSING = "The tests of the report store need PostgreSQL's server programs (initdb, postgres): install the package `postgresql`."


class PostgresError(RuntimeError):
    """No server could be started; the text says why."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yields the address of a database on a fresh server."""
    programs = _programs()
    account = _account()
    # a socket's path may have 107 characters: the system's own temporary folder is the shortest
    folder = Path(tempfile.mkdtemp(prefix="wb-pg-", dir="/tmp"))
    try:
        if account:
            os.chown(folder, account["user"], account["group"])
        _run(
            [programs / "initdb", "-D", folder / "data", "-U", "weighbridge", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
            account,
        )
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-k", folder, "-F", "-c", "listen_addresses=", "-c", "max_connections=200"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            **account,
        )
        try:
            _wait(folder, server)
            yield f"postgresql://weighbridge@/postgres?host={quote(str(folder), safe='')}"
        finally:
            server.send_signal(signal.SIGINT)  # SIGTERM would wait for clients that a killed test has left
            server.communicate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_schema(server: str, name: str) -> Iterator[str]:
    """The same database with a schema of its own: a test finds it empty, in a hundredth of the time of a new database."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"')
        yield f"{server}&options={quote(f'-csearch_path={name}', safe='')}"


def _programs() -> Path:
    found = shutil.which("postgres")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresError(MISSING)


def _account() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    try:
        found = pwd.getpwnam("postgres")
    except KeyError:
        raise PostgresError("PostgreSQL refuses to run as root, and there is no user `postgres` to run it as.") from None
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _run(command: list[Any], account: dict[str, Any]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/tmp", check=False, **account)
    if done.returncode:
        raise PostgresError(f"initdb failed: {done.stderr.strip()[-800:]}")


def _wait(folder: Path, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise PostgresError(f"PostgreSQL stopped: {server.communicate()[1].strip()[-800:]}")
        try:
            psycopg.connect(host=str(folder), user="weighbridge", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise PostgresError("PostgreSQL did not answer within 30 s.")
