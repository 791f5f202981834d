"""A refresh beside a running app: the command in a process of its own, so that the app's visitors wait for nothing.

Off unless the deployment turns it on. One at a time: within this process by the state kept here, between processes by the lock of the
data folder (catalog.refresh_lock).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ALLOWED = "WEIGHBRIDGE_REFRESH"
COMMAND = (sys.executable, str(Path(__file__).parents[1] / "cli.py"), "catalog", "refresh", "--format", "json")
FAILED_FEEDS = 3
LONGEST = 400
"""Characters kept of one line that the command says: feeds are quoted in it."""


def may_refresh(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the deployment lets its visitors start a refresh."""
    return environ.get(ALLOWED, "").strip().lower() in ("1", "yes", "true", "on")


@dataclass(frozen=True)
class Progress:
    """Where a refresh stands.

    said        the last line it said; "" nothing yet.
    outcome     what came of it, as `catalog refresh --format json` writes it; None: it runs, never ran, or came to nothing.
    fault       why it came to nothing; "" it did not.
    ended       when (UTC); None: it runs, or never ran.
    """

    running: bool = False
    said: str = ""
    outcome: Mapping[str, Any] | None = None
    fault: str = ""
    ended: datetime | None = None


@dataclass
class BackgroundRefresh:
    """The refreshes that one app process starts."""

    command: Sequence[str] = COMMAND
    _now: Progress = Progress()
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def progress(self) -> Progress:
        """Where the one that runs stands, or the last one."""
        return self._now

    def start(self) -> bool:
        """Starts one; False where one runs already."""
        with self._lock:
            if self._now.running:
                return False
            self._now = Progress(running=True)
        self._thread = threading.Thread(target=self._run, name="refresh", daemon=True)
        self._thread.start()
        return True

    def wait(self) -> Progress:
        """Until the one that runs has ended."""
        if self._thread is not None:
            self._thread.join()
        return self._now

    def _run(self) -> None:
        try:
            outcome, fault = self._ask()
        except (OSError, ValueError) as error:  # the command cannot be started, or says what nobody can read
            outcome, fault = None, f"The refresh could not be carried out: {error}"
        self._now = Progress(False, self._now.said, outcome, fault, datetime.now(UTC))

    def _ask(self) -> tuple[Mapping[str, Any] | None, str]:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as answer:  # a pipe that nobody empties would stop it
            with subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.PIPE, text=True, errors="replace"
            ) as process:
                assert process.stderr is not None
                for line in process.stderr:
                    if line.strip():
                        self._now = replace(self._now, said=line.strip()[:LONGEST])
            if process.returncode not in (0, FAILED_FEEDS):
                return None, self._now.said or f"The refresh ended with status {process.returncode}."
            answer.seek(0)
            found = json.load(answer)
        return found, ""
