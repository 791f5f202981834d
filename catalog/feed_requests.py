"""What is asked of one feed, and the snapshot that its answers make.

Paths that answered before are asked with what their server said to recognise them by, so that an unchanged answer is not sent again.
A feed of several answers is whole or not at all: where one cannot be had, nothing of it is used. Only a model among many that its
server does not have (404) or does not show (401, 403) is kept as having no answer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from catalog.entries import answers, in_parts, read_json, received_parts
from catalog.feeds import Feed
from catalog.fetch import Fetcher, FetchError, Validators

AT_ONCE = 4
"""Requests to one feed at the same time, where it is asked about many models."""


class NoKeyError(FetchError):
    """A feed wants the user's own key and there is none: it is left out, which is no failure."""


@dataclass(frozen=True)
class Collected:
    """What came of asking one feed. `payload` is None where every answer is the same as before."""

    payload: bytes | None
    validators: dict[str, Validators]


def base_address(feed: Feed, environ: Mapping[str, str] = os.environ) -> str:
    """Where a feed is asked: WEIGHBRIDGE_FEED_<NAME>_URL, or its own address.

    Raises: FetchError where the variable holds no address.
    """
    name = address_variable(feed)
    given = environ.get(name, "").strip().rstrip("/") or feed.base
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise FetchError(f"{name} is {given[:80]!r}. Give an address such as https://mirror.example/path, without ? and #.")
    if parts.username or parts.password:
        raise FetchError(f"{name} holds a user name or password. Give an address without them.")
    return given


def address_variable(feed: Feed) -> str:
    """Environment variable that moves a feed to another address."""
    return f"WEIGHBRIDGE_FEED_{feed.name.upper()}_URL"


def collect(
    feed: Feed,
    fetcher: Fetcher,
    wanted: Sequence[str],
    before: bytes | None = None,
    known: Mapping[str, Validators] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Collected:
    """All answers of one feed. `before` is its last snapshot, `known` what its answers are recognised by.

    Raises: FetchError, NoKeyError.
    """
    asker = _Asker(feed, fetcher, before, known or {}, environ)
    found = {path: asker.ask(path) for path in feed.paths}
    if feed.further:
        try:
            more = feed.further({path: read_json(body) for path, body in found.items() if body is not None}, wanted)
        except ValueError as error:
            raise FetchError(f"{feed.publisher}: {error}") from error
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=feed.name) as pool:
            found |= zip(more, pool.map(lambda path: asker.ask(path, may_be_absent=True), more), strict=True)
    if before is not None and not asker.news and list(found) == list(asker.old):
        return Collected(None, asker.validators)
    if feed.in_parts:
        return Collected(in_parts(found), asker.validators)
    (body,) = found.values()
    return Collected(body, asker.validators)


class _Asker:
    """Asks the paths of one feed and remembers what was said about them."""

    def __init__(
        self, feed: Feed, fetcher: Fetcher, before: bytes | None, known: Mapping[str, Validators], environ: Mapping[str, str]
    ) -> None:
        self.base = base_address(feed, environ)
        self.headers = _key_header(feed, environ)
        self.old = _old_parts(feed, before)
        self.known = known
        self.fetcher = fetcher
        self.validators: dict[str, Validators] = {}
        self.news = False

    def ask(self, path: str, may_be_absent: bool = False) -> bytes | None:
        """One answer; None where the server has none for this path."""
        old = self.old.get(path)
        known = self.known.get(path, Validators()) if old is not None else Validators()
        answer = self.fetcher.get(self.base + path, headers=self.headers, validators=known, may_be_absent=may_be_absent)
        body = old if answer.unchanged else answer.body
        self.validators[path] = known if answer.unchanged else answer.validators
        self.news |= path not in self.old or (body or b"").strip() != (old or b"").strip()
        return body


def _old_parts(feed: Feed, before: bytes | None) -> dict[str, bytes | None]:
    """The last snapshot by path, each part in the bytes it was received in."""
    if before is None:
        return {}
    if not feed.in_parts:
        return {feed.paths[0]: before}
    try:
        answers(before)
    except ValueError:
        return {}
    return received_parts(before)


def _key_header(feed: Feed, environ: Mapping[str, str]) -> dict[str, str]:
    if feed.key is None:
        return {}
    variable, header = feed.key
    key = environ.get(variable, "").strip()
    if not key:
        raise NoKeyError(f"needs your own key in {variable}")
    if not key.isascii() or not key.isprintable():
        raise FetchError(f"{variable} holds characters that no key has")
    return {header: key}
