"""What became of asking each feed the last time: kept in the data folder, shown on pages, and used to ask for changes only."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from catalog.fetch import Validators

NAME = "feeds.json"


@dataclass(frozen=True)
class FeedState:
    """One feed.

    tried       when it was asked last (ISO, UTC); "" never.
    fetched     when it answered last, changed or not; "" never.
    error       why it did not answer the last time; "" it did, or was never asked.
    snapshot    SHA-256 of the snapshot that `validators` belong to.
    """

    tried: str = ""
    fetched: str = ""
    error: str = ""
    snapshot: str = ""
    validators: Mapping[str, Validators] = field(default_factory=dict)

    def known(self, payload: bytes | None) -> Mapping[str, Validators]:
        """What the answers in `payload` are recognised by; nothing where another payload was meant."""
        return self.validators if payload is not None and self.snapshot == digest(payload) else {}


def digest(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()


def read_states(folder: Path) -> dict[str, FeedState]:
    """The state of each feed by name; what cannot be read counts as never asked."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): _state(row) for name, row in found.items() if isinstance(row, dict)} if isinstance(found, dict) else {}


def _state(row: Mapping[str, Any]) -> FeedState:
    texts = {name: row[name] for name in ("tried", "fetched", "error", "snapshot") if isinstance(row.get(name), str)}
    kept = row.get("validators")
    validators = {
        str(path): Validators(str(v.get("etag", "")), str(v.get("last_modified", "")))
        for path, v in (kept.items() if isinstance(kept, dict) else ())
        if isinstance(v, dict)
    }
    return replace(FeedState(**texts), validators=validators)


def write_states(folder: Path, states: Mapping[str, FeedState]) -> None:
    """Puts all states in place of the old ones, whole or not at all."""
    text = json.dumps({name: asdict(state) for name, state in sorted(states.items())}, indent=1)
    write_whole(folder / NAME, text.encode())


def write_whole(path: Path, content: bytes) -> None:
    """A file in place of the old one, synced, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
