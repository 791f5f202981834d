"""Every way to run every model: enumerated once per catalog, judged and priced for each set of needs.

An option is a model, a deployment, and an offer or a GPU host. On machines the hardware is chosen per needs, so
the id names none and stays the same from one catalog to the next:

    lab/model|deployment|provider or "own"[|region]

Only complete pairs: no price, no offer; no parameter count, no machine.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.quality import TaskQuality
from advisor.rule import Service, SubjectKind, Use
from advisor.sizing.layouts import LayoutTable
from catalog.schema import Catalog, Deployment, Gpu, GpuPrice, Model, Offer, Origin, Provider

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

RENTED, RESERVED, BOUGHT, LOCAL = "rented", "reserved", "bought", "local"
OF_QUALITY = "criterion:evidence"
"""What the cache of a space holds under this name rests on figures of quality."""
WEIGHTS_SHARE, RESERVE_GB = 0.92, 2.0
"""Usable share of GPU memory and what the engine keeps for itself (sizing model, section 1)."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to run one model. `offers` has several entries only where a media price depends on resolution or quality."""

    option_id: str
    model: Model
    deployment: Deployment
    provider: Provider | None
    region: str | None
    offers: tuple[Offer, ...] = ()

    @property
    def group(self) -> tuple[str, Deployment]:
        """Model and deployment: options that share both are clones of one another in a vote."""
        return self.model.id, self.deployment


@dataclass(frozen=True)
class Machine:
    """One candidate for the hardware of an option: a GPU type, what it costs there, and how it is had.

    pair        row of the layout table's pairs (language models), or -1 with `fixed_gpus` that hold the weights.
    usd_*       per GPU hour (rented, reserved) or list price per GPU (bought, local); NaN: only if owned.
    """

    option: int
    pair: int
    fixed_gpus: int
    gpu: Gpu
    kind: str
    usd: float
    usd_low: float
    usd_high: float
    origin: Origin


@dataclass(frozen=True)
class OptionSpace:
    """All options of a catalog, with the subjects that rules judge and the columns that costs are computed on.

    quality     figures of the task where they are not the catalog's alone; None for the space that all decisions share.
    """

    catalog: Catalog
    options: tuple[Option, ...]
    subjects: dict[SubjectKind, tuple[Any, ...]]
    codes: dict[SubjectKind, Ints]
    layouts: LayoutTable
    machines: tuple[Machine, ...]
    models: tuple[Model, ...]
    index: dict[str, int] = field(repr=False)
    quality: TaskQuality | None = field(default=None, repr=False, compare=False)
    cache: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def judged_with(self, quality: TaskQuality) -> OptionSpace:
        """The same space for one decision with quality figures of its own; what it derives from them stays with it."""
        own = replace(self, quality=quality, cache={k: v for k, v in dict(self.cache).items() if not k.startswith(OF_QUALITY)})
        kept = {name: value for name, value in dict(vars(self)).items() if isinstance(getattr(type(self), name, None), cached_property)}
        vars(own).update(kept)  # columns that depend on the options alone
        return own

    def only(self, keep: Ints) -> OptionSpace:
        """The same space with some of its options, in the order given, and the layouts of their machines; subjects stay as they are."""
        new = {int(old): i for i, old in enumerate(keep)}
        kept = [m for i in keep for m in self._machines_of.get(int(i), ())]
        pairs = np.unique([m.pair for m in kept if m.pair >= 0]).astype(np.int64)
        place = {int(p): i for i, p in enumerate(pairs)}
        return replace(
            self,
            options=tuple(self.options[i] for i in keep),
            codes={kind: code[keep] for kind, code in self.codes.items()},
            layouts=self.layouts.only(pairs),
            machines=tuple(replace(m, option=new[m.option], pair=place.get(m.pair, -1)) for m in kept),
            index={self.options[i].option_id: n for n, i in enumerate(keep)},
            cache={"hosts": self.hosts[keep], "answers": self.cache.get("answers")},
        )

    def alone(self, i: int, machine: int = -1) -> OptionSpace:
        """One option as a space of its own; with `machine` (a place in `machines`) on that hardware and no other."""
        one = self.only(np.array([i], dtype=np.int64))
        if machine < 0:
            return one
        chosen = self.machines[machine]
        layouts = self.layouts.only(np.array([chosen.pair] if chosen.pair >= 0 else [], dtype=np.int64))
        own = replace(chosen, option=0, pair=min(chosen.pair, 0))
        return replace(one, layouts=layouts, machines=(own,), cache=dict(one.cache))

    @cached_property
    def _machines_of(self) -> dict[int, list[Machine]]:
        found: dict[int, list[Machine]] = {}
        for machine in self.machines:
            found.setdefault(machine.option, []).append(machine)
        return found

    @cached_property
    def model_code(self) -> Ints:
        return self.codes["model"]

    def runs(self, deployment: Deployment) -> NDArray[np.bool_]:
        """Mask of the options run in this way."""
        key = f"runs:{deployment}"
        if key not in self.cache:
            self.cache[key] = np.array([o.deployment is deployment for o in self.options], dtype=bool)
        mask: NDArray[np.bool_] = self.cache[key]
        return mask

    @cached_property
    def id_order(self) -> Ints:
        """Per option: its place among the ids in alphabetical order, to break ties by."""
        place = np.empty(len(self.options), dtype=np.int64)
        place[sorted(range(len(self.options)), key=lambda i: self.options[i].option_id)] = np.arange(len(self.options))
        return place

    @cached_property
    def groups(self) -> Ints:
        """Per option: number of its model-and-deployment group, in order of appearance."""
        seen: dict[tuple[str, Deployment], int] = {}
        return np.array([seen.setdefault(o.group, len(seen)) for o in self.options], dtype=np.int64)

    @cached_property
    def hosts(self) -> Floats:
        """Per option: how many other providers sell the same model as a service. Anyone may run open weights; that is not counted here."""
        if "hosts" in self.cache:  # a part of a space: who sells a model does not depend on what is looked at
            kept: Floats = self.cache["hosts"]
            return kept
        sellers: dict[str, set[str]] = {}
        for o in self.options:
            if o.provider and o.offers:
                sellers.setdefault(o.model.id, set()).add(o.provider.id)
        return np.array([len(sellers.get(o.model.id, set()) - {o.provider.id if o.provider else ""}) for o in self.options], dtype=float)


