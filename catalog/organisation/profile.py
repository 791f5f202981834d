"""The profile of an organisation: one TOML or JSON file, every table optional.

Lists of labs hold names as the catalog prints them; providers, licences and GPUs are catalog ids; regions are EU, EEA, UK,
US, CH or ISO country codes. Prices are USD per million tokens without tax. An absent key is "no rule" or "as the catalog says".
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StringConstraints, ValidationError, model_validator

from catalog.schema import Country, Id, ModelId, Record

LARGEST = 200_000
"""Characters of a profile; one with a hundred negotiated prices has about twenty thousand."""
MOST = 500
"""Entries of one table."""

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+$")
]
Names = Annotated[tuple[Name, ...], Field(max_length=MOST)]
Text = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$")]
Price = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
Money = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,60}$")]
Certification = Literal["soc1", "soc2", "iso27001", "iso42001", "c5", "fedramp", "hipaa_baa", "dpa_gdpr", "pci_dss"]
CERTIFICATIONS: dict[str, str] = {
    "soc1": "SOC 1 report",
    "soc2": "SOC 2 report",
    "iso27001": "ISO 27001 certificate",
    "iso42001": "ISO 42001 certificate",
    "c5": "C5 attestation",
    "fedramp": "FedRAMP authorisation",
    "hipaa_baa": "business associate agreement",
    "dpa_gdpr": "data processing agreement",
    "pci_dss": "PCI DSS attestation",
}


class Lists(Record):
    """Labs, providers, regions and licences that are allowed (nothing else is) or denied. Empty: no rule."""

    labs: Names = ()
    providers: Names = ()
    regions: Names = ()
    licences: Names = ()


class Require(Record):
    """Assurances that every third party which sees data must hold. One that is not stated, or only listed, does not count."""

    certifications: Annotated[tuple[Certification, ...], Field(max_length=20)] = ()


class Costs(Record):
    """What people and power cost here; None: the form's or the catalog's figure."""

    fte_usd_per_year: Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)] | None = None
    power_usd_per_kwh: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None


class OwnGpu(Record):
    """GPUs that the organisation has already."""

    gpu: Id
    count: Annotated[int, Field(ge=1, le=100_000)]


class TokenPrices(Record):
    """USD per million tokens; None: as the list price says, or not offered."""

    usd_per_mtok_in: Price | None = None
    usd_per_mtok_out: Price | None = None
    usd_per_mtok_cached_in: Price | None = None
    usd_per_mtok_batch_in: Price | None = None
    usd_per_mtok_batch_out: Price | None = None


class NegotiatedPrice(TokenPrices):
    """Own terms for one offer: prices, or a discount on all list prices, and what must be spent with it anyway.

    model                     None: every offer of this provider (a discount only).
    region                    None: every region.
    discount_percent          off the list price; not together with prices.
    commitment_usd_per_month  the least that is billed for this offer, used or not. None: no commitment.
    until                     last day of these terms; afterwards list prices hold again. None: open end.
    """

    provider: Id
    model: ModelId | None = None
    region: Name | None = None
    discount_percent: Annotated[float, Field(gt=0, lt=100, allow_inf_nan=False)] | None = None
    commitment_usd_per_month: Money | None = None
    until: date | None = None
    note: Text = ""

    @model_validator(mode="after")
    def _says_something(self) -> NegotiatedPrice:
        stated = {k: v for k, v in self.model_dump(include=set(TokenPrices.model_fields)).items() if v is not None}
        if stated and self.discount_percent is not None:
            raise ValueError("gives both prices and a discount; give one of them")
        if stated and self.model is None:
            raise ValueError("gives prices without a model; name the model they hold for")
        if self.commitment_usd_per_month is not None and self.model is None:
            raise ValueError("gives a commitment without a model; name the model it is billed for")
        if not stated and self.discount_percent is None and self.commitment_usd_per_month is None:
            raise ValueError("changes nothing; give prices, discount_percent or commitment_usd_per_month")
        return self


class OwnModel(Record):
    """A private fine-tune. It has the size, limits and licence of its base, and its base's quality as an inference.

    licence  None: that of the base, whose terms bind a fine-tune too.
    """

    id: Slug
    name: Name
    base: ModelId
    licence: Id | None = None
    note: Text = ""


class OwnEndpoint(TokenPrices):
    """A service that the organisation runs or has reserved: one model behind an address of its own.

    model             a catalog model, or "own/ID" of a private fine-tune.
    deployment        in an own cloud account, or on own premises.
    zone              where it processes: EU, EEA, US, ... or an ISO code. None: not said, so regional rules are unknown.
    usd_per_month     what it costs however much it is used, beside any price per token. None: nothing.
    retention_days    how long prompts are kept. None: not said.
    certifications    assurances it holds.
    """

    id: Slug
    name: Name
    model: ModelId
    deployment: Literal["cloud_private_endpoint", "self_host_on_prem"] = "cloud_private_endpoint"
    zone: Name | None = None
    country: Country | None = None
    usd_per_month: Money | None = None
    context_tokens: Annotated[int, Field(gt=0, le=100_000_000)] | None = None
    trains_on_data: StrictBool = False
    retention_days: Annotated[float, Field(ge=0, le=36_500, allow_inf_nan=False)] | None = None
    certifications: Annotated[tuple[Certification, ...], Field(max_length=20)] = ()
    note: Text = ""

    @model_validator(mode="after")
    def _priced(self) -> OwnEndpoint:
        if self.usd_per_month is None and (self.usd_per_mtok_in is None or self.usd_per_mtok_out is None):
            raise ValueError("has no price; give usd_per_month, or usd_per_mtok_in and usd_per_mtok_out")
        return self


class HousePreset(Record):
    """A starting point of the house, beside those that come with the product. `needs` as DESIGN's input contract."""

    id: Slug
    name: Name
    summary: Text = ""
    needs: dict[str, Any]


