"""What an upstream key says: family words, versions, sizes, quantisation and day, apart from where and how it is served.

Two keys mean the same model only where all of these are equal; nothing here compares letters for likeness. Cleared away are paths
("fireworks_ai/accounts/fireworks/models/"), places ("eu.anthropic."), serving suffixes ("-maas", "-v1:0"), and ways of spelling one
thing ("v3p1", "v3.1" and "3-1"; "Llama3.1" and "llama-3.1"; "4.0" and "4"; the order of words). Everything else counts: a word that
one key has and the other lacks ("thinking", "base", "free", "preview") makes them two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

PLACE = re.compile(r"^(us-gov|us|eu|apac|au|jp|in|ca|uk|global|regional)\.(?=[a-z0-9-]+\.)")
MAKER = re.compile(r"^[a-z][a-z0-9-]{1,20}\.(?=[a-z])")
"""Bedrock writes "anthropic.claude-..." for the maker."""
SERVED = re.compile(r"(?<=\d{8})-v\d:\d$|-v?1:\d$|:0$|-v1$|-maas$|@(?:default|\d{3})$")
"""Revisions of a listing and suffixes of a service, which say nothing about the model."""
DAY = re.compile(r"(?:^|(?<=[-@:.]))(20\d{2})-?([01]\d)-?([0-3]\d)(?=$|[-:.])")
TASK = re.compile(r"^(?:[a-z-]+-to-[a-z]+|edit|generate|turbo|lite|pro|fast|standard)$")
"""A last part of a path that names a task or a class and no model."""
VERSION_PARTS = re.compile(r"(?<![\d.])(\d{1,2})[-_](\d{1,2})(?![\d.]|[bkmte](?![a-z]))(?=$|[-_:.@a-z])")
QUANTISED = re.compile(
    r"^(?:fp4|fp6|fp8|fp16|fp32|bf16|f16|int4|int8|nvfp4|mxfp4|mxfp8|awq|gptq|gguf|mlx|exl2|bnb|w4a16|w8a8|w4a8|[48]bit|q\d(?:_[a-z0-9]+)*|iq\d\w*)$"
)
SIZE = re.compile(r"^(?:a?\d+(?:\.\d+)?[bmt]|\d+x\d+(?:\.\d+)?b|\d+e|e\d+b|\d+k)$")
VERSION = re.compile(r"^\d+(?:\.\d+)*[a-z]?$")


@dataclass(frozen=True)
class Name:
    """One key, taken apart; each part in alphabetical order.

    versions  also those of four digits ("0528", "2507") that name a release.
    day       the snapshot that the key names (YYYYMMDD); "" where it names none.
    place     the place in front of it ("eu"); "" where there is none.
    """

    words: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    quantised: tuple[str, ...] = ()
    day: str = ""
    place: str = ""

    @cached_property
    def form(self) -> tuple[tuple[str, ...], ...]:
        """What must be equal, apart from the day."""
        return (self.words, self.versions, self.sizes, self.quantised)


@lru_cache(maxsize=65_536)
def read_name(key: str, host: str = "", maker: bool = False) -> Name:
    """The parts of a key.

    `host` is a name to leave out in front ("databricks" of "databricks-gpt-5"); `maker` keeps that of Bedrock ("deepseek.v3.2").
    """
    text, place = _bare(key, maker)
    if host and text.startswith(host + "-"):
        text = text[len(host) + 1 :]
    day = ""
    if found := DAY.search(text):
        day = "".join(found.groups())
        text = text[: found.start()] + text[found.end() :]
    text = VERSION_PARTS.sub(r"\1.\2", re.sub(r"(?<=\d)p(?=\d)", ".", text))
    kinds: dict[str, list[str]] = {"words": [], "versions": [], "sizes": [], "quantised": []}
    for part in re.split(r"[-_\s:@()/,]+", text.replace("+", "-plus")):
        for token in _split(part):
            kinds[_kind(token)].append(token)
    return Name(**{kind: tuple(sorted(found)) for kind, found in kinds.items()}, day=day, place=place)


def _bare(key: str, maker: bool) -> tuple[str, str]:
    """The key without path, place, maker and serving suffix; and the place."""
    parts = key.lower().strip().strip("/").split("/")
    text = f"{parts[-2]}-{parts[-1]}" if len(parts) > 1 and TASK.match(parts[-1]) else parts[-1]
    found = PLACE.match(text)
    text = PLACE.sub("", text)
    if before := MAKER.match(text):
        text = (before[0][:-1] + "-" if maker else "") + text[before.end() :]
    for _ in range(2):  # "-maas" may stand behind "@001"
        text = SERVED.sub("", text)
    return text, found[1] if found else ""


def _split(part: str) -> list[str]:
    """Letters apart from the version written together with them: "llama3.1" is "llama", "3.1"; "v3.1" is "3.1"; "4.0" is "4"."""
    part = part.strip(".")
    if not part or QUANTISED.match(part) or SIZE.match(part):
        return [part] if part else []
    if found := re.match(r"^([a-z]{2,}|v)?v?(\d{1,2}(?:\.\d+)*)$", part):
        letters, version = found[1], re.sub(r"(?:\.0)+$", "", found[2])
        return [version] if letters in (None, "v") else [letters, version]
    return [re.sub(r"(?<=\d)(?:\.0)+$", "", part)]


def _kind(token: str) -> str:
    if QUANTISED.match(token):
        return "quantised"
    if SIZE.match(token):
        return "sizes"
    return "versions" if VERSION.match(token) else "words"