def option_space(catalog: Catalog) -> OptionSpace:
    """The space of a catalog, built at first use and kept with it."""
    space = catalog.cache.get("option_space")
    if space is None:
        space = catalog.cache["option_space"] = _build(catalog)
    assert isinstance(space, OptionSpace)
    return space


def _build(catalog: Catalog) -> OptionSpace:
    layouts = LayoutTable.build(catalog.shapes, catalog.gpus)
    options = [*_sold(catalog)]
    machines: list[Machine] = []
    pairs = {
        (layouts.models[m], layouts.gpus[g], int(e)): i
        for i, (m, g, e) in enumerate(zip(layouts.pair_model, layouts.pair_gpu, layouts.pair_engine, strict=True))
    }
    for model in catalog.models.values():
        if model.open and model.params_total_b and model.kind != "embedding":
            _run_on_machines(catalog, model, pairs, options, machines)
    options += _on_quotation(catalog)
    models, model_code = _coded([o.model for o in options], [o.model.id for o in options])
    uses, use_code = _coded(
        [Use(o.model, o.deployment, catalog.licences.get(o.model.licence_id or "")) for o in options],
        [(o.model.id, o.deployment) for o in options],
    )
    services, service_code = _coded([_service(o) for o in options], [_service_key(o) for o in options])
    ways, way_code = _coded([catalog.deployments[o.deployment] for o in options], [o.deployment for o in options])
    return OptionSpace(
        catalog=catalog,
        options=tuple(options),
        subjects={"model": models, "use": uses, "service": services, "deployment": ways},
        codes={"model": model_code, "use": use_code, "service": service_code, "deployment": way_code},
        layouts=layouts,
        machines=tuple(machines),
        models=models,
        index={o.option_id: i for i, o in enumerate(options)},
    )


def _coded(records: Sequence[Any], keys: Sequence[Hashable]) -> tuple[tuple[Any, ...], Ints]:
    """Distinct records in order of appearance, and the code of each entry."""
    seen: dict[Hashable, int] = {}
    distinct: list[Any] = []
    codes = np.empty(len(keys), dtype=np.int64)
    for i, key in enumerate(keys):
        if key not in seen:
            seen[key] = len(distinct)
            distinct.append(records[i])
        codes[i] = seen[key]
    return tuple(distinct), codes


def _service(option: Option) -> Service:
    named = bool(option.offers) or option.deployment is Deployment.CLOSED_ON_PREM
    return Service(
        option.deployment, option.provider, option.region, option.model if named else None, option.offers[0] if option.offers else None
    )


def _service_key(option: Option) -> Hashable:
    if option.offers:
        return option.offers[0].id
    if option.deployment is Deployment.CLOSED_ON_PREM:
        return option.option_id
    return option.deployment, option.provider.id if option.provider else None


def _sold(catalog: Catalog) -> list[Option]:
    """Options that buy an offer: one per model, provider and region; media prices of several qualities stay together."""
    together: dict[tuple[str, str, str | None, str], list[Offer]] = {}
    for offer in catalog.offers:
        if (
            offer.rankable
            and offer.tier == "standard"
            and offer.model_id in catalog.models
            and offer.provider_id in catalog.providers
            and offer.deployment
        ):
            unit = "mtok" if offer.unit == "mtok" else "media"
            together.setdefault((offer.model_id, offer.provider_id, offer.region, unit), []).append(offer)
    options, taken = [], set()
    for (model_id, provider_id, region, unit), offers in together.items():
        deployment = offers[0].deployment
        assert deployment is not None
        parts = [model_id, deployment.value, provider_id, *([region] if region else [])]
        if "|".join(parts) in taken:
            parts.append(unit)
        option_id = "|".join(parts)
        taken.add(option_id)
        options.append(Option(option_id, catalog.models[model_id], deployment, catalog.providers[provider_id], region, tuple(offers)))
    return options


