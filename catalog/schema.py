"""Every record of the catalog: what one row is, its units, and what None means.

One class per kind of fact. The same classes check the fact files (unknown keys are errors)
and travel to the advisor. Nothing here imports another module of ours.

Conventions
    None            nobody we read publishes it: unknown. Never zero, never "no".
    *_usd_*         US dollars, list price without tax.
    *_tokens        tokens of the model's own tokenizer.
    *_b             billions (parameters).  1 GB = 1e9 bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

if TYPE_CHECKING:
    from catalog.organisation.profile import Profile

DateType = date
"""`date` under a name that a field called `date` does not hide."""
ModelId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._+-]*$")]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._+-]*$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Usd = Annotated[float, Field(gt=0, allow_inf_nan=False)]
"""A price. Zero is a placeholder or a free tier upstream, so it is never a price here."""


class Record(BaseModel):
    """Base of all records: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(StrEnum):
    """How a figure came about; each looks different on every page."""

    MEASURED = "measured"
    VENDOR = "vendor_reported"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


class Origin(Record):
    """Says who, where and when.

    `date` is the day of the source text or, where the text is undated, the day it was read
    (`undated` is then true); a text that gives only month or year counts from its first day.
    `confidence` is primary for the vendor's own page or price list. `also`: further pages that say it.
    `checked` is the last day on which a dated text was found to still say so; None: not looked at again since `date`.
    `shared`: `publisher` and `also` are the sources of a whole record; which of them states this one figure was not kept.
    """

    publisher: str
    url: str | None = None
    also: tuple[str, ...] = ()
    date: date
    undated: bool = False
    confidence: Literal["primary", "secondary"] | None = None
    checked: DateType | None = None
    shared: bool = False

    @property
    def said_by(self) -> str:
        """Who says it, in words: of the sources of a whole record any may be meant."""
        return f"one of: {', '.join((self.publisher, *self.also))}" if self.shared else self.publisher

    @property
    def latest(self) -> DateType:
        """The last day on which somebody is known to have said it: ages are counted from here."""
        return max(self.date, self.checked or self.date)


class Earlier(Record):
    """A value that a field of the same record had before: a `[[history]]` block of its fact file.

    field   name of the field.
    value   what it was then; left out: nothing was published or announced then.
    since   first day on which it held; None: not known.
    until   first day on which it no longer held.
    origin  who says so.
    """

    field: str
    value: Any = None
    since: DateType | None = None
    until: DateType
    origin: Origin


def checked_history(record: type[Record], history: tuple[Earlier, ...]) -> tuple[Earlier, ...]:
    """The earlier values of one record, oldest first, once they fit the fields they are of.

    Raises: ValueError with one sentence where a field is unknown, a value is not of its type, or two spans overlap.
    """
    ordered = tuple(sorted(history, key=lambda e: (e.until, e.field)))
    ends: dict[str, DateType] = {}
    for entry in ordered:
        info = record.model_fields.get(entry.field)
        if info is None or entry.field in NO_HISTORY:
            raise ValueError(f"history: field {entry.field!r} of {record.__name__} has no earlier values")
        try:
            field: Any = Annotated[info.annotation, info]
            TypeAdapter(field).validate_python(entry.value)
        except ValidationError as error:
            raise ValueError(f"history of {entry.field}, until {entry.until}: {error.errors()[0]['msg']}") from None
        if entry.since is not None and entry.since >= entry.until:
            raise ValueError(f"history of {entry.field}: since {entry.since} is not before until {entry.until}")
        last = ends.get(entry.field)
        if last is not None and (entry.since or last) < last:
            raise ValueError(f"history of {entry.field}: the span until {entry.until} begins before the one until {last} ends")
        if last == entry.until:
            raise ValueError(f"history of {entry.field}: two spans end on {entry.until}")
        ends[entry.field] = entry.until
    return ordered


NO_HISTORY = frozenset({"id", "history", "origins", "origin", "sources", "checked", "notes", "summary"})
"""Fields about the record itself, which have no earlier values."""


