"""Which curated model an upstream key means: an exact alias first, then a name that says the same in every part, else nobody.

Names are known from the aliases and from the models' own ids, names and weights. A key matches where exactly one model has its
form (catalog.upstream_names): words, versions, sizes and quantisation all equal. A key that only adds the day of a snapshot matches
the name without it. Two models of one form are ambiguous; anything else is unmatched, and the models that differ in one part are
named for a person to look at. No key is ever matched across versions, sizes or quantisations.

Two more cautions. A name needs a word of its own: "v3-large" could be anybody's. And where a model of a size is called "instruct",
"chat" or "it", a key without such a word may mean the untuned weights at that host: only an alias can say that it does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from catalog.schema import Alias, Model
from catalog.upstream_names import Name, read_name

How = Literal["alias", "name", "dated_name", "ambiguous", "unmatched"]
CAUTION = ("pointer", "host_variant", "dated_snapshot", "regional", "exact")
"""Kinds of alias, the most cautious first: what is said of a name of this form, where it is said equally often of several."""
MODES: Mapping[str, str] = {
    "chat": "llm", "responses": "llm", "completion": "llm", "embedding": "embedding", "rerank": "embedding", "image_generation": "image",
    "image_edit": "image", "video_generation": "video", "audio_transcription": "audio", "audio_speech": "audio",
}  # fmt: skip
"""What an endpoint does -> the kind of model behind it; other modes say nothing about the kind."""
PARTS = ("words", "version", "size", "quantisation")
TUNED = frozenset({"instruct", "chat", "it"})
"""Words that tell tuned weights from the ones they were tuned from."""
COMMON = frozenset(
    "base chat exp fast flash hd high image instruct it large latest lite low max medium mini nano next omni plus preview pro small "
    "standard terminus thinking tts turbo ultra video vision xl".split()
)
"""Words that many families share: a name of these alone belongs to nobody."""
SHOWN = 4
"""Candidates named for a key without a match."""

_Form = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Match:
    """The answer for one key.

    model_id    None where nobody or more than one fits.
    kind        as in an alias: exact, regional, host_variant, dated_snapshot, pointer; "" without a model.
    candidates  models that fit (ambiguous), or that differ in one part only (unmatched); for a person to judge.
    why         one sentence.
    """

    model_id: str | None
    how: How
    kind: str = ""
    candidates: tuple[str, ...] = ()
    why: str = ""


class Matcher:
    """Looks keys up. Built once from models and aliases."""

    def __init__(self, models: Mapping[str, Model], aliases: Iterable[Alias]) -> None:
        self._models = models
        self._alias: dict[tuple[str, str, str], Alias] = {}
        self._known: dict[tuple[_Form, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        self._near: dict[_Form, dict[tuple[_Form, str], None]] = defaultdict(dict)
        self._tuned: set[str] = set()
        for model in models.values():
            lab, _, slug = model.id.partition("/")
            own = read_name(slug)
            if TUNED & set(own.words) and own.sizes:
                self._tuned.add(model.id)
            for name in (own, *(read_name(text) for text in (f"{lab}-{slug}", model.name, model.hf_id) if text)):
                self._learn(name, model.id, "exact")
        for alias in aliases:
            self.learn(alias)
            self._learn(read_name(alias.key), alias.model_id, alias.match, times=0)

    def learn(self, alias: Alias) -> None:
        """Takes an alias in."""
        self._alias[alias.source, alias.provider, alias.key] = alias
        name = read_name(alias.key)
        self._known[name.form, name.day][alias.model_id, alias.match] += 1

    def forget(self, alias: Alias) -> None:
        """Takes an alias back, as if it had never been there (to measure how well the others stand in for it)."""
        del self._alias[alias.source, alias.provider, alias.key]
        name = read_name(alias.key)
        self._known[name.form, name.day][alias.model_id, alias.match] -= 1

    def match(self, feed: str, provider: str, key: str, mode: str = "") -> Match:
        """The model that `key` of a feed means. `mode` says what the endpoint does, where the feed states it."""
        if alias := self._alias.get((feed, provider, key)):
            return Match(alias.model_id, "alias", alias.match, (alias.model_id,), "its name is in the alias table")
        names = readings(key, provider)
        for name in names:
            if found := self._meant(name, name.day, mode):
                return _settled(found, name, "name")
        for name in names:
            if name.day and (found := self._meant(name, "", mode)):
                return _settled(found, name, "dated_name")
        return self._unmatched(names, mode)

    def _learn(self, name: Name, model_id: str, kind: str, times: int = 1) -> None:
        self._known[name.form, name.day][model_id, kind] += times
        for part in range(len(PARTS)):
            self._near[_without(name.form, part)][name.form, model_id] = None

    def _meant(self, name: Name, day: str, mode: str) -> dict[str, Counter[str]]:
        """Models of the form -> how often which kind is said of it."""
        if set(name.words) <= COMMON:
            return {}
        return {model_id: kinds for model_id, kinds in self._of_form(name, day, mode).items() if self._says_tuned(model_id, name)}

    def _of_form(self, name: Name, day: str, mode: str) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for (model_id, kind), times in self._known.get((name.form, day), Counter()).items():
            if times and self._serves(model_id, mode):
                found[model_id][kind] += times
        return found

    def _says_tuned(self, model_id: str, name: Name) -> bool:
        return model_id not in self._tuned or bool(TUNED & set(name.words))

    def _serves(self, model_id: str, mode: str) -> bool:
        """Whether the model is of the kind that such an endpoint serves."""
        model = self._models.get(model_id)
        return model is not None and MODES.get(mode, model.kind) == model.kind

    def _unmatched(self, names: list[Name], mode: str) -> Match:
        differing: dict[str, str] = {}
        for name in names:
            mine, own = name.form, set(name.words) - COMMON
            for model_id in self._of_form(name, name.day, mode):
                if not self._says_tuned(model_id, name):
                    differing.setdefault(model_id, f"{model_id}: the key does not say whether the tuned weights are meant")
            for part, label in enumerate(PARTS):
                for form, model_id in self._near.get(_without(mine, part), ()) if own else ():
                    if model_id not in differing and form != mine and _akin(form, mine, part, own) and self._serves(model_id, mode):
                        differing[model_id] = f"{model_id}: other {label} ({_said(form[part])}, not {_said(mine[part])})"
        shown = sorted(differing)[:SHOWN]
        return Match(None, "unmatched", "", tuple(shown), "; ".join(differing[m] for m in shown) or "no curated model has a name like it")


def readings(key: str, provider: str) -> list[Name]:
    """The key as it stands, with the maker's name that Bedrock puts in front of it, and without the host's own name."""
    host = provider.lower().split("_")[0]
    return list(dict.fromkeys([read_name(key), read_name(key, maker=True), *([read_name(key, host)] if len(host) > 3 else [])]))


def _settled(found: Mapping[str, Counter[str]], name: Name, how: How) -> Match:
    """One model or an ambiguity. A name that points elsewhere at any host may do so at this one: such a match is a pointer."""
    if len(found) > 1:
        return Match(None, "ambiguous", "", tuple(sorted(found)), "more than one model has this name")
    ((model_id, kinds),) = found.items()
    kind = "pointer" if kinds["pointer"] else min(kinds, key=lambda kind: (-kinds[kind], CAUTION.index(kind)))
    if how == "dated_name" and CAUTION.index(kind) > CAUTION.index("dated_snapshot"):
        kind = "dated_snapshot"
    elif kind in ("exact", "regional"):
        kind = "regional" if name.place else "exact"
    day = " without its day" if how == "dated_name" else ""
    return Match(model_id, how, kind, (model_id,), f"words, version, size and quantisation are those of a known name{day}")


def _without(form: _Form, part: int) -> _Form:
    """A form with one part open, marked by its place so that two open parts never meet."""
    return (*form[:part], (f"*{part}",), *form[part + 1 :])


def _akin(form: _Form, other: _Form, part: int, own: set[str]) -> bool:
    """Whether a reader may take two names that differ in one part for each other. `own`: words that tell the other's family."""
    return not own.isdisjoint(form[0]) and len(set(form[part]) ^ set(other[part])) <= 2


def _said(part: tuple[str, ...]) -> str:
    return " ".join(part) or "none"
