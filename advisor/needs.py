"""What the user asked for: one JSON object, the same for form, link, file and HTTP.

Every key is optional. `read_needs` fills the gaps from the task's preset (parameters.toml) or the
defaults below, lists what was filled under `assumed`, and reports all faults at once. Bounds are
generous on purpose: they catch slips of the keyboard, not ambitious plans.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError, model_validator

from advisor.geography import COUNTRIES, ZONES
from advisor.parameters import PARAMETERS

LARGEST_DOCUMENT = 1_000_000
"""Characters a needs document may have; a real one has about two thousand."""

LARGEST_MONTH = 1e12
"""Requests of the highest month of the horizon: a hundred a day for everybody alive."""

Task = Literal[
    "chat",
    "customer_support",
    "coding",
    "agentic",
    "extraction",
    "classification",
    "summarization",
    "rag_qa",
    "hard_reasoning",
    "translation",
    "content_generation",
    "document_vision",
    "image_generation",
    "video_generation",
    "transcription",
]
Modality = Literal["text", "image", "audio", "video", "pdf"]
Boundary = Literal["any_provider", "no_retention", "own_cloud_tenant", "own_premises", "air_gapped"]
BOUNDARIES: tuple[Boundary, ...] = get_args(Boundary)
RegulationName = Literal["gdpr", "hipaa", "eu_ai_act_high_risk", "pci_dss", "fedramp", "sox"]
Capability = Literal["tool_calling", "structured_output", "reasoning", "prompt_caching", "batch", "vision", "streaming"]
Need = Literal["none", "helpful", "required"]
Method = Literal["any", "provider_api", "lora", "full", "distillation"]
Resolution = Literal["480p", "720p", "1080p", "2k", "4k"]
CRITERIA = ("quality", "cost", "speed", "control", "simplicity", "portability", "evidence")


def _number(value: Any) -> Any:
    """Refuse what Python would quietly read as a number: true, "5", NaN, 1e400."""
    if isinstance(value, bool) or (value is not None and not isinstance(value, (int, float))):
        raise ValueError("is not a number")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("is not a finite number")
    return value


def _country(value: str) -> str:
    if value not in COUNTRIES:
        raise ValueError("is not an ISO 3166-1 alpha-2 country code such as DE or US")
    return value


def _region(value: str) -> str:
    if value not in ZONES and value not in COUNTRIES:
        raise ValueError(f"is not one of {', '.join(ZONES)} or an ISO 3166-1 alpha-2 country code")
    return value


def _plain(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in value):
        raise ValueError("holds control characters; use plain text on one line")
    return value


Real = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_number)]
Share = Annotated[Real, Field(ge=0, le=1)]
Country = Annotated[str, AfterValidator(_country)]
Region = Annotated[str, AfterValidator(_region)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
Countries = Annotated[tuple[Country, ...], Field(max_length=250)]
Usd = Annotated[Real, Field(gt=0, le=1e12)]


class Part(BaseModel):
    """Base of all parts of Needs: frozen, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Privacy(Part):
    """How far data may travel, and under which rules.

    sensitive_share: part of the requests which this protects; the rest may use another option, in a hybrid only.
    max_retention_days: None is no limit beyond the boundary. unknown_fails: an unpublished answer counts as no.
    """

    boundary: Boundary = "any_provider"
    regulations: Annotated[tuple[RegulationName, ...], Field(max_length=6)] = ()
    processing_regions: Annotated[tuple[Region, ...], Field(max_length=250)] = ()
    provider_may_train_on_data: StrictBool = False
    max_retention_days: Annotated[Real, Field(ge=0, le=36_500)] | None = None
    sensitive_share: Share = 1.0
    excluded_lab_countries: Countries = ()
    excluded_provider_countries: Countries = ()
    unknown_fails: StrictBool = True