class Deployment(StrEnum):
    """A way of running a model (DESIGN section 1); `hybrid_routing` is a pair, never an option."""

    CLOSED_API = "closed_api"
    CLOUD_PRIVATE_ENDPOINT = "cloud_private_endpoint"
    MANAGED_OPEN_API = "managed_open_api"
    DEDICATED_MANAGED_GPU = "dedicated_managed_gpu"
    SELF_HOST_CLOUD_GPU = "self_host_cloud_gpu"
    SELF_HOST_ON_PREM = "self_host_on_prem"
    CLOSED_ON_PREM = "closed_on_prem"
    LOCAL_WORKSTATION = "local_workstation"
    HYBRID_ROUTING = "hybrid_routing"


class Openness(StrEnum):
    CLOSED = "closed"
    OPEN_WEIGHTS = "open_weights"
    OPEN_SOURCE = "open_source"  # weights, code and training data are published


class Status(StrEnum):
    CURRENT = "current"
    SUPERSEDED = "superseded"  # a newer model of the line exists; still usable
    DEPRECATED = "deprecated"  # a shutdown is announced or past
    PREVIEW = "preview"
    ANNOUNCED = "announced_only"  # never released


class Model(Record):
    """One model: weights plus behaviour, true wherever it runs. File: facts/models/<lab>/<slug>.toml.

    id                  "lab/slug"; the lab part and the slug are the file's path.
    context_tokens      whole window, prompt plus answer, where known; hosts may serve less.
    max_output_tokens   longest answer; None is unpublished.
    tool_calling ...    capability flags; None is unknown, not no.
    params_active_b     parameters used per token (mixture models); None for dense or unknown.
    licence_id          None: the licence was not seen, so every licence question is unknown.
    licence_source      page of its maker that puts this model under that licence; None: `sources` may say it, or
                        its model card's tag (see advisor.licence_standing). Not the source of the licence's text.
    retirement_date     day the maker ends service of the model; None is no announced end.
    successor_id        id of the model its maker names or sells as replacement.
    fine_tuning         ways in which it can be tuned anywhere.
    origins             who states one field, where that is known apart from the list of sources.
    history             earlier values of fields, with their days.
    """

    id: ModelId
    name: str
    lab: str
    lab_country: Country | None = None
    family: str | None = None
    status: Status
    release_date: date | None = None
    retirement_date: date | None = None
    successor_id: ModelId | None = None
    openness: Openness | None = None  # None only for models that were never released
    licence_id: Id | None = None
    licence_source: Annotated[str, Field(pattern=r"^https://")] | None = None
    kind: Literal["llm", "video", "image", "audio", "embedding"]
    modalities_in: tuple[str, ...]
    modalities_out: tuple[str, ...]
    context_tokens: int | None = Field(None, gt=0)
    max_output_tokens: int | None = Field(None, gt=0)
    tool_calling: bool | None = None
    structured_output: bool | None = None
    reasoning: bool | None = None
    prompt_caching: bool | None = None
    knowledge_cutoff: str | None = None
    params_total_b: float | None = Field(None, gt=0)
    params_active_b: float | None = Field(None, gt=0)
    native_weight_format: str | None = None
    hf_id: str | None = None
    fine_tuning: tuple[Literal["provider_api", "weights_lora", "weights_full"], ...] = ()
    notes: str = ""
    sources: tuple[str, ...]
    checked: date
    origins: dict[str, Origin] = Field(default_factory=dict)
    history: tuple[Earlier, ...] = ()

    @model_validator(mode="after")
    def _fields_exist(self) -> Model:
        for name in self.origins:
            if name not in type(self).model_fields or name in NO_HISTORY:
                raise ValueError(f"origins: Model has no figure {name!r}")
        return self

    @field_validator("history")
    @classmethod
    def _history_fits(cls, history: tuple[Earlier, ...]) -> tuple[Earlier, ...]:
        return checked_history(cls, history)

    @property
    def origin(self) -> Origin:
        """Where the record comes from: its sources and the newest day among them."""
        first, *also = self.sources or ("",)
        return Origin(publisher=first, also=tuple(also), date=self.checked, shared=bool(also))

    def origin_of(self, field: str) -> Origin:
        """Who states one field: its own origin, else the sources of the record, of which any may be meant."""
        return self.origins.get(field, self.origin)

    @property
    def open(self) -> bool:
        return self.openness in (Openness.OPEN_WEIGHTS, Openness.OPEN_SOURCE)


Permission = Literal["yes", "no", "conditional"]