def _on_quotation(catalog: Catalog) -> list[Option]:
    """Models that their vendor delivers to the customer's premises; without a public price each is a near miss."""
    found: dict[str, Option] = {}
    for offer in catalog.on_prem:
        for model_id in offer.model_ids:
            model = catalog.models.get(model_id)
            if model is not None:
                option_id = f"{model_id}|{Deployment.CLOSED_ON_PREM.value}|own"
                found.setdefault(option_id, Option(option_id, model, Deployment.CLOSED_ON_PREM, None, None))
    return list(found.values())


def _run_on_machines(
    catalog: Catalog, model: Model, pairs: dict[tuple[str, str, int], int], options: list[Option], machines: list[Machine]
) -> None:
    """Append the options that run one open model on rented, reserved, own or local machines, with their hardware candidates."""
    for deployment, kind, service in (
        (Deployment.DEDICATED_MANAGED_GPU, RESERVED, "managed_dedicated"),
        (Deployment.SELF_HOST_CLOUD_GPU, RENTED, "rental"),
    ):
        for provider_id, prices in _rents(catalog, service).items():
            found = [_candidate(model, catalog.gpus[g], kind, rows, pairs, engine=1) for g, rows in prices.items()]
            _append(
                options,
                machines,
                Option(f"{model.id}|{deployment.value}|{provider_id}", model, deployment, catalog.providers[provider_id], None),
                found,
            )
    servers = [g for g in catalog.gpus.values() if g.suits == "datacenter" or g.rack]
    desks = [g for g in catalog.gpus.values() if g.suits != "datacenter"]
    for deployment, kind, engine, gpus in (
        (Deployment.SELF_HOST_ON_PREM, BOUGHT, 1, servers),
        (Deployment.LOCAL_WORKSTATION, LOCAL, 2, desks),
    ):
        found = [_candidate(model, gpu, kind, (), pairs, engine) for gpu in gpus]
        _append(options, machines, Option(f"{model.id}|{deployment.value}|own", model, deployment, None, None), found)


def _append(options: list[Option], machines: list[Machine], option: Option, found: Sequence[Machine | None]) -> None:
    able = [m for m in found if m is not None]
    if able:
        machines.extend(Machine(len(options), m.pair, m.fixed_gpus, m.gpu, m.kind, m.usd, m.usd_low, m.usd_high, m.origin) for m in able)
        options.append(option)


def _rents(catalog: Catalog, service: str) -> dict[str, dict[str, tuple[GpuPrice, ...]]]:
    """On-demand rents by host and GPU type."""
    key = f"rents:{service}"
    if key not in catalog.cache:
        found: dict[str, dict[str, tuple[GpuPrice, ...]]] = {}
        for price in catalog.gpu_prices:
            if price.service == service and price.commitment == "on_demand" and price.provider_id in catalog.providers:
                rows = found.setdefault(price.provider_id, {})
                rows[price.gpu_id] = (*rows.get(price.gpu_id, ()), price)
        catalog.cache[key] = found
    rents: dict[str, dict[str, tuple[GpuPrice, ...]]] = catalog.cache[key]
    return rents


def _candidate(
    model: Model, gpu: Gpu, kind: str, rents: Sequence[GpuPrice], pairs: dict[tuple[str, str, int], int], engine: int
) -> Machine | None:
    """One GPU type as hardware for one model, or None where it cannot be: no figures, no shape."""
    pair = pairs.get((model.id, gpu.id, engine), -1)
    fixed = 0
    if model.kind == "llm":
        if pair < 0:
            return None
    else:
        assert model.params_total_b is not None
        fixed = max(1, int(np.ceil(2 * model.params_total_b / (WEIGHTS_SHARE * gpu.vram_gb - RESERVE_GB))))
        if fixed > max(gpu.domain, 2) or (kind == LOCAL and fixed > 1):
            return None
    if rents:
        usd = [p.usd_per_gpu_hour for p in rents]
        return Machine(-1, pair, fixed, gpu, kind, median(usd), min(usd), max(usd), min((p.origin for p in rents), key=lambda o: o.date))
    low, high = gpu.list_price_usd_low, gpu.list_price_usd_high
    nan = float("nan")
    expected = (low + high) / 2 if low and high else nan
    return Machine(-1, pair, fixed, gpu, kind, expected, low or nan, high or nan, gpu.price_origin)