class Volume(Part):
    """Load: mean month now, its peak, and growth per month over the horizon. Token counts are means per request."""

    requests_per_month: Annotated[Whole, Field(ge=1, le=10_000_000_000)] = 100_000
    input_tokens_per_request: Annotated[Whole, Field(ge=1, le=10_000_000)] = 3_000
    output_tokens_per_request: Annotated[Whole, Field(ge=1, le=1_000_000)] = 400
    cached_input_share: Share = 0.0
    batchable_share: Share = 0.0
    peak_to_average: Annotated[Real, Field(ge=1, le=1_000)] = 4.0
    monthly_growth: Annotated[Real, Field(ge=-0.5, le=1)] = 0.0
    horizon_months: Annotated[Whole, Field(ge=1, le=60)] = 12
    video_seconds_per_request: Annotated[Real, Field(gt=0, le=3_600)] = 8
    video_resolution: Resolution = "720p"
    images_per_request: Annotated[Real, Field(gt=0, le=1_000)] = 1
    audio_minutes_per_request: Annotated[Real, Field(gt=0, le=1_440)] = 5

    @model_validator(mode="after")
    def _stays_finite(self) -> Volume:
        grown = self.requests_per_month * (1 + max(self.monthly_growth, 0.0)) ** (self.horizon_months - 1)
        if grown > LARGEST_MONTH:
            raise ValueError(
                f"grows to {grown:.1e} requests a month within the horizon; give monthly_growth and horizon_months that stay at or below {LARGEST_MONTH:.0e}"
            )
        return self


class Speed(Part):
    """Limits on speed per stream; None is no limit."""

    max_time_to_first_token_s: Annotated[Real, Field(gt=0, le=3_600)] | None = None
    min_output_tokens_per_s: Annotated[Real, Field(gt=0, le=10_000)] | None = None


class Context(Part):
    """The longest single request, in tokens."""

    longest_prompt_tokens: Annotated[Whole, Field(ge=1, le=100_000_000)] = 16_000
    longest_answer_tokens: Annotated[Whole, Field(ge=1, le=10_000_000)] = 2_000


class Quality(Part):
    """How much frontier capability is worth; hard_request_share is the part of requests that routine quality fails."""

    frontier_need: Need = "helpful"
    hard_request_share: Share = 0.1


class FineTuning(Part):
    """Whether and how the model must be tuned; training_tokens_m in millions of tokens per run."""

    need: Need = "none"
    method: Method = "any"
    training_tokens_m: Annotated[Real, Field(ge=0, le=1e6)] = 0
    runs_per_year: Annotated[Real, Field(ge=0, le=1_000)] = 0
    must_own_weights: StrictBool = False


class LicenceNeeds(Part):
    """Facts about the user that licences ask for. domicile None is not stated: territory questions are then unknown."""

    commercial: StrictBool = True
    monthly_active_users: Annotated[Whole, Field(ge=0, le=10_000_000_000)] = 0
    annual_revenue_usd: Annotated[Real, Field(ge=0, le=1e13)] = 0
    domicile: Country | None = None
    open_source_only: StrictBool = False
    redistribute_weights: StrictBool = False
    train_on_outputs: StrictBool = False


class OwnedGpu(Part):
    """GPUs the user already has; their price is sunk."""

    gpu: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,40}$")]
    count: Annotated[Whole, Field(ge=1, le=100_000)]


class Team(Part):
    """People and time: operations capacity in full-time equivalents, what one costs, weeks until it must run."""

    ml_ops_fte: Annotated[Real, Field(ge=0, le=1_000)] = 1.0
    fte_usd_per_year: Annotated[Real, Field(ge=0, le=10_000_000)] = 180_000
    owned_gpus: Annotated[tuple[OwnedGpu, ...], Field(max_length=50)] = ()
    weeks_to_production: Annotated[Real, Field(ge=0, le=520)] = 12


