"""Who may call: tokens named in the environment, and how often and how much one client may send.

WEIGHBRIDGE_API_TOKENS holds `name:sha256` pairs separated by commas: the server never stores a token, only its digest.
`weighbridge token NAME` makes one. Without pairs the API is open, unless the app asks its visitors to sign in: then
every call needs a token, and with no pairs every call is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

TOKENS, RATE, ORIGINS = "WEIGHBRIDGE_API_TOKENS", "WEIGHBRIDGE_API_RATE", "WEIGHBRIDGE_API_ORIGINS"
USUAL_RATE = "60/minute"
"""Calls of one client: a person's script never meets it, a loop that forgot to stop does."""
LARGEST_BODY = 1_000_000
"""Bytes of a request's body; real needs have about two thousand."""


class AccessError(ValueError):
    """A setting in the environment that cannot be read; the message names it and what is allowed."""


@dataclass(frozen=True)
class Tokens:
    """Digests of the tokens that are accepted, by the name of who holds each."""

    digests: Mapping[str, str]

    def holder(self, authorization: str | None) -> str | None:
        """Name of whoever sent this Authorization header; None for no header, another scheme or an unknown token."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        sent = digest(token.strip())
        # every digest is compared, so that the time taken tells nothing about which one came close
        found = [name for name, kept in self.digests.items() if hmac.compare_digest(kept, sent)]
        return found[0] if found else None


def digest(token: str) -> str:
    """SHA-256 of a token, in hexadecimal. Tokens are long and random, so a slow hash would add nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def new_token() -> str:
    """A token nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


def read_tokens(environment: Mapping[str, str]) -> Tokens:
    """The accepted tokens.

    Raises:
        AccessError: an entry is not `name:sha256`, or a name stands twice.
    """
    entries = [entry.strip() for entry in environment.get(TOKENS, "").split(",") if entry.strip()]
    digests: dict[str, str] = {}
    for place, entry in enumerate(entries, 1):
        name, _, kept = entry.rpartition(":")
        if not name or not re.fullmatch(r"[0-9a-f]{64}", kept):
            raise AccessError(f"{TOKENS}: entry {place} is not name:sha256 in hexadecimal. `weighbridge token NAME` prints one.")
        if name in digests:
            raise AccessError(f"{TOKENS}: {name} stands twice. Give each holder one entry.")
        digests[name] = kept
    return Tokens(digests)


class Rate:
    """Calls per client over a moving window, counted in this process."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        given = environment.get(RATE, "").strip() or USUAL_RATE
        try:
            self.item: RateLimitItem = parse(given)
        except ValueError:
            raise AccessError(f'{RATE} is "{given[:40]}". Give a number and a unit, such as {USUAL_RATE} or 10/second.') from None
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def wait_s(self, client: str, now: float) -> int | None:
        """Count one call of this client; None if it may go ahead, else whole seconds until the next may.

        now: Unix time in seconds.
        """
        if self._window.hit(self.item, client):
            return None
        return max(1, round(self._window.get_window_stats(self.item, client).reset_time - now + 0.5))


def read_origins(environment: Mapping[str, str]) -> list[str]:
    """Web origins that browsers may call from; empty (nobody) unless the deployment names some."""
    return [origin.strip() for origin in environment.get(ORIGINS, "").split(",") if origin.strip()]