class Territory(Record):
    """Where a licence grants no rights: ISO codes or EU, and whether only multimodal models are hit.

    use: the ban is on using or offering it there, not only on those who are domiciled there.
    """

    excluded: tuple[str, ...]
    applies_to: Literal["all", "multimodal"] = "all"
    use: bool = False
    note: str = ""


class Threshold(Record):
    """A line in a licence. `effect` says whether crossing it ends the rights or adds a duty."""

    amount: float = Field(gt=0)
    period: Literal["month", "year", "unread"] = "unread"
    effect: Literal["needs_agreement", "adds_duty"]
    applies_to: Literal["all", "model_as_a_service"] = "all"


class Licence(Record):
    """Terms of a model's weights, or of use of a closed service. File: facts/licences/<id>.toml.

    monthly_active_users, annual_revenue: lines with their effect; None is no such line seen.
    train_on_outputs    may outputs train any other model; None was not readable.
    card_tag            the tag by which model cards on Hugging Face name it; None is no tag of its own.
    origin              where the text was read: it backs the terms, not that any one model is under them.
    needs_legal_review  the text itself was not read; treat with care and show it.
    history             earlier values of fields, with their days.
    """

    id: Id
    name: str
    version: str = ""
    category: Literal["fully_open", "permissive_open_weights", "restricted_open_weights", "research_only", "proprietary_api"]
    card_tag: str | None = None
    osi_approved: bool | None = None
    commercial_use: Permission | None = None
    monthly_active_users: Threshold | None = None
    revenue_usd: Threshold | None = None
    territory: Territory | None = None
    fields_of_use: str = ""
    train_on_outputs: Permission | None = None
    attribution_duty: str = ""
    redistribution: Permission | None = None
    redistribution_terms: str = ""
    patent_grant: bool | None = None
    self_host: Permission | None = None
    fine_tune: Permission | None = None
    summary: str
    needs_legal_review: bool = False
    origin: Origin
    history: tuple[Earlier, ...] = ()

    @field_validator("history")
    @classmethod
    def _history_fits(cls, history: tuple[Earlier, ...]) -> tuple[Earlier, ...]:
        return checked_history(cls, history)

    @property
    def title(self) -> str:
        """Short name with its version, where that is a number: "Apache License 2.0"; what stands in brackets says which models, and is left out."""
        short = self.name.split(" (")[0]
        number = self.version.split(" ")[0]
        return f"{short} {number}" if number[:1].isdigit() and number not in short and not number.startswith("20") else short

    @property
    def restricted(self) -> bool:
        """Display value "restricted": thresholds, territories, fields of use or no commercial use."""
        return self.category in ("restricted_open_weights", "research_only")


class ProviderFact(Record):
    """One dated statement about a provider. `scope` is what its source names: all, a model, lab, feature or region.

    covers  model ids (patterns; "!" excludes) whose ordinary inference the statement holds for: ("*",) is every
            model; empty is a feature, plan, region or tool only, which decides no gate.
    since   first day on which it holds; None: not known.
    until   in `history` only: first day on which it no longer held.
    Two facts of one kind and scope are an open conflict on purpose: the stricter one is used.
    """

    scope: str
    fact: str
    value: str
    condition: str = ""
    covers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    origin: Origin


class Provider(Record):
    """Who serves models, or rents GPUs. File: facts/providers/<id>.toml.

    deployment          how its per-token service counts; None for GPU hosts without one.
    gpu_host            rents GPUs for self-hosting; `marketplace` hosts belong to strangers.
    host_name           what it is called where it rents GPUs; empty: as `name`, which may be that of its service per token.
    passes_through      an aggregator: the upstream host decides, so its offers are shown, never ranked.
    byoc                deploys into the customer's own cloud account.
    facts               dated single statements; the only place where data handling is stated.
    feed_names          what LiteLLM and genai-prices call it.
    history             statements that held before, each with the day that ended it.
    """

    id: Id
    name: str
    hq_country: Country | None = None
    deployment: Deployment | None = None
    dedicated_gpu: bool = False
    gpu_host: bool = False
    host_name: str = ""
    marketplace: bool = False
    passes_through: bool = False
    byoc: bool | None = None
    facts: tuple[ProviderFact, ...] = ()
    feed_names: tuple[str, ...] = ()
    notes: str = ""
    sources: tuple[str, ...] = ()
    checked: date
    history: tuple[ProviderFact, ...] = ()

    @model_validator(mode="after")
    def _statements_end_in_history_only(self) -> Provider:
        for fact in self.facts:
            if fact.until is not None:
                raise ValueError(f"facts: {fact.fact} of {fact.scope} has ended ({fact.until}); move it to [[history]]")
        for fact in self.history:
            if fact.until is None:
                raise ValueError(f"history: {fact.fact} of {fact.scope} has no `until`; a statement that still holds belongs to [[facts]]")
            if fact.since is not None and fact.since >= fact.until:
                raise ValueError(f"history: {fact.fact} of {fact.scope}: since {fact.since} is not before until {fact.until}")
        return self