class Budget(Part):
    """Limits in USD; None is no limit. The monthly limit reads the expected cost."""

    max_monthly_usd: Usd | None = None
    max_upfront_usd: Annotated[Real, Field(ge=0, le=1e12)] | None = None


Priority = Annotated[Real, Field(ge=0, le=5)]


class Priorities(Part):
    """How much each criterion counts, 0 (ignore) to 5 (decides); fractions allowed, not all 0."""

    quality: Priority = 3
    cost: Priority = 3
    speed: Priority = 1
    control: Priority = 2
    simplicity: Priority = 2
    portability: Priority = 1
    evidence: Priority = 1

    @model_validator(mode="after")
    def _one_counts(self) -> Priorities:
        if not any(getattr(self, name) for name in CRITERIA):
            raise ValueError("are all 0; give at least one criterion more than 0")
        return self


class Needs(Part):
    """Everything the user asked for (DESIGN section 2). Immutable; the same needs and catalog give the same answer."""

    title: Annotated[str, Field(max_length=200), AfterValidator(_plain)] = ""
    task: Task = "chat"
    modalities_in: Annotated[tuple[Modality, ...], Field(min_length=1, max_length=5)] = ("text",)
    modalities_out: Annotated[tuple[Modality, ...], Field(min_length=1, max_length=5)] = ("text",)
    languages: Annotated[tuple[Language, ...], Field(max_length=50)] = ("en",)
    privacy: Privacy = Privacy()
    volume: Volume = Volume()
    speed: Speed = Speed()
    context: Context = Context()
    quality: Quality = Quality()
    fine_tuning: FineTuning = FineTuning()
    capabilities: Annotated[tuple[Capability, ...], Field(max_length=7)] = ()
    licence: LicenceNeeds = LicenceNeeds()
    team: Team = Team()
    budget: Budget = Budget()
    priorities: Priorities = Priorities()


@dataclass(frozen=True)
class ReadNeeds:
    """Needs with the dotted names of every value that was not given (`assumed`), and of those that an organisation's profile supplied (`house`)."""

    needs: Needs
    assumed: tuple[str, ...]
    house: tuple[str, ...] = ()


class NeedsError(ValueError):
    """Faults in a needs document; `faults` has one sentence each, naming field, value and what is allowed."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def read_needs_text(text: str, house: Mapping[str, Any] | None = None) -> ReadNeeds:
    """Parse a JSON document and read it; `house` as in `read_needs`.

    Raises:
        NeedsError: the text is not one JSON object, is too long, or a value is out of range.
    """
    if len(text) > LARGEST_DOCUMENT:
        raise NeedsError([f"The document has {len(text):,} characters. Give at most {LARGEST_DOCUMENT:,}."])
    try:
        raw = json.loads(text, object_pairs_hook=_no_duplicates, parse_int=_whole)
    except RecursionError:
        raise NeedsError(["The document is nested too deeply. Needs have at most three levels."]) from None
    except json.JSONDecodeError as error:
        raise NeedsError([f"The document is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."]) from None
    except ValueError as error:
        raise NeedsError([str(error)]) from None
    return read_needs(raw, house)


def read_needs(raw: Any, house: Mapping[str, Any] | None = None) -> ReadNeeds:
    """Read an object of needs; absent keys take what the house says, else the task's preset or the default.

    house: sparse needs of an organisation's profile (`Profile.needs`); what it supplies counts as assumed too.

    Raises:
        NeedsError: with all faults at once.
    """
    if not isinstance(raw, dict):
        raise NeedsError(['Needs must be one JSON object, such as {} or {"task": "coding"}.'])
    try:
        needs = Needs.model_validate(_with_preset(raw, house or {}))
    except ValidationError as error:
        raise NeedsError([_fault(e) for e in error.errors(include_url=False)]) from None
    except RecursionError:
        raise NeedsError(["The document is nested too deeply. Needs have at most three levels."]) from None
    assumed = tuple(_absent(Needs, raw, ""))
    supplied = {f"{part}.{name}" for part, values in (house or {}).items() for name in values}
    return ReadNeeds(needs, assumed, tuple(name for name in assumed if name in supplied))


def _whole(digits: str) -> int | float:
    """An integer; one that no field could hold becomes infinite, so that the field is named when it is refused."""
    return int(digits) if len(digits) <= 40 else math.inf


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"{_shown(key)} stands twice in one object. Give each field once.")
        seen[key] = value
    return seen


def _with_preset(raw: dict[str, Any], house: Mapping[str, Any]) -> dict[str, Any]:
    """Fill what the house says, then modalities and missing priorities from the task's preset; a task that is no task fails later."""
    for part, values in house.items():
        given = raw.get(part, {})
        if isinstance(given, dict):
            raw = {**raw, part: {**values, **given}}
    task = raw.get("task", "chat")
    preset = PARAMETERS.tasks.get(task) if isinstance(task, str) else None
    if preset is None:
        return raw
    filled = {"modalities_in": preset.modalities_in, "modalities_out": preset.modalities_out, **raw}
    given = raw.get("priorities", {})
    if isinstance(given, dict):
        filled["priorities"] = {**preset.priorities, **given}
    return filled


