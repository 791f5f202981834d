"""Opens the catalog: all of it as records in memory for the advisor, or as a database for pages that browse.

Where no usable file is found (none, truncated, not ours, of an older format) the catalog is built anew, with one line on
stderr saying why. Files are opened read-only, so any number of processes may share a data folder; DuckDB is never shared
between threads, every call takes a cursor of its own.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
from pydantic import TypeAdapter, ValidationError

from catalog import tables
from catalog.names import NameBook
from catalog.publish import POINTER
from catalog.schema import Catalog, Model, Offer, Record

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parent.parent
SOURCES = (ROOT / "catalog" / "facts", ROOT / "catalog" / "snapshots")
"""What a catalog is built from: where a file here is newer, the catalog is old."""
OWN_SOURCES = ("snapshots", "review")
"""The same in the data folder: lists that a refresh fetched, and what people decided about them."""
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": "256MB",
    "threads": "2",
    "lock_configuration": "true",
}
"""One configuration for every connection of the process: DuckDB refuses a second one to the same file."""
POINTER_CHECK_S = 1.0

R = TypeVar("R", bound=Record)


class CatalogError(RuntimeError):
    """No catalog could be opened or built; the text says what to do."""


class UnusableError(CatalogError):
    """A catalog file that cannot be read as it is; the text is the reason shown before it is rebuilt."""


def data_dir() -> Path:
    """Where catalog files and reports are kept: WEIGHBRIDGE_DATA, or `data` beside the code."""
    return Path(os.environ.get("WEIGHBRIDGE_DATA") or ROOT / "data")


def open_catalog(folder: Path | None = None) -> Catalog:
    """The current catalog as records, built first where there is none that can be used or the facts are newer.

    Raises: CatalogError where nothing can be opened and building fails too.
    """
    folder = folder or data_dir()
    try:
        return _load(fresh_file(folder))
    except UnusableError as reason:
        rebuild(folder, str(reason))
    try:
        return _load(current_file(folder))
    except UnusableError as reason:
        raise CatalogError(f"the catalog in {folder} was rebuilt and still cannot be read: {reason}") from None


def older_than_sources(path: Path) -> bool:
    """Whether a fact file, snapshot or decision was changed, added or removed since the catalog was written."""
    built = path.stat().st_mtime
    own = (path.parent / name for name in OWN_SOURCES)
    waiting = [str(source) for source in (*SOURCES, *own) if source.is_dir()]
    while waiting:
        folder = waiting.pop()
        if Path(folder).stat().st_mtime > built:
            return True
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.stat().st_mtime > built:
                    return True
    return False


def fresh_file(folder: Path) -> Path:
    """The current file, rebuilt where it is old; where that fails the old one goes on serving, and it is said why.

    Raises: UnusableError where there is none.
    """
    path = current_file(folder)
    if not older_than_sources(path):
        return path
    try:
        rebuild(folder, "the facts are newer than the catalog")
    except CatalogError as error:
        print(f"weighbridge: {error}; the catalog as it was goes on being used", file=sys.stderr)
    return current_file(folder)


def rebuild(folder: Path, reason: str) -> None:
    """Builds the catalog anew, saying why.

    Raises: CatalogError where that fails.
    """
    from catalog.build import build_catalog  # only here: a reader needs neither the facts nor scipy

    print(f"weighbridge: {reason}; building the catalog in {folder}", file=sys.stderr)
    try:
        built = build_catalog(folder)
    except (OSError, ValueError, duckdb.Error) as error:
        raise CatalogError(f"the catalog could not be built in {folder}: {error}") from error
    print(f"weighbridge: built catalog {built.version} in {sum(built.seconds.values()):.1f} s", file=sys.stderr)


def current_file(folder: Path) -> Path:
    """The file that CURRENT names.

    Raises: UnusableError where there is none.
    """
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise UnusableError("no catalog yet") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableError(f"{folder / POINTER} cannot be read ({type(error).__name__})") from None
    if not (name.startswith("catalog-") and name.endswith(".duckdb") and Path(name).name == name):
        raise UnusableError(f"{folder / POINTER} does not name a catalog file")
    path = folder / name
    if not path.is_file():
        raise UnusableError(f"the catalog file {name} is missing")
    return path


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True, config=CONFIG)


def _checked(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """The file's own description, if it is a whole catalog of our format under its right name."""
    meta: dict[str, str] = dict(con.execute("SELECT key, value FROM meta").fetchall())
    if meta.get("format") != tables.format_id():
        raise UnusableError(f"{path.name} has format {meta.get('format', 'unknown')}, this version reads {tables.format_id()}")
    if path.name != f"catalog-{meta.get('version')}.duckdb":
        raise UnusableError(f"{path.name} holds version {meta.get('version')}")
    counts = json.loads(meta.get("counts", "{}"))
    found = {name: con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in tables.TABLES}
    if counts != found:
        raise UnusableError(f"{path.name} does not hold the rows it was written with")
    return meta