class PriceTier(Record):
    """Prices per million tokens once the whole prompt passes `above_tokens` (they then hold for the whole request)."""

    above_tokens: int = Field(gt=0)
    usd_per_mtok_in: Usd | None = None
    usd_per_mtok_out: Usd | None = None
    usd_per_mtok_cached_in: Usd | None = None
    usd_per_mtok_cache_write: Usd | None = None
    usd_per_mtok_batch_in: Usd | None = None
    usd_per_mtok_batch_out: Usd | None = None


class Offer(Record):
    """One model at one provider, in one region and service tier, as one price list names it.

    id              "<provider>/<model slug or feed key>[@region][+tier]", the same from one catalog to the next.
    model_id        None: no curated model matches the key (uncurated, never recommended).
    region          zone in which processing stays (EU, US, ISO code, or cloud region); None is not stated; "global" is anywhere.
    feed_provider   the provider as the feed names it; feed_key its name of the model.
    unit            what the price counts: mtok, or second, image, minute, clip, megapixel, character_m for media.
    usd_per_unit    price of a media unit; None for tokens.
    usd_per_mtok_*  USD per million tokens; None: not offered or not published.
    usd_per_month_* of an organisation's own terms: the least that is billed, used or not; what is billed beside the tokens.
    flat            tokens cost nothing beside usd_per_month_fixed (an organisation's own endpoint).
    condition       of a media price: resolution, quality, audio.
    ends, since     last day of the offer and first day of this price, where the feed announces them.
    rankable        false with `unrankable` saying why (aggregator, uncurated, no price, retired).
    unrepresented   feed keys with a price that this record cannot carry.
    """

    id: str
    model_id: ModelId | None = None
    provider_id: str
    deployment: Deployment | None = None
    region: str | None = None
    tier: str = "standard"
    feed: str
    feed_key: str
    feed_provider: str = ""
    unit: str = "mtok"
    usd_per_unit: Usd | None = None
    condition: str = ""
    usd_per_mtok_in: Usd | None = None
    usd_per_mtok_out: Usd | None = None
    usd_per_mtok_cached_in: Usd | None = None
    usd_per_mtok_cache_write: Usd | None = None
    usd_per_mtok_batch_in: Usd | None = None
    usd_per_mtok_batch_out: Usd | None = None
    usd_per_mtok_batch_cached_in: Usd | None = None
    usd_per_mtok_off_peak_in: Usd | None = None
    usd_per_mtok_off_peak_out: Usd | None = None
    tiers: tuple[PriceTier, ...] = ()
    usd_per_month_least: Usd | None = None
    usd_per_month_fixed: Usd | None = None
    flat: bool = False
    context_tokens: int | None = Field(None, gt=0)
    max_output_tokens: int | None = Field(None, gt=0)
    tool_calling: bool | None = None
    structured_output: bool | None = None
    reasoning: bool | None = None
    prompt_caching: bool | None = None
    vision: bool | None = None
    ends: date | None = None
    since: date | None = None
    rankable: bool = True
    unrankable: str = ""
    unrepresented: tuple[str, ...] = ()
    origin: Origin


