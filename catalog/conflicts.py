"""Where sources state a fact about a model differently: the curated record, the layers read from its weights, the feeds, the price
line of its maker's own service, and what several publishers measured.

The rule is the same everywhere: a curated figure names its source and was looked at, so no feed overwrites it; the difference is listed,
with every value, its day and the gap. Where no curated figure exists, feeds that differ are listed and none is used. Prices and limits of
price lines are compared in catalog.offer_choice.

Not every difference of two numbers is one of opinion, and what is none is not listed: "3 billion active" is rounded and may or may not
count the tables of embeddings; a checkpoint holds parts that no text passes; a list may count the prompt alone; a service may offer less
than open weights allow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from catalog.hosts import OWN_API
from catalog.offer_choice import KNOWN_WRONG, SAME_LIMIT, same_limit, trust
from catalog.schema import Conflict, Licence, Model, Offer, Score, Shape, Statement

CATALOG = "catalog"
SHAPE = "weights"
RULE = "the curated figure, which names its source; no list overwrites it"
STRICTER_RULE = "the curated figure for the model, that of the price line for its offer; the stricter decides"
NONE_RULE = "none: no curated figure exists, and the lists differ"
SHAPE_RULE = "the stated count for the model; the count by layers for the size of machines"
SCORE_RULE = "the median of what was published"
SAME_SIZE = 0.05
"""Relative difference in a number of parameters that is a matter of counting (embeddings, a vision part, draft layers)."""
SAME_DAYS = 14
"""Days between an announcement, the weights and the service that are one release."""
LEAST_WORDS = ("license", "licence", "community", "agreement")


@dataclass(frozen=True)
class Said:
    """One value as one source states it. `day` None: the source is undated."""

    source: str
    value: str
    day: date | None


@dataclass(frozen=True)
class Field:
    """How one fact is compared: what a statement calls it, the curated figure and its name, and when two values are one.

    number  False: values are words or days, which have no relative gap.
    """

    about: str
    curated: Callable[[Model], Any]
    name: str
    same: Callable[[str, str], bool]
    number: bool = True
    rule: str = RULE


def _close(share: float) -> Callable[[str, str], bool]:
    def same(one: str, two: str) -> bool:
        a, b = float(one), float(two)
        return abs(a - b) <= share * max(a, b)

    return same


def _same_count(stated: str, low: float, high: float) -> bool:
    """Whether a stated number of parameters is one between two counts, give or take its rounding and what is a matter of counting."""
    value, places = float(stated), len(stated.partition(".")[2])
    room = 0.5 / float(10**places)
    return low - room - SAME_SIZE * low <= value <= high + room + SAME_SIZE * high


def _same_month(one: str, two: str) -> bool:
    """Whether two days or months are one as far as both are known: "2025-01" and "2025-01-31"."""
    length = min(len(one), len(two), 7)
    return one[:length] == two[:length]


def _same_release(one: str, two: str) -> bool:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(two)).days) <= SAME_DAYS
    except ValueError:
        return _same_month(one, two)


TOTAL = Field("parameters_b", lambda m: m.params_total_b, "params_total_b", _close(SAME_SIZE))
ACTIVE = Field("active_parameters_b", lambda m: m.params_active_b, "params_active_b", _close(SAME_SIZE))
FIELDS = (
    TOTAL,
    ACTIVE,
    Field("context_tokens", lambda m: m.context_tokens, "context_tokens", _close(SAME_LIMIT), rule=STRICTER_RULE),
    Field("max_output_tokens", lambda m: m.max_output_tokens, "max_output_tokens", _close(SAME_LIMIT), rule=STRICTER_RULE),
    Field("released", lambda m: m.release_date, "release_date", _same_release, number=False),
    Field("ends", lambda m: m.retirement_date, "retirement_date", str.__eq__, number=False, rule=STRICTER_RULE),
    Field("knowledge_until", lambda m: m.knowledge_cutoff, "knowledge_cutoff", _same_month, number=False),
    Field("open_weights", lambda m: None if m.openness is None else "yes" if m.open else "no", "openness", str.__eq__, number=False),
)
LAYERS: Mapping[str, Callable[[Shape], Any]] = {  # in words of a statement -> the curated layers
    "layers": lambda s: s.n_layers,
    "hidden_size": lambda s: s.hidden_size,
    "experts": lambda s: s.experts,
    "experts_per_token": lambda s: s.experts_per_token,
    "kv_heads": lambda s: s.kv_heads,
}


def fact_conflicts(
    models: Mapping[str, Model],
    licences: Mapping[str, Licence],
    shapes: Mapping[str, Shape],
    offers: Iterable[Offer],
    statements: Iterable[Statement],
) -> Iterator[Conflict]:
    """Every fact about a model that two sources state differently, by model and fact."""
    said: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for statement in sorted(statements, key=lambda s: (trust(s.feed), s.provider, s.key)):
        if statement.model_id in models:
            spoken = Said(f"{statement.feed}:{statement.provider}/{statement.key}", statement.value, statement.origin.date)
            said[str(statement.model_id), statement.about].append(spoken)
    own: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        if _of_its_maker(offer):
            own[str(offer.model_id)].append(offer)
    for model_id in sorted(models):
        model, shape = models[model_id], shapes.get(model_id)
        for field in FIELDS:
            first = field.curated(model)
            others = said[model_id, field.about]
            if first is not None:  # two services of one maker may differ; only against a figure of the model is that a conflict
                others = [*others, *_own_service(field.about, model, own[model_id])]
            yield from _found(model_id, field, _curated(model, field.name, first), others)
        if shape is not None:
            yield from _by_layers(model, shape, said)
        yield from _licence(model, licences, said[model_id, "licence"])


def _curated(model: Model, name: str, value: Any) -> Said | None:
    if value is None:
        return None
    origin = model.origin_of(name)
    return Said(f"{CATALOG}:{origin.publisher}", _text(value), origin.date)


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.10g}" if isinstance(value, (int, float)) else str(value)


def _of_its_maker(offer: Offer) -> bool:
    """Whether this is the standard line of the service that the model's maker runs."""
    if offer.model_id is None or offer.tier != "standard" or offer.region or offer.id.startswith(f"{offer.feed}:"):
        return False
    if offer.unrankable.startswith(KNOWN_WRONG):
        return False
    return offer.provider_id in OWN_API.get(offer.model_id.partition("/")[0], ())


