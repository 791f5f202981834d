"""One refresh at a time per data folder.

The lock is the kernel's (flock), so that it ends with the process that holds it, however that ends. The file says who holds it, for
people; what an ended process left in it counts for nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

NAME = "refresh.lock"


class AlreadyRefreshingError(RuntimeError):
    """Another process refreshes the same data folder."""


@contextmanager
def refresh_lock(folder: Path) -> Iterator[None]:
    """Holds the lock of a data folder.

    Raises: AlreadyRefreshingError where another process (or thread) holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRefreshingError(
                f"Another refresh is running ({_holder(folder)}). It can be waited for or ended; then try again."
            ) from None
        handle.truncate(0)
        handle.write(json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}))
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)  # while it is still held: the next holder writes its own name


def refreshing(folder: Path) -> str:
    """Who refreshes the folder at this moment, in words; "" where nobody does."""
    try:
        with (folder / NAME).open("r", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(folder)
    except OSError:
        return ""
    return ""


def _holder(folder: Path) -> str:
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return f"process {int(found['pid'])}, since {str(found['since'])[:19].replace('T', ' ')} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that did not leave its name"