class PriceSpan(Record):
    """What one offer cost over a span of days. Spans of one offer and basis never overlap.

    offer_id        id of the offer.
    basis           dated: the price list states the days; seen: read off lists fetched on different days.
    since           first day of this price. dated: None is "before the first day the list states"; seen: first day it was seen.
    last_seen       seen only: last day on which a list had it; between it and `until` the day of the change is not known.
    until           first day it no longer held (dated) or another price was seen (seen); None: no later price is known.
    feed, feed_key  the list, and its name of the line.
    usd_*, tiers    as in Offer.
    context_tokens, max_output_tokens   limits of the host at that time; None: not stated.
    """

    offer_id: str
    basis: Literal["dated", "seen"]
    since: date | None = None
    last_seen: date | None = None
    until: date | None = None
    feed: str
    feed_key: str
    usd_per_unit: Usd | None = None
    usd_per_mtok_in: Usd | None = None
    usd_per_mtok_out: Usd | None = None
    usd_per_mtok_cached_in: Usd | None = None
    usd_per_mtok_cache_write: Usd | None = None
    usd_per_mtok_batch_in: Usd | None = None
    usd_per_mtok_batch_out: Usd | None = None
    usd_per_mtok_batch_cached_in: Usd | None = None
    usd_per_mtok_off_peak_in: Usd | None = None
    usd_per_mtok_off_peak_out: Usd | None = None
    tiers: tuple[PriceTier, ...] = ()
    context_tokens: int | None = Field(None, gt=0)
    max_output_tokens: int | None = Field(None, gt=0)
    origin: Origin

    def holds(self, day: date) -> bool:
        """Whether this is known to be the price on a day."""
        if self.basis == "seen":
            return self.since is not None and self.since <= day and (self.last_seen is None or day <= self.last_seen)
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


PRICE_FIELDS = (*(name for name in PriceSpan.model_fields if name.startswith("usd_")), "tiers")
"""Everything of an offer that is money."""


class Statement(Record):
    """One thing that a feed says about a model or its listing, apart from prices: shown and compared, never used in place of a fact.

    model_id    None: no curated model matches the key.
    about       what is stated; numbers carry their unit in the name (parameters_b: billions).
    value       as text, numbers without separators.
    """

    feed: str
    provider: str
    key: str
    model_id: ModelId | None = None
    about: Literal[
        "licence", "parameters_b", "active_parameters_b", "context_tokens", "max_output_tokens", "released", "open_weights", "gated",
        "last_modified", "weights_format", "knowledge_until", "hf_id", "layers", "hidden_size", "attention_heads", "kv_heads", "head_dim",
        "experts", "experts_per_token", "vocabulary", "output_tokens_per_s", "time_to_first_token_s",
    ]  # fmt: skip
    value: str
    origin: Origin


class Correction(Record):
    """One upstream line that is known to be wrong, in facts/corrections.toml.

    values      what is right, by field of catalog.entries.FeedEntry; empty where the line is only not to be ranked.
    upstream    what the feed says as long as it is wrong: the guard. The correction holds while all of it is still said.
    """

    feed: Id
    provider: str
    key: str
    tier: str = "standard"
    not_ranked: bool = False
    values: dict[str, float | int | str | bool] = {}
    upstream: dict[str, float | int | str | bool] = Field(min_length=1)
    reason: str = Field(min_length=8)
    origin: Origin

    @model_validator(mode="after")
    def _says_something(self) -> Correction:
        if self.not_ranked == bool(self.values):
            raise ValueError("a correction states either the right values or not_ranked = true")
        return self


class HeldUpdate(Record):
    """One change in a fetched list that is too odd to be taken over unseen: the figure before it stays until a person confirms it.

    field   of the line (catalog.entries.FeedEntry), or what a statement is about.
    before  the figure that goes on being used, and since which day; after: what the list says now.
    seen    first day on which the list said so.
    """

    feed: str
    provider: str
    key: str
    tier: str = "standard"
    place: str = ""
    unit: str = "mtok"
    condition: str = ""
    field: str
    before: str
    since: date
    after: str
    why: str
    seen: date


class ReviewItem(Record):
    """One upstream key that no curated model could be joined to for sure: for a person to look at.

    candidates  models that fit or nearly fit; `why` says in what they differ.
    name        what the feed calls it, where that is more than the key.
    """

    feed: str
    provider: str
    key: str
    name: str = ""
    kind: Literal["ambiguous", "unmatched"]
    candidates: tuple[ModelId, ...] = ()
    why: str
    seen: date