def _own_service(about: str, model: Model, offers: Sequence[Offer]) -> Iterator[Said]:
    """What the maker's own service is listed with: limits, and the day on which it ends; where that may speak against the model's figure."""
    if about not in {"context_tokens", "max_output_tokens", "ends"}:
        return
    answers = [float(n) for n in (model.max_output_tokens, *(offer.max_output_tokens for offer in offers)) if n]
    told: set[Said] = set()
    for offer in offers:
        value = getattr(offer, about)
        if value is None:
            continue
        window = model.context_tokens if about == "context_tokens" else None
        if window and (same_limit(value, window, answers) or (model.open and value < window)):
            continue
        spoken = Said(f"{offer.feed}:{offer.feed_provider}/{offer.feed_key}", _text(value), offer.origin.date)
        if spoken not in told:  # one line of a list may stand for several places
            told.add(spoken)
            yield spoken


def _found(subject: str, field: Field, first: Said | None, others: Sequence[Said], rule: str = "") -> Iterator[Conflict]:
    """One conflict with the first value and all that differ from it; none where all agree."""
    if first is None:
        if not others:
            return
        first, others, used, rule = others[0], others[1:], "", NONE_RULE
    else:
        used = first.source.partition(":")[0]
    differing = [other for other in others if _differs(field, first.value, other.value)]
    if differing:
        values = [first, *differing]
        yield Conflict(
            kind="fact",
            subject=subject,
            field=field.name,
            values=tuple((said.source, said.value, said.day) for said in values),
            gap=_gap([float(said.value) for said in values]) if field.number else None,
            used=used,
            rule=rule or field.rule,
        )


