"""The catalogs that a running server answers from: the newest one for whoever begins, older ones for whoever began with them.

A refresh in another process publishes a new file and moves the pointer. It is looked at no more than once a second; what it names
is opened, read and prepared in the background, and until that is done everybody goes on with what there is. A catalog that
cannot be read is not followed, and it is said why.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalog.schema import Catalog
from catalog.store import POINTER_CHECK_S, CatalogFile, UnusableError, current_file, data_dir, fresh_file, rebuild

LONGEST = 100
"""Characters of a version: a visitor's session says which one they began with."""
KEPT_OPEN = 4
"""Catalogs kept in memory, 40 MB each: the newest, and those that visitors began with last."""


@dataclass(frozen=True)
class Edition:
    """One catalog, as a database and as records. Do not change it: all visitors share it."""

    file: CatalogFile
    catalog: Catalog

    @property
    def version(self) -> str:
        return self.catalog.version


class Editions:
    """The catalogs of one data folder, for a process that serves many visitors."""

    def __init__(self, folder: Path | None = None, prepare: Callable[[Catalog], object] = lambda _: None) -> None:
        """`prepare` is called with a newer catalog before anybody gets it, so that nobody waits for what is derived from it first."""
        self._folder = folder or data_dir()
        self._prepare = prepare
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._looked = 0.0
        self._open: OrderedDict[str, Edition] = OrderedDict()
        self._newest: Edition | None = None
        self._refused = ""
        self._follower: threading.Thread | None = None

    def newest(self) -> Edition:
        """The newest catalog that is ready.

        Raises: CatalogError where there is none and none can be built.
        """
        with self._lock:
            if self._newest is not None:
                self._look()
                return self._newest
        with self._loading:  # whoever comes first opens it, and builds it where there is none
            if self._newest is None:
                edition = self._first()
                with self._lock:
                    self._keep(edition)
                    self._newest = edition
                    self._looked = time.monotonic()
            return self._newest

    def _first(self) -> Edition:
        """The current catalog, built where there is none that can be read."""
        try:
            return _read(fresh_file(self._folder))
        except UnusableError as reason:
            rebuild(self._folder, str(reason))
        return _read(current_file(self._folder))

    def edition(self, version: str) -> Edition | None:
        """One catalog by its version, read again where it was put away; None where its file is gone."""
        with self._lock:
            if found := self._open.get(version):
                self._open.move_to_end(version)
                return found
        path = self._folder / f"catalog-{version}.duckdb"
        if "/" in version or "\x00" in version or len(version) > LONGEST or not path.is_file():
            return None
        with self._loading:
            if found := self._open.get(version):
                return found
            try:
                edition = _read(path)
            except UnusableError:
                return None
            with self._lock:
                self._keep(edition)
            return edition

    def wait(self) -> None:
        """Until what is being read in the background is ready."""
        if (follower := self._follower) is not None:
            follower.join()

    def _look(self) -> None:
        """Follows the pointer, no more than once a second. The lock is held."""
        now = time.monotonic()
        busy = self._follower is not None and self._follower.is_alive()
        if busy or now - self._looked < POINTER_CHECK_S:
            return
        self._looked = now
        try:
            path = current_file(self._folder)
        except UnusableError:
            return
        if self._newest is None or path == self._newest.file.path or path.name == self._refused:
            return
        self._follower = threading.Thread(target=self._follow, args=(path,), name=f"open {path.name}", daemon=True)
        self._follower.start()

    def _follow(self, path: Path) -> None:
        try:
            with self._loading:
                edition = self._open.get(path.stem.removeprefix("catalog-")) or _read(path)
                self._prepare(edition.catalog)
        except UnusableError as reason:
            self._refused = path.name
            print(f"weighbridge: a new catalog is not used: {reason}", file=sys.stderr)
            return
        with self._lock:
            self._keep(edition)
            self._newest = edition

    def _keep(self, edition: Edition) -> None:
        """Puts away what nobody asked for longest; whoever still uses it keeps it until they are done. The lock is held."""
        self._open[edition.version] = edition
        self._open.move_to_end(edition.version)
        for version in [v for v in self._open if self._newest is None or v != self._newest.version][: max(0, len(self._open) - KEPT_OPEN)]:
            if version != edition.version:
                del self._open[version]


def _read(path: Path) -> Edition:
    """Opens one file and reads its records.

    Raises: UnusableError.
    """
    file = CatalogFile(path)
    try:
        return Edition(file, file.catalog())
    except UnusableError:
        file.close()
        raise
