"""Hugging Face Hub: what the repository of published weights says about itself.

GET /api/models/{id} (chosen fields) and /{id}/raw/main/config.json for the weights of every curated open model; no key, though gated
repositories answer 401 or 403 for the second. `cardData.license` is a tag set by the uploader ("other" names itself in
`license_name`); `safetensors.parameters` counts stored elements by number format, which is the number of parameters only where no
format packs several into one element; `gated` is false, "auto" or "manual". The shape of the layers comes from config.json, for
multimodal models from the part of it that describes the language model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.entries import answers, day_of, mapping, text, whole
from catalog.schema import Origin, Statement

NAME = "huggingface"
BASE = "https://huggingface.co"
PATHS: tuple[str, ...] = ()
ID = re.compile(r"^[A-Za-z0-9][\w.-]*/[\w.-]+$")
FIELDS = ("safetensors", "cardData", "gated", "lastModified", "tags")
INFO = "/api/models/{id}?" + "&".join(f"expand[]={field}" for field in FIELDS)
CONFIG = "/{id}/raw/main/config.json"
PACKED = frozenset({"U8", "I8", "I16", "I32", "I64", "U16", "U32", "BOOL"})
"""Number formats in which quantised weights are stored, several to one element."""
SMALL_SHARE = Decimal("0.02")
"""Share of stored elements in such formats that is bookkeeping and no weights."""
SHAPE = {
    "layers": ("num_hidden_layers", "n_layer"),
    "hidden_size": ("hidden_size", "n_embd"),
    "attention_heads": ("num_attention_heads", "n_head"),
    "kv_heads": ("num_key_value_heads",),
    "head_dim": ("head_dim",),
    "experts": ("n_routed_experts", "num_local_experts", "num_experts"),
    "experts_per_token": ("num_experts_per_tok", "num_experts_per_token"),
    "vocabulary": ("vocab_size",),
    "context_tokens": ("max_position_embeddings",),
}
LANGUAGE = ("text_config", "language_config", "llm_config", "language_model")


def further(found: Mapping[str, Any], wanted: Sequence[str]) -> list[str]:
    """Two requests per wanted repository."""
    ids = [name for name in wanted if ID.match(name) and ".." not in name]
    return [path.format(id=name) for name in ids for path in (INFO, CONFIG)]


def statements(payload: bytes, seen: date) -> Iterator[Statement]:
    """What each repository states, in the order of the requests."""
    parts = answers(payload)
    infos = [(name, answer) for path, answer in parts.items() if (name := _id(path))]
    if not infos:
        raise ValueError("Hugging Face: no answer about any model")
    for name, answer in infos:
        if answer is None:
            continue  # renamed, withdrawn or private: nothing is stated
        if not text(mapping(answer).get("id")):
            raise ValueError(f"Hugging Face: the answer about {name} describes no repository")
        if answer["id"] != name:
            continue  # moved under another name: whether it is still the same is for a person to see
        said = _card(answer) | _weights(answer.get("safetensors")) | _shape(parts.get(CONFIG.format(id=name)))
        origin = Origin(publisher="Hugging Face Hub", url=f"{BASE}/{name}", date=seen)
        for about, value in said.items():
            if value:
                yield Statement(feed=NAME, provider=NAME, key=name, about=about, value=value, origin=origin)  # type: ignore[arg-type]


def uncarried(payload: bytes) -> tuple[dict[str, int], tuple[str, ...]]:
    """Repositories that answer under another name, or not at all."""
    infos = [(name, answer) for path, answer in answers(payload).items() if (name := _id(path))]
    counted = {
        "no answer about a repository": sum(answer is None for _, answer in infos),
        "a repository moved under another name": sum(mapping(answer).get("id", name) != name for name, answer in infos),
    }
    return {words: n for words, n in counted.items() if n}, ()


def _id(path: str) -> str:
    found = re.match(r"^/api/models/([^?]+)", path)
    return found[1] if found and ID.match(found[1]) else ""


def _card(answer: Mapping[str, Any]) -> dict[str, str]:
    card = mapping(answer.get("cardData"))
    tag = card.get("license")
    tags = answer.get("tags")
    if tag is None and isinstance(tags, list):
        tag = next((str(t).removeprefix("license:") for t in tags if str(t).startswith("license:")), None)
    name = text(card.get("license_name"))
    licence = " | ".join(text(t) for t in tag if text(t)) if isinstance(tag, list) else text(tag)
    gated = answer.get("gated")
    modified = day_of(answer.get("lastModified"))
    return {
        "licence": name if licence == "other" and name else licence,
        "gated": {False: "no", True: "yes"}.get(gated, "") if isinstance(gated, bool) else text(gated),
        "last_modified": modified.isoformat() if modified else "",
    }


def _weights(stored: Any) -> dict[str, str]:
    """Billions of parameters and the number format most of them are in; nothing where elements are not parameters."""
    counts = mapping(mapping(stored).get("parameters"))
    numbers = {str(name).upper(): n for name, n in counts.items() if isinstance(n, Decimal) and n.is_finite() and 0 < n < 10**15}
    total = sum(numbers.values())
    if not total:
        return {}
    said = {"weights_format": text(max(numbers, key=lambda name: numbers[name]))}
    if sum(n for name, n in numbers.items() if name in PACKED) <= SMALL_SHARE * total:
        said["parameters_b"] = f"{total / 10**9:.6g}"
    return said


def _shape(config: Any) -> dict[str, str]:
    if not isinstance(config, dict):
        return {}
    inner: Mapping[str, Any] = next((mapping(config[name]) for name in LANGUAGE if mapping(config.get(name))), {})
    found = {
        about: next((n for key in keys for part in (inner, config) if (n := whole(part.get(key)))), None) for about, keys in SHAPE.items()
    }
    return {about: str(number) for about, number in found.items() if number}
