"""What one report is: a draft to save, the record it becomes, and the tombstone that is left when it is deleted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from reports.about import LONGEST_NOTE, About
from reports.safe_text import clean, one_line
from reports.store.errors import DraftError
from reports.store.ids import is_id

Json = Mapping[str, Any]
Visibility = Literal["link", "private"]
VISIBILITIES: tuple[Visibility, ...] = ("link", "private")

LONGEST_TITLE, LONGEST_REASON = 200, 500
"""Characters."""
LARGEST_REPORT = 40_000_000
"""Bytes of a report as JSON text; the largest of today's catalog has 5 million."""


@dataclass(frozen=True)
class Saver:
    """Who saves or asks: a signed-in owner, else the key of a browser, else nobody in particular."""

    owner: str | None = None
    browser: str | None = None


NOBODY = Saver()


@dataclass(frozen=True)
class Draft:
    """What is to be saved. The recommendation (DESIGN section 4) brings needs, versions and day with it.

    own_evidence    the organisation's own measurements that the recommendation used; None: none.
    organisation    the organisation profile it used; None: none.
    parent_id       the report that this one revises; None: it revises none.
    """

    recommendation: Json
    title: str = ""
    note: str = ""
    own_evidence: Any = None
    organisation: Any = None
    parent_id: str | None = None
    visibility: Visibility = "link"

    def text(self) -> bytes:
        """The recommendation as it is stored.

        Raises:
            DraftError: something in the draft cannot be stored.
        """
        faults = self._faults()
        try:
            stored = as_text(self.recommendation)
            beside = len(as_text([self.own_evidence, self.organisation]))
        except (TypeError, ValueError, RecursionError) as error:  # UnicodeEncodeError is a ValueError
            raise DraftError([*faults, f"The report cannot be written as JSON: {error}."]) from None
        if len(stored) + beside > LARGEST_REPORT:
            faults.append(f"The report has {len(stored) + beside:,} bytes. At most {LARGEST_REPORT:,} can be stored.")
        if faults:
            raise DraftError(faults)
        return stored

    def _faults(self) -> list[str]:
        faults = [
            *_text_faults("The title", self.title, LONGEST_TITLE, lines=False),
            *_text_faults("The note", self.note, LONGEST_NOTE, lines=True),
        ]
        if self.visibility not in VISIBILITIES:
            faults.append(f'The visibility is "{self.visibility}". Allowed: {", ".join(VISIBILITIES)}.')
        if self.parent_id is not None and not is_id(self.parent_id):
            faults.append("The report to revise is not named by an id of a report.")
        return faults + recommendation_faults(self.recommendation)


def recommendation_faults(given: Any) -> list[str]:
    """What keeps this from being a recommendation: the parts that a record is described by."""
    if not isinstance(given, Mapping):
        return ["This is no recommendation: it is no JSON object."]
    parts = {key: given.get(key) for key in ("needs", "headline", "catalog")}
    missing = [key for key, value in parts.items() if not isinstance(value, Mapping)]
    missing += [key for key in ("engine_version", "as_of") if not isinstance(given.get(key), str)]
    if not missing and not isinstance(given["catalog"].get("version"), str):
        missing = ["catalog.version"]
    return [f"This is no recommendation: {', '.join(missing)} is missing or of another kind."] if missing else []


def content_hash(draft: Draft, recommendation: bytes) -> str:
    """Fingerprint of everything the author and the engine said: equal drafts are one report. It is no link."""
    told = as_text([draft.title, draft.note, draft.parent_id, draft.visibility, draft.own_evidence, draft.organisation])
    return hashlib.sha256(told + b"\n" + recommendation).hexdigest()


def as_text(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, no NaN."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


def _text_faults(name: str, text: str, longest: int, lines: bool) -> list[str]:
    if len(text) > longest:
        return [f"{name} has {len(text):,} characters. Give at most {longest:,}."]
    if clean(text) != text or (not lines and one_line(text) != text):
        return [f"{name} holds control characters, invisible ones or line breaks that it cannot keep. Take them out."]
    return []


@dataclass(frozen=True)
class Summary:
    """A report as a list shows it. `created_at` is in UTC; `owner` None: saved without signing in."""

    id: str
    created_at: datetime
    title: str
    headline: str
    as_of: str
    catalog_version: str
    engine_version: str
    parent_id: str | None
    owner: str | None
    visibility: Visibility
    saver_hash: str = field(repr=False)


@dataclass(frozen=True)
class Record(Summary):
    """One whole report, as it was saved."""

    note: str
    needs: Json
    recommendation: Json
    own_evidence: Any
    organisation: Any

    @property
    def about(self) -> About:
        """What the forms of the report say beside the recommendation."""
        return About(self.title, self.note, self.id, self.created_at.isoformat(), self.parent_id or "")

    def as_json(self) -> dict[str, Any]:
        """The record as a file that another installation can read; who saved it stays out."""
        return {
            "record_version": 1,
            "id": self.id,
            "created_at": self.created_at.isoformat(),
            "title": self.title,
            "note": self.note,
            "parent_id": self.parent_id,
            "catalog_version": self.catalog_version,
            "engine_version": self.engine_version,
            "needs": self.needs,
            "own_evidence": self.own_evidence,
            "organisation": self.organisation,
            "recommendation": self.recommendation,
        }


@dataclass(frozen=True)
class Tombstone:
    """What is left of a deleted report. Its content is gone; `reason` may be empty."""

    id: str
    created_at: datetime
    deleted_at: datetime
    reason: str


@dataclass(frozen=True)
class Saved:
    """`created` False: the same saver had stored the same report before, and this is its id."""

    id: str
    created: bool
