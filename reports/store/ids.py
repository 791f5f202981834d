"""Ids of stored reports: random, so that a link is the only way to a report, and written so that any address or shell takes them."""

from __future__ import annotations

import hashlib
import re
import secrets

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{21}")
"""22 characters of 6 bits, 128 of them random; none begins with a dash, which a command would read as an option."""
_IN_LINK = re.compile(r"(?:^|[/=])([A-Za-z0-9][A-Za-z0-9_-]{21})(?=$|[&#/?.])")


def new_id() -> str:
    """An id that nobody can guess."""
    while not _ID.fullmatch(made := secrets.token_urlsafe(16)):
        pass
    return made


def is_id(text: object) -> bool:
    """Whether this can be the id of a report; nothing else is ever looked up."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def id_in(text: str) -> str | None:
    """The id in what somebody pasted: an id, or a link that holds one. None where there is none."""
    found = _IN_LINK.search(text.strip()[:2_000])
    return found[1] if found else None


def saver_hash(owner: str | None, browser: str | None) -> str:
    """Who saved a report, as a fingerprint: a copy of the database gives nobody's browser key away. Empty: nobody in particular."""
    who = f"owner:{owner}" if owner else f"browser:{browser}" if browser else ""
    return hashlib.sha256(who.encode()).hexdigest() if who else ""
