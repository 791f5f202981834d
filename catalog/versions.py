"""Which catalogs there are to compare, and how one of them is read.

A catalog is named by its version (or the beginning of its version or hash), by `current` or `previous`, by the path of a file, or by a
day. A day means the current catalog as far as it is known to have held on that day (catalog.as_of): it works without an old file.
Old files are read leniently: fields that this version does not know are dropped, so that a catalog written before an upgrade can
still be compared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from pydantic import ValidationError

from catalog.as_of import catalog_on
from catalog.curated_faults import did_you_mean
from catalog.publish import Kept, kept
from catalog.schema import Catalog, Gpu, GpuPrice, Licence, Model, Offer, PriceSpan, Provider, Record
from catalog.store import CONFIG, CatalogError, data_dir, open_catalog

COMPARED: Mapping[str, type[Record]] = {
    "models": Model,
    "licences": Licence,
    "providers": Provider,
    "offers": Offer,
    "gpus": Gpu,
    "gpu_prices": GpuPrice,
    "price_history": PriceSpan,
}
"""Tables that a comparison reads."""
CURRENT, PREVIOUS = "current", "previous"


class VersionError(CatalogError):
    """No such catalog, or it cannot be read; the text says what there is."""


def find(text: str, folder: Path | None = None) -> Catalog:
    """The catalog that `text` names.

    Raises: VersionError where nothing or more than one catalog is meant, or the file cannot be read.
    """
    folder = folder or data_dir()
    day = _day(text)
    if day is not None:
        return catalog_on(open_catalog(folder), day)
    if text == CURRENT:
        return open_catalog(folder)
    if text.endswith(".duckdb") or "/" in text:
        path = Path(text)
        if not path.is_file():
            raise VersionError(f"There is no file {text}.")
        return read(path)
    return read(_named(text, kept(folder)).path)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-20") else None
    except ValueError:
        return None


def _named(text: str, found: tuple[Kept, ...]) -> Kept:
    """The one kept catalog with this version, or whose version or hash begins so."""
    listed = (
        f"Kept are: {', '.join(k.version for k in reversed(found)) or 'none'}; a day such as 2026-11-20, a file or `current` will do too."
    )
    if text == PREVIOUS:
        if len(found) < 2:
            raise VersionError(f"There is no previous catalog: only one is kept. {listed}")
        before = [k for k in found if not k.current]
        return before[-1]
    exact = [k for k in found if k.version == text]
    near = exact or [k for k in found if len(text) >= 4 and (k.version.startswith(text) or k.version.rpartition("-")[2].startswith(text))]
    if len(near) == 1:
        return near[0]
    if near:
        raise VersionError(f"{text!r} could be {' or '.join(k.version for k in near)}. Give more of it.")
    raise VersionError(f"No catalog {text!r} is kept{did_you_mean(text, [k.version for k in found])}. {listed}")


def read(path: Path) -> Catalog:
    """The records of one catalog file that a comparison needs; scores and what was fitted from them stay unread.

    Raises: VersionError where the file is no catalog or was written in a form that cannot be read any more.
    """
    try:
        con = duckdb.connect(str(path), read_only=True, config=CONFIG)
    except duckdb.Error as error:
        raise VersionError(f"{path.name} cannot be opened: {_first_line(error)}") from error
    try:
        meta = dict(con.execute("SELECT key, value FROM meta").fetchall())
        there = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        rows = {name: _records(con, name, record) if name in there else () for name, record in COMPARED.items()}
        return Catalog(
            version=str(meta["version"]),
            built_at=date.fromisoformat(meta["built_at"]),
            models={r.id: r for r in rows["models"]},
            licences={r.id: r for r in rows["licences"]},
            providers={r.id: r for r in rows["providers"]},
            offers=rows["offers"],
            gpus={r.id: r for r in rows["gpus"]},
            gpu_prices=rows["gpu_prices"],
            shapes={},
            quality=(),
            reasoning={},
            regulations=(),
            deployments={},
            price_history=rows["price_history"],
        )
    except (duckdb.Error, ValidationError, ValueError, KeyError) as error:
        raise VersionError(f"{path.name} cannot be compared with this version: {_first_line(error)}") from error
    finally:
        con.close()


def _records(con: duckdb.DuckDBPyConnection, name: str, record: type[Record]) -> tuple[Any, ...]:
    where = "WHERE rankable" if name == "offers" else ""
    return tuple(_lenient(record, row[0]) for row in con.execute(f"SELECT record FROM {name} {where} ORDER BY ord").fetchall())


def _lenient(record: type[Record], text: str) -> Record:
    """A record without the keys that it does not have (any more)."""
    try:
        return record.model_validate_json(text)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        if any(problem["type"] != "extra_forbidden" for problem in problems):
            raise
        data = json.loads(text)
        for problem in problems:
            *path, key = problem["loc"]
            holder: Any = data
            for part in path:
                holder = holder[part]
            del holder[key]
        return record.model_validate_json(json.dumps(data))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
