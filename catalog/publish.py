"""Puts a catalog file in place so that readers and a second builder never see half of it.

The file is written under a name of its own, closed, synced and moved to `catalog-<version>.duckdb`; then the one-line pointer
CURRENT is replaced. Files of older versions stay, up to a number: they can be compared with the current one, and reports name them.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from catalog import tables
from catalog.schema import Record

POINTER = "CURRENT"
KEPT = 30
"""Catalogs kept in a folder, for reports that were made with them: a month of daily refreshes, 15 MB each."""
ABANDONED_S = 3600.0
"""A draft this old belongs to a builder that was killed: no build takes an hour."""


@dataclass(frozen=True)
class Kept:
    """One catalog file of a folder. `written` is when it was put in place, in UTC."""

    version: str
    path: Path
    written: datetime
    current: bool


def kept(out_dir: Path) -> tuple[Kept, ...]:
    """The catalog files of a folder, oldest first; what is being written, or was removed meanwhile, is left out."""
    try:
        current = (out_dir / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        current = ""
    found = []
    for path in out_dir.glob("catalog-*.duckdb"):
        with suppress(FileNotFoundError):  # another process may be cleaning up
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(Kept(path.stem.removeprefix("catalog-"), path, written, path.name == current))
    return tuple(sorted(found, key=lambda k: (k.written, k.version)))


def publish(
    out_dir: Path,
    version: str,
    content: Mapping[str, Sequence[Record]],
    texts: Mapping[str, Sequence[str]],
    meta: Mapping[str, str],
    commit: Callable[[], None] | None = None,
) -> Path:
    """Writes all tables and makes the file the current one. `texts` are the canonical forms of the rows.

    `commit` is called when the file is whole and not yet the current one: what it was built from is put in place there, so that a
    builder that is ended in between leaves newer inputs, from which the next reader builds anew, and never the other way round.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    _sweep(out_dir)
    path = out_dir / f"catalog-{version}.duckdb"
    token = secrets.token_hex(4)  # two builders may run at once, even in different containers
    draft = out_dir / f"{path.name}.{token}.tmp"
    try:
        _write(draft, content, texts, meta)
        _sync(draft)
        if commit is not None:
            commit()
        os.utime(draft)  # what it was built from is not newer than the file
        draft.replace(path)
    finally:
        for leftover in (draft, draft.with_name(draft.name + ".wal")):
            leftover.unlink(missing_ok=True)
    point(out_dir, path.name)
    _thin_out(out_dir, path)
    return path


def _thin_out(folder: Path, current: Path) -> None:
    """Deletes the oldest catalogs beyond the number kept. A reader that has one open goes on reading it."""
    ages: list[tuple[float, str]] = []
    for file in folder.glob("catalog-*.duckdb"):
        with suppress(FileNotFoundError):  # another builder thins out too
            ages.append((file.stat().st_mtime, file.name))
    for _, name in sorted(ages, reverse=True)[kept_versions() :]:
        if name != current.name:
            (folder / name).unlink(missing_ok=True)


def kept_versions() -> int:
    """How many catalogs are kept: WEIGHBRIDGE_KEEP_CATALOGS, or KEPT where that is no whole number of 2 or more."""
    given = os.environ.get("WEIGHBRIDGE_KEEP_CATALOGS", "")
    return int(given) if given.isascii() and given.isdigit() and int(given) >= 2 else KEPT


def point(out_dir: Path, name: str) -> None:
    """Makes the file `name` the current catalog of its folder."""
    pointer = out_dir / f"{POINTER}.{secrets.token_hex(4)}.tmp"
    try:
        pointer.write_text(name + "\n", encoding="utf-8")
        _sync(pointer)
        pointer.replace(out_dir / POINTER)
    finally:
        pointer.unlink(missing_ok=True)
    _sync(out_dir)


def _write(draft: Path, content: Mapping[str, Sequence[Record]], texts: Mapping[str, Sequence[str]], meta: Mapping[str, str]) -> None:
    con = duckdb.connect(str(draft))
    try:
        con.execute("BEGIN")
        con.execute("CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
        con.executemany("INSERT INTO meta VALUES (?, ?)", [[key, value] for key, value in meta.items()])
        for name, rows in content.items():
            tables.write(con, name, rows, texts[name])
        con.execute("COMMIT")
        con.execute("CHECKPOINT")
    finally:
        con.close()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Removes drafts of builders that were killed in the middle."""
    for draft in folder.glob("*.tmp*"):
        with suppress(FileNotFoundError):  # another builder sweeps too
            if time.time() - draft.stat().st_mtime > ABANDONED_S:
                draft.unlink()