def _absent(part: type[BaseModel], raw: Any, prefix: str) -> list[str]:
    """Dotted names of the leaves of `part` that `raw` does not give, in the order of the contract."""
    names: list[str] = []
    for name, info in part.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, Part):
            names += _absent(inner, raw.get(name, {}) if isinstance(raw, dict) else {}, f"{prefix}{name}.")
        elif not isinstance(raw, dict) or name not in raw:
            names.append(f"{prefix}{name}")
    return names


def _shown(value: Any) -> str:
    """A value as an error message may carry it: short, and without line breaks or control characters."""
    try:
        text = json.dumps(value, ensure_ascii=True, default=str)
    except (RecursionError, ValueError):
        text = "a deeply nested value"
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fault(error: Any) -> str:
    """One sentence from one pydantic error: field, value, what is allowed."""
    field = ".".join(str(part) if re.fullmatch(r"[\w-]{1,40}", str(part)) else _shown(part) for part in error["loc"])
    kind, ctx, value = error["type"], error.get("ctx", {}), _shown(error.get("input"))
    if kind == "extra_forbidden":
        return f"{field} is not a field of needs. Remove it, or check its spelling."
    if kind == "literal_error":
        return f"{field} is {value}. Allowed: {str(ctx['expected']).replace(' or ', ', ').replace(chr(39), '')}."
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return f"{field} is {value}. Give {_range(error['loc'])}."
    if kind == "value_error":
        return f"{field or 'needs'} {'' if isinstance(error.get('input'), dict) else f'is {value}, which '}{ctx['error']}."
    if kind in ("string_too_long", "too_long", "too_short"):
        limit = ctx.get("max_length", ctx.get("min_length"))
        return f"{field} is {value}. Give at {'most' if 'max_length' in ctx else 'least'} {limit} {'characters' if kind == 'string_too_long' else 'entries'}."
    if kind == "int_from_float":
        return f"{field} is {value}. Give {_range(error['loc'])}."
    return f"{field} is {value}. {error['msg']}."


def _range(loc: tuple[Any, ...]) -> str:
    """The allowed range of a numeric field, read from its schema so that message and check cannot differ."""
    schema = Needs.model_json_schema()
    node: dict[str, Any] = schema
    for step in loc:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = node["items"] if isinstance(step, int) else node["properties"][step]
    node = next((n for n in node.get("anyOf", []) if n.get("type") != "null"), node)
    noun = "a whole number" if node.get("type") == "integer" else "a number"
    low = f"above {node['gt']:,g}" if "gt" in node else f"from {node.get('ge', 0):,g}"
    return f"{noun} {low} up to {node['le']:,.15g}"