class Conflict(Record):
    """One figure that two sources state differently.

    kind        price, limit: of a price line, whose offer `subject` names; fact, score: of the model that `subject` names.
    field       as the record names it; of a score the benchmark, with its set-up in brackets.
    values      (source, value, day): the used one first; the day is None where the source is undated. A source is "catalog:..." for the
                curated record, "weights:..." for what its layers add up to, of a score who published it, else "feed:provider/key".
    gap         how much larger the largest is than the smallest, as a share of that; None for words and days.
    used        beginning of the source that the rule picked, up to its colon; "" where none is used alone.
    """

    kind: Literal["price", "limit", "fact", "score"]
    subject: str
    field: str
    values: tuple[tuple[str, str, date | None], ...]
    gap: float | None = None
    used: str
    rule: str


class Gpu(Record):
    """One GPU type. link_gb_s is scale-up bandwidth per direction; domain how many GPUs share it.

    list_price_usd_*: purchase price of one GPU; None is not published, so it cannot be priced on premises.
    board: how many are bought together at least: the server board or rack they come on; 1 for cards.
    rack: whether a workstation card may stand in a server (consumer cards and whole computers may not).
    all_in_kw: facility power per GPU, cooling included; None: TDP x 1.5 x PUE.
    """

    id: Id
    name: str
    vendor: str
    vram_gb: float
    bandwidth_gb_s: float | None = None
    bf16_tflops: float | None = None
    fp8_tflops: float | None = None
    fp4_tflops: float | None = None
    interconnect: str = ""
    link_gb_s: float | None = None
    domain: int = 1
    tdp_w: float | None = None
    all_in_kw: float | None = None
    launch_year: int | None = None
    list_price_usd_low: Usd | None = None
    list_price_usd_high: Usd | None = None
    suits: Literal["datacenter", "workstation", "laptop"]
    rack: bool = False
    board: int = Field(1, ge=1)
    sources: tuple[str, ...]
    checked: date

    @property
    def price_origin(self) -> Origin:
        """Who states the list price: the source that begins with "price:"."""
        stated = next((s for s in self.sources if s.startswith("price: ")), self.sources[0])
        return Origin(publisher=stated.removeprefix("price: "), date=self.checked, undated=True)


class GpuPrice(Record):
    """Rent of one GPU for one hour at one host."""

    gpu_id: Id
    provider_id: Id
    commitment: Literal["on_demand", "spot", "3y"]
    service: Literal["rental", "managed_dedicated", "training", "market_estimate"] = "rental"
    usd_per_gpu_hour: Usd
    region: str = ""
    origin: Origin


class Shape(Record):
    """The quantities of SIZING-MODEL section 10 for one open language model (billions of parameters; elements per token and layer).

    beside_b    in the checkpoint and not in p_total_b: parts for pictures and sound, layers that draft tokens, lookup tables; a text
                answer does not compute with them.
    """

    model_id: ModelId
    p_total_b: float
    p_routed_b: float = 0.0
    experts: int | None = None
    experts_per_token: float | None = None  # fractional where a rule replaces the unpublished number
    p_active_b: float
    n_layers: int
    hidden_size: int
    full_layers: int
    el_full: float
    window_layers: int = 0
    window_tokens: float = 0  # a mean where layers have windows of several sizes
    el_window: float = 0.0
    linear_layers: int = 0
    linear_state_elements: float = 0.0
    kv_heads: int | None = None  # None: MLA, one KV shard
    attn_dim: float
    embed_params_b: float = 0.0
    beside_b: float = Field(0.0, ge=0)
    native_format: str | None = None
    checkpoint_size_gb: float | None = None
    quality: Literal["config", "derived", "approximate"]
    source: str
    notes: str = ""


class Throughput(Record):
    """One public measurement of serving speed."""

    model_id: str
    gpu_id: str
    n_gpus: int
    engine: str
    precision: str
    input_tokens: float | None = None
    output_tokens: float | None = None
    scenario: str
    output_tokens_per_s: float | None = None
    input_tokens_per_s: float | None = None
    ttft_ms: float | None = None
    itl_ms: float | None = None
    source: str
    date: str