def _load(path: Path) -> Catalog:
    """All records of one file. Damage shows at any read, so every database error means the file is unusable."""
    file = CatalogFile(path)
    try:
        return file.catalog()
    finally:
        file.close()


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0][:160] if text else type(error).__name__


def _catalog(con: duckdb.DuckDBPyConnection, meta: Mapping[str, str]) -> Catalog:
    def keyed(name: str) -> dict[str, Any]:
        return {record.id: record for record in _records(con, name)}

    return Catalog(
        version=meta["version"],
        built_at=date.fromisoformat(meta["built_at"]),
        models=keyed("models"),
        licences=keyed("licences"),
        providers=keyed("providers"),
        offers=_records(con, "offers", "WHERE rankable"),
        gpus=keyed("gpus"),
        gpu_prices=_records(con, "gpu_prices"),
        shapes={shape.model_id: shape for shape in _records(con, "shapes")},
        quality=_records(con, "quality"),
        reasoning={profile.model_id: profile for profile in _records(con, "reasoning")},
        regulations=_records(con, "regulations"),
        deployments=keyed("deployments"),
        rate_limits=_records(con, "rate_limits"),
        on_prem=_records(con, "on_prem"),
        tuning_prices=_records(con, "tuning_prices"),
        regions=_records(con, "regions"),
        price_history=_records(con, "price_history"),
        measured_gpus=frozenset(row[0] for row in con.execute("SELECT DISTINCT gpu_id FROM throughput").fetchall()),
    )


@cache
def _adapter(record: type[R]) -> TypeAdapter[tuple[R, ...]]:
    return TypeAdapter(tuple[record, ...])  # type: ignore[valid-type]