def _differs(field: Field, one: str, two: str) -> bool:
    try:
        return not field.same(one, two)
    except ValueError:  # a number that cannot be read as one
        return False


def _gap(numbers: Sequence[float]) -> float | None:
    return round(max(numbers) / min(numbers) - 1, 4) if min(numbers) > 0 else None


def _by_layers(model: Model, shape: Shape, said: Mapping[tuple[str, str], Sequence[Said]]) -> Iterator[Conflict]:
    """The stated counts against those that follow from the layers, and the layers against what the feeds read of them."""
    if shape.quality != "approximate":  # there the stated count is where the layers come from
        total, active = shape.p_total_b, shape.p_active_b
        for field, low, high in ((TOTAL, total, total + shape.beside_b), (ACTIVE, active - shape.embed_params_b, active)):
            first = _curated(model, field.name, field.curated(model))
            if first is not None and not _same_count(first.value, low, high):
                counted = Said(f"{SHAPE}:{shape.source}", f"{high if field is TOTAL else active:.6g}", None)
                yield from _found(model.id, replace(field, same=str.__eq__), first, [counted], SHAPE_RULE)
    for about, of in LAYERS.items():
        value = of(shape)
        first = Said(f"{CATALOG}:{shape.source}", _text(value), None) if value is not None else None
        if first is not None:
            exact = Field(about, lambda _: None, about, _close(0.0))
            yield from _found(model.id, exact, first, said.get((model.id, about), ()))


def _licence(model: Model, licences: Mapping[str, Licence], tags: Sequence[Said]) -> Iterator[Conflict]:
    """Tags that name another licence than the curated one. A tag that names none we know says nothing against it, unless the curated
    licence has a tag of its own."""
    licence = licences.get(model.licence_id or "")
    if licence is None or not model.open:
        return
    own = {_word(text) for text in (licence.card_tag, licence.id) if text}
    known = {_word(other.card_tag) for other in licences.values() if other.card_tag}
    differing = [
        tag
        for tag in tags
        if not own & {_word(part) for part in tag.value.split("|")}
        and _word(tag.value) not in {"", "other", "unknown"}
        and (licence.card_tag is not None or {_word(part) for part in tag.value.split("|")} & known)
    ]
    if differing:
        first = _curated(model, "licence_id", licence.card_tag or licence.id)
        assert first is not None
        values = tuple((said.source, said.value, said.day) for said in (first, *differing))
        yield Conflict(kind="fact", subject=model.id, field="licence_id", values=values, used=CATALOG, rule=RULE)


def _word(text: str) -> str:
    """One spelling of a licence's name: "Apache License 2.0", "apache-2.0"."""
    low = text.lower()
    for word in LEAST_WORDS:
        low = low.replace(word, "")
    return re.sub(r"[^a-z0-9]", "", low)


def score_conflicts(scores: Iterable[Score], models: Mapping[str, Model]) -> Iterator[Conflict]:
    """Results of one curated model on one test in one set-up that publishers state differently."""
    groups: dict[tuple[str, str, str, str], list[Score]] = defaultdict(list)
    for score in scores:
        if score.model_id in models:
            groups[score.model_id, score.benchmark_id, score.variant, score.effort].append(score)
    for (model_id, benchmark, variant, _), rows in sorted(groups.items()):
        numbers = [row.score for row in rows]
        if max(numbers) - min(numbers) <= 0.01 * max(abs(n) for n in numbers):
            continue
        yield Conflict(
            kind="score",
            subject=model_id,
            field=benchmark + (f" ({variant})" if variant else ""),
            values=tuple((row.source, _text(row.score), _day(row.date)) for row in rows),
            gap=_gap(numbers),
            used="",
            rule=SCORE_RULE,
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