class Benchmark(Record):
    """One test: its scale, its dimension, and what to beware of.

    saturation  how near its ceiling the best models are, and known weaknesses, in a few words.
    versions    what it must not be mixed up with: other tests or editions under the same name; empty where there are none.
    """

    id: str
    name: str
    dimension: str
    unit: str
    higher_is_better: bool = True
    floor: float | None = None
    ceiling: float | None = None
    what: str = ""
    saturation: str = ""
    versions: str = ""
    url: str = ""


class Score(Record):
    """One score of one model on one benchmark, as listed by one source. `effort` is parsed from `variant`."""

    model_id: str
    benchmark_id: str
    score: float
    variant: str = ""
    effort: str = "default"
    reported_by: Literal["vendor", "independent"]
    source: str
    date: str
    artificial_analysis: bool = False
    upstream_id: str = ""  # the source's id where it differs from model_id


class TokenUsage(Record):
    """Output actually spent by one model at one effort in one test suite (TOKEN-NOTES says how to read it).

    metric  tokens_per_task (all output, reasoning included), reasoning_share, tokens_to_run_index,
            cost_to_run_index_usd or cost_per_task_usd (whole task with input, at that day's prices).
    """

    model_id: ModelId
    effort: str
    metric: Literal["tokens_per_task", "reasoning_share", "tokens_to_run_index", "cost_to_run_index_usd", "cost_per_task_usd"]
    value: float = Field(ge=0, allow_inf_nan=False)
    unit: str
    suite: str
    source: str
    date: str


class MediaPrice(Record):
    """One curated list price of a video, image, speech or embedding model at one host.

    model_id    None: the host's id matches no curated model (uncurated, never recommended).
    key         the model as the price source names it.
    unit        what usd_per_unit buys; token_m is a million tokens of the kind that `condition` names.
    region      zone of the price list (ISO code); None is not stated.
    max_seconds longest clip; None was not read.
    """

    model_id: ModelId | None = None
    key: str
    provider_id: Id
    unit: Literal["second", "clip", "image", "minute", "megapixel", "character_m", "token_m"]
    usd_per_unit: Usd
    resolution: str = ""
    audio: Literal["yes", "no"] | None = None
    max_seconds: float | None = Field(None, gt=0)
    condition: str = ""
    region: str | None = None
    origin: Origin


class QualityFigure(Record):
    """Expected score (0..1) of a model at an effort on the reference basket of one dimension, with an 80% interval.

    evidence    independent, mixed, vendor: by who measured; inferred: from general ability, no score in the dimension.
    benchmarks  number of benchmarks of this dimension behind it (0 where inferred).
    newest      date of the newest score used, as text.
    """

    model_id: ModelId
    effort: str = "default"
    dimension: str
    value: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    benchmarks: int
    newest: str
    evidence: Literal["independent", "mixed", "vendor", "inferred"]
    artificial_analysis: bool = False


class EvidenceParameter(Record):
    """One fitted parameter set of the evidence: where a model stands (standing), or how a benchmark reads ability (curve).

    values  the fields of catalog.evidence's Standing or Curve, the scale of a curve as scale_*.
    """

    kind: Literal["standing", "curve"]
    values: dict[str, str | int | float | bool | None]


class ReasoningProfile(Record):
    """How much one model thinks: `verbosity` is v(model) of TOKEN-NOTES (1.0 where fewer than four tests)."""

    model_id: ModelId
    efforts: tuple[str, ...]
    verbosity: float = 1.0
    tests: int = 0
    newest: str = ""


Place = Annotated[str, Field(pattern=r"^([A-Z]{2}|EEA|adequate)$")]
"""An ISO country, EU, EEA, or "adequate": every country whose level of protection the European Commission has found adequate."""


class Arises(Record):
    """When the duty of a regulation arises for an option that somebody chooses; without any condition, always.

    third_party         only where a third party processes the data.
    seat_in, seat_outside            where the provider's seat lies.
    processed_in, processed_outside  where processing takes place, or may take place.
    tuning              only where the model is tuned.
    open_weights        only for models whose weights can be had.

    Of the four conditions on places one is enough. A seat or place that nobody states may be any, so the duty then stays.
    """

    third_party: bool = False
    seat_in: tuple[Place, ...] = ()
    seat_outside: tuple[Place, ...] = ()
    processed_in: tuple[Place, ...] = ()
    processed_outside: tuple[Place, ...] = ()
    tuning: bool = False
    open_weights: bool = False