def _records(con: duckdb.DuckDBPyConnection, name: str, where: str = "", parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
    """Records of one table in their order. `where` is our own SQL, never text from outside."""
    rows = con.execute(f"SELECT record FROM {name} {where} ORDER BY ord", list(parameters)).fetchall()
    return _adapter(tables.TABLES[name]).validate_json("[" + ",".join(row[0] for row in rows) + "]")


class CatalogFile:
    """One catalog file as a database for pages: read-only and thread-safe. It stays readable where the file is deleted meanwhile."""

    def __init__(self, path: Path) -> None:
        """Opens and checks the file.

        Raises: UnusableError where it cannot be read, or is no whole catalog of our format.
        """
        self.path = path
        try:
            self._con = _connect(path)
        except duckdb.Error as error:
            raise UnusableError(f"{path.name} cannot be read ({_first_line(error)})") from None
        try:
            self._meta = _checked(self._con, path)
        except (UnusableError, duckdb.Error, ValueError) as error:
            self._con.close()  # while it lives, a repaired file under the same name would not be seen
            raise UnusableError(_first_line(error)) from None

    @property
    def version(self) -> str:
        return self._meta["version"]

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of one query; values go in as parameters (`?` with a list, `$name` with a mapping), never into the text."""
        return self._con.cursor().execute(sql, _given(parameters)).fetchall()

    def frame(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
        """The same as a pandas table."""
        return self._con.cursor().execute(sql, _given(parameters)).df()

    def records(self, name: str, where: str = "", parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
        """Whole records of one table; `where` is our own SQL with `?` for values."""
        return _records(self._con.cursor(), name, where, parameters)

    def catalog(self) -> Catalog:
        """Every record that the advisor reads.

        Raises: UnusableError where damage shows only now.
        """
        try:
            return _catalog(self._con.cursor(), self._meta)
        except (duckdb.Error, ValidationError, ValueError, KeyError) as error:
            raise UnusableError(f"{self.path.name} cannot be read ({_first_line(error)})") from None

    def close(self) -> None:
        """Releases the file; a statement that runs finishes."""
        self._con.close()


class CatalogHandle:
    """The current catalog of a folder, following the pointer to newer versions.

    The pointer is looked at no more than once a second. A statement that runs while the catalog moves on finishes on its own
    version; the old file is released when its last cursor is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._looked = 0.0
        self._file: CatalogFile | None = None

    @property
    def version(self) -> str:
        """Version of the catalog that the next query reads."""
        return self.file().version

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        return self.file().rows(sql, parameters)

    def frame(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
        return self.file().frame(sql, parameters)

    def records(self, name: str, where: str = "", parameters: Sequence[Any] = ()) -> tuple[Any, ...]:
        return self.file().records(name, where, parameters)

    def catalog(self) -> Catalog:
        """The records of the version that this handle reads; damage that shows only now leads to a rebuild."""
        try:
            return self.file().catalog()
        except UnusableError:
            self.close()
            return open_catalog(self._folder)

    def close(self) -> None:
        """Releases the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None

    def file(self) -> CatalogFile:
        """The file that CURRENT names; the one that is open where that cannot be read."""
        with self._lock:
            now = time.monotonic()
            if self._file is None or now - self._looked >= POINTER_CHECK_S:
                self._looked = now
                self._follow()
            if self._file is None:
                raise CatalogError(f"no catalog can be opened in {self._folder}; run: weighbridge catalog build")
            return self._file

    def _follow(self) -> None:
        try:
            path = current_file(self._folder)
            if self._file is None or path != self._file.path:
                self._file = CatalogFile(path)
        except UnusableError:
            if self._file is None:
                raise


def _given(parameters: Sequence[Any] | Mapping[str, Any]) -> Any:
    return dict(parameters) if isinstance(parameters, Mapping) else list(parameters)


def connect(folder: Path | None = None) -> CatalogHandle:
    """A handle on the current catalog, built first where there is none that can be used."""
    folder = folder or data_dir()
    handle = CatalogHandle(folder)
    try:
        fresh_file(folder)
        handle.rows("SELECT 1")
    except UnusableError as reason:
        rebuild(folder, str(reason))
        handle.rows("SELECT 1")
    return handle


def name_book(handle: CatalogHandle | CatalogFile, models: Iterable[Model]) -> NameBook:
    """Every name by which these models are known: id, name, and the names of price lists and benchmarks."""
    return NameBook.of(models, handle.rows("SELECT key, model_id FROM aliases"))


def find_offers(handle: CatalogHandle, provider: str, model: str) -> tuple[Offer, ...]:
    """Offers of a model at a provider, by the names of the price feeds or of the catalog; the one in use first.

    `model` may be a catalog id (anthropic/claude-opus-5.5), its part behind the lab, or an upstream key, with or without the
    provider in front of it (claude-opus-5-5, azure/gpt-5.4). All places and service tiers are listed.
    """
    found: tuple[Offer, ...] = handle.records(
        "offers",
        """WHERE (provider_id = $1 OR feed_provider = $1)
           AND (feed_key = $2 OR model_id = $2 OR split_part(model_id, '/', 2) = $2 OR ends_with(feed_key, '/' || $2))""",
        [provider, model],
    )

    def order(offer: Offer) -> tuple[bool, bool, bool, bool, bool, str]:
        elsewhere = offer.region not in (None, "global") or "@regional" in offer.id
        spelled_otherwise = not (offer.feed_key == model or offer.model_id == model or offer.feed_key == f"{provider}/{model}")
        return (not offer.rankable, offer.tier != "standard", elsewhere, ":" in offer.id, spelled_otherwise, offer.id)

    return tuple(sorted(found, key=order))