Priority = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)]


class HousePriorities(Record):
    """What counts here where a form says nothing; None: the task's usual priority."""

    quality: Priority | None = None
    cost: Priority | None = None
    speed: Priority | None = None
    control: Priority | None = None
    simplicity: Priority | None = None
    portability: Priority | None = None
    evidence: Priority | None = None


class Profile(Record):
    """One organisation. `stated` is the day its terms were last checked: the date that figures from here carry."""

    name: Name
    stated: date
    allow: Lists = Lists()
    deny: Lists = Lists()
    require: Require = Require()
    costs: Costs = Costs()
    priorities: HousePriorities = HousePriorities()
    gpus: Annotated[tuple[OwnGpu, ...], Field(max_length=50)] = ()
    prices: Annotated[tuple[NegotiatedPrice, ...], Field(max_length=MOST)] = ()
    models: Annotated[tuple[OwnModel, ...], Field(max_length=MOST)] = ()
    endpoints: Annotated[tuple[OwnEndpoint, ...], Field(max_length=MOST)] = ()
    presets: Annotated[tuple[HousePreset, ...], Field(max_length=50)] = ()

    @property
    def digest(self) -> str:
        """Fingerprint of the content: equal profiles give equal recommendations."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    def needs(self) -> dict[str, Any]:
        """What stands in for answers that nobody gave, in the shape of needs; only what the profile states."""
        team: dict[str, Any] = {}
        if self.costs.fte_usd_per_year is not None:
            team["fte_usd_per_year"] = self.costs.fte_usd_per_year
        if self.gpus:
            team["owned_gpus"] = [{"gpu": own.gpu, "count": own.count} for own in self.gpus]
        priorities = self.priorities.model_dump(exclude_none=True)
        return {**({"team": team} if team else {}), **({"priorities": priorities} if priorities else {})}


@dataclass(frozen=True)
class Unread:
    """What was written where a profile has faults, and where these are: the rest can still be held against a catalog."""

    raw: Mapping[str, Any]
    faulty: frozenset[tuple[str | int, ...]]

    def words(self, table: str, name: str) -> list[str]:
        """The words of a list such as `labs` of `allow`, without the faulty ones; empty where the list itself cannot be read."""
        inside = self.raw.get(table)
        found = inside.get(name) if isinstance(inside, dict) else None
        if not isinstance(found, list) or {(table,), (table, name)} & self.faulty:
            return []
        return [word.strip() for at, word in enumerate(found) if isinstance(word, str) and (table, name, at) not in self.faulty]

    def entries(self, table: str, whole: bool = False) -> list[dict[str, Any]]:
        """The entries of a table without their faulty fields, or those without any fault; empty where the table itself cannot be read."""
        found = self.raw.get(table)
        if not isinstance(found, list) or (table,) in self.faulty:
            return []
        spoilt = {path[1] for path in self.faulty if len(path) > 1 and path[0] == table}
        return [
            {name: value for name, value in entry.items() if (table, at, name) not in self.faulty}
            for at, entry in enumerate(found)
            if isinstance(entry, dict) and not (whole and at in spoilt)
        ]


class ProfileError(ValueError):
    """Faults in a profile; `faults` has one sentence each, naming field, value and what is allowed.

    unread  what was written, where the faults are in its fields; None where it could not be parsed, or has no such fault.
    """

    def __init__(self, faults: list[str], unread: Unread | None = None) -> None:
        self.faults = faults
        self.unread = unread
        super().__init__("\n".join(faults))


def read_profile(text: str) -> Profile:
    """Read a profile written as TOML, or as JSON where it begins with a brace.

    Raises:
        ProfileError: with all faults that show without a catalog; `layer.every_fault` adds the others.
    """
    if len(text) > LARGEST:
        raise ProfileError([f"The profile has {len(text):,} characters. Give at most {LARGEST:,}."])
    try:
        raw = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError([f"The profile is neither TOML nor JSON: {error}."]) from None
    except RecursionError:
        raise ProfileError(["The profile is nested too deeply."]) from None
    try:
        profile = Profile.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ProfileError([_fault(e) for e in found], _unread(raw, (e["loc"] for e in found))) from None
    except RecursionError:
        raise ProfileError(["The profile is nested too deeply."]) from None
    twice = [*_twice("models", profile.models), *_twice("endpoints", profile.endpoints), *_twice("presets", profile.presets)]
    if twice:
        raise ProfileError(twice, _unread(raw))
    return profile


def _unread(raw: object, faulty: Iterable[tuple[str | int, ...]] = ()) -> Unread | None:
    return Unread(raw, frozenset(faulty)) if isinstance(raw, dict) else None


def _twice(table: str, entries: tuple[Any, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            yield f'{table}: the id "{entry.id}" stands twice. Give each entry its own.'
        seen.add(entry.id)


def _fault(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])[:120]
    if error["type"] == "extra_forbidden":
        return f"{where} is no field of a profile. Remove it, or check its spelling."
    if error["type"] == "missing":
        return f"{where} is missing."
    if error["type"] == "value_error":
        return f"{where or 'the profile'} {error['ctx']['error']}."
    try:
        shown = json.dumps(error.get("input"), default=str)
    except (ValueError, RecursionError):
        shown = "a value"
    return f"{where} is {shown if len(shown) <= 60 else shown[:57] + '...'}. {error['msg']}."


def profile_json(profile: Profile) -> dict[str, Any]:
    """The profile as a record keeps it: what was stated, and nothing else."""
    return profile.model_dump(mode="json", exclude_defaults=True)


__all__ = ["CERTIFICATIONS", "Profile", "ProfileError", "Unread", "profile_json", "read_profile"]