class Regulation(Record):
    """One rule of law or standard: what it demands and what it means for the choice."""

    id: Id
    jurisdiction: str
    topic: str
    rule: str
    applies_to: str
    effect_on_choice: str
    in_force_from: date | None = None
    needs: tuple[str, ...] = ()  # which `privacy.regulations` values bring it in
    obligation: str = ""  # one checklist sentence; empty where it asks nothing of the user
    arises: Arises = Arises()  # which decisions the obligation is about
    origin: Origin


class DeploymentFacts(Record):
    """One way of running: what it is, who operates it, the effort it takes (full-time equivalents)."""

    id: Deployment
    name: str
    what: str
    operator: str
    ops_fte_low: float
    ops_fte_high: float
    suits: str
    weak_at: str
    typical: str
    lock_in: Literal["low", "medium", "high"]
    source: str


class RateLimit(Record):
    """One published limit or capacity product of a provider."""

    provider_id: str
    scope: str
    kind: str
    value: str
    unit: str = ""
    price: str = ""
    origin: Origin


class OnPremOffer(Record):
    """A closed model delivered to the customer's premises; price on quotation unless stated."""

    vendor: str
    model_ids: tuple[ModelId, ...] = ()
    form: str
    air_gapped: Permission | None = None
    price_public: bool = False
    price: str = ""
    minimum_hardware: str = ""
    notes: str = ""
    origin: Origin


class TuningPrice(Record):
    """What one provider asks for training tokens."""

    provider_id: str
    model_or_bracket: str
    method: str
    usd_per_mtok: Usd | None = None
    other_price: str = ""
    hosting: str = ""
    notes: str = ""
    origin: Origin


class Alias(Record):
    """One upstream name of one model."""

    model_id: ModelId
    source: str
    provider: str
    key: str
    match: Literal["exact", "regional", "dated_snapshot", "host_variant", "pointer"]


class EndpointRegion(Record):
    """One model served in one region or zone by one hyperscaler, as a price list or page shows.

    region  as the source words it; `zone` is where processing stays (EU, EEA|CH or an ISO code), None: anywhere or not named.
    """

    provider_id: str
    lab_or_model: str
    model_id: ModelId | None = None
    region: str
    zone: str | None = None
    processing: Literal["yes", "cross_region", "global"]
    origin: Origin


@dataclass(frozen=True)
class Catalog:
    """Everything the advisor may know, in memory. `version` is the hash of the content; nothing here changes."""

    version: str
    built_at: date
    models: dict[str, Model]
    licences: dict[str, Licence]
    providers: dict[str, Provider]
    offers: tuple[Offer, ...]
    gpus: dict[str, Gpu]
    gpu_prices: tuple[GpuPrice, ...]
    shapes: dict[str, Shape]
    quality: tuple[QualityFigure, ...]
    reasoning: dict[str, ReasoningProfile]
    regulations: tuple[Regulation, ...]
    deployments: dict[str, DeploymentFacts]
    rate_limits: tuple[RateLimit, ...] = ()
    on_prem: tuple[OnPremOffer, ...] = ()
    tuning_prices: tuple[TuningPrice, ...] = ()
    regions: tuple[EndpointRegion, ...] = ()
    measured_gpus: frozenset[str] = frozenset()
    """GPU types with at least one public throughput measurement; on others the sizing model extrapolates."""
    price_history: tuple[PriceSpan, ...] = ()
    on: date | None = None
    """The day these records are read for (catalog.as_of); None: as they were written."""
    unknown_then: Mapping[str, str] = field(default_factory=dict)
    """Offers whose price on that day is not known, and what of it: "price", for which the nearest known one stands in, or the
    parts that the price list did not state then, "batch price and cached price"."""
    organisation: Profile | None = None
    """Whose terms and rules lie over this catalog (catalog.organisation.layer); None: nobody's."""
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """Tables that a reader derives once from this catalog (never a fact)."""

    @cached_property
    def oldest_price(self) -> date:
        """Date of the oldest price an option may rest on."""
        return min((o.origin.date for o in self.offers if o.rankable), default=self.built_at)

    @cached_property
    def newest_fact(self) -> date:
        return max([o.origin.date for o in self.offers] + [m.checked for m in self.models.values()], default=self.built_at)
