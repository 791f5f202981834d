"""What a person has to look at in fetched lists, and what they decide: names without a model, and changes held back."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog import decisions as decided
from catalog.build import CatalogVersion, build_catalog
from catalog.curated import load_facts
from catalog.curated_faults import did_you_mean
from catalog.decisions import Rejection
from catalog.feeds import FEED
from catalog.matching import CAUTION
from catalog.refresh_lock import refresh_lock
from catalog.schema import Alias, HeldUpdate, Provider, ReviewItem
from catalog.sources import read_sources, snapshot_folders
from catalog.upstream_names import read_name

KINDS = ("held", "ambiguous", "unmatched")
Kind = Literal["exact", "regional", "dated_snapshot", "host_variant", "pointer"]


class ReviewError(ValueError):
    """The decision cannot be taken as given; the text says what to do."""


@dataclass(frozen=True)
class Key:
    """One line of one feed, written "feed:provider/key"."""

    feed: str
    provider: str
    key: str

    def __str__(self) -> str:
        return f"{self.feed}:{self.provider}/{self.key}"


def read_key(text: str) -> Key:
    """The parts of "feed:provider/key", as the review list writes it.

    Raises: ReviewError.
    """
    feed, colon, rest = text.partition(":")
    provider, slash, key = rest.partition("/")
    if not (feed and colon and slash and key):
        raise ReviewError(f"{text[:120]!r} is no key of a feed. Write it as the review list does, such as litellm:openai/gpt-6-sol.")
    if feed not in FEED:
        raise ReviewError(f"{text[:120]!r}: no feed {feed[:40]!r}. Feeds: {', '.join(FEED)}.")
    return Key(feed, provider, key)


def by_importance(items: Iterable[ReviewItem], providers: Mapping[str, Provider]) -> list[ReviewItem]:
    """Names of several models first, then those that nearly match one, those of providers with a record before the others."""
    known = {name for provider in providers.values() for name in (provider.id, *provider.feed_names)}
    return sorted(items, key=lambda i: (i.kind != "ambiguous", not i.candidates, i.provider not in known, i.feed, i.provider, i.key))


def rows(items: Sequence[ReviewItem], held: Sequence[HeldUpdate]) -> list[dict[str, object]]:
    """One flat row per thing to look at, changes first."""
    waiting: list[dict[str, object]] = [
        {
            "kind": "held", "key": str(Key(u.feed, u.provider, u.key)), "what": changed(u), "before": u.before, "after": u.after,
            "candidates": [], "why": u.why, "seen": u.seen.isoformat(),
        }
        for u in held
    ]  # fmt: skip
    names: list[dict[str, object]] = [
        {
            "kind": i.kind, "key": str(Key(i.feed, i.provider, i.key)), "what": "name", "before": "", "after": "",
            "candidates": list(i.candidates), "why": i.why, "seen": i.seen.isoformat(),
        }
        for i in items
    ]  # fmt: skip
    return [*waiting, *names]


def changed(update: HeldUpdate) -> str:
    """The figure with what tells it from others of the same key: tier, place, unit and condition, as far as they are not the usual ones."""
    unusual = (
        update.tier if update.tier != "standard" else "",
        update.place,
        f"per {update.unit}" if update.unit != "mtok" else "",
        update.condition,
    )
    more = ", ".join(part for part in unusual if part)
    return f"{update.field} ({more})" if more else update.field


def accept(data: Path, key: Key, model_id: str, kind: str = "") -> tuple[Alias, CatalogVersion]:
    """Writes down that a key means a model, and builds the catalog anew.

    `kind` is one of an alias; without it, what the spelling of the key says.

    Raises: ReviewError, AlreadyRefreshingError, FactsError.
    """
    facts = load_facts()
    model = facts.models.get(model_id)
    if model is None:
        raise ReviewError(
            f"No model {model_id[:120]!r} in the catalog (`weighbridge models` lists them){did_you_mean(model_id, facts.models)}"
        )
    if kind and kind not in CAUTION:
        raise ReviewError(f"{kind[:40]!r} is no kind of name. Kinds: {', '.join(CAUTION)}.")
    if not _listed(data, key):
        raise ReviewError(f"No list in use has {key}. `weighbridge catalog review` shows the keys as they are written.")
    alias = Alias.model_validate(
        {"model_id": model.id, "source": key.feed, "provider": key.provider, "key": key.key, "match": kind or kind_of(key.key)}
    )
    with refresh_lock(data):
        decided.accept(data, alias)
        return alias, build_catalog(data)


def confirm(data: Path, keys: Sequence[Key]) -> tuple[list[HeldUpdate], CatalogVersion]:
    """Takes over the held changes of these keys, and builds the catalog anew.

    Raises: ReviewError where one of them has none; then none is taken over. AlreadyRefreshingError, FactsError.
    """
    with refresh_lock(data):
        every = (update for one in decided.read_decisions(data).held for update in one.updates)
        waiting = {Key(u.feed, u.provider, u.key) for u in every}  # a change that was rejected may be confirmed after all
        if strange := [str(key) for key in keys if key not in waiting]:
            raise ReviewError(f"Nothing is held back for {', '.join(strange)}. `weighbridge catalog review --kind held` shows what is.")
        taken = [update for key in keys for update in decided.confirm(data, key.feed, key.provider, key.key)]
        return taken, build_catalog(data)


def reject(data: Path, keys: Sequence[Key]) -> tuple[list[Rejection], CatalogVersion]:
    """Writes down that the held changes of these keys are not taken over, or, of a key without any, that its name is none of ours.

    Raises: ReviewError where no list has one of them; then none is rejected. AlreadyRefreshingError, FactsError.
    """
    with refresh_lock(data):
        updates = decided.read_decisions(data).updates
        waiting = {key: [u for u in updates if Key(u.feed, u.provider, u.key) == key] for key in keys}
        if strange := [str(key) for key, found in waiting.items() if not found and not _listed(data, key)]:
            raise ReviewError(f"No list in use has {', '.join(strange)}. `weighbridge catalog review` shows the keys as they are written.")
        found = list(dict.fromkeys(decided.rejection_of(update) for held in waiting.values() for update in held))
        found += [Rejection(feed=key.feed, provider=key.provider, key=key.key) for key, held in waiting.items() if not held]
        decided.reject(data, found)
        return found, build_catalog(data)


def accept_command(key: Key, model_id: str) -> str:
    """The command line that accepts a match, as a POSIX shell reads it; "" where the key has characters that a line cannot carry."""
    return _command("--accept", key, shlex.quote(model_id))


def confirm_command(key: Key) -> str:
    """The same for taking over what is held back."""
    return _command("--confirm", key)


def reject_command(key: Key) -> str:
    """The same for leaving things as they are."""
    return _command("--reject", key)


def _command(option: str, key: Key, *more: str) -> str:
    text = str(key)
    shown = text.isprintable() and "  " not in text  # what a page or terminal shows is what was meant
    return " ".join(("weighbridge catalog review", option, shlex.quote(text), *more)) if shown else ""


def kind_of(key: str) -> Kind:
    """What kind of name a key is by its spelling alone."""
    name = read_name(key)
    if "latest" in name.words:
        return "pointer"
    if name.quantised:
        return "host_variant"
    if name.day:
        return "dated_snapshot"
    return "regional" if name.place else "exact"


def _listed(data: Path, key: Key) -> bool:
    """Whether the newest list of the feed has such a line."""
    sources = read_sources(snapshot_folders(data))
    keys = {(line.feed, line.provider, line.key) for found in sources.translations for line in found.entries}
    keys |= {(line.feed, line.provider, line.key) for found in sources.translations for line in found.statements}
    keys |= {(line.feed, line.provider, line.key) for found in sources.translations for line in found.scores}
    return (key.feed, key.provider, key.key) in keys
