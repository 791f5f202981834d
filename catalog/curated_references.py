"""References between fact files: every id that a file names must exist in another file.

Left open on purpose: hosts of media prices and tuning prices, upstream names of scores and
throughput may lie outside the catalog (they are then uncurated, never recommended).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.curated_faults import did_you_mean

if TYPE_CHECKING:
    from catalog.curated import Facts

MARKET = "market_estimate"
"""The `provider_id` of a price that is an estimate of the market, not the offer of a host."""

NEEDS_REGULATIONS = frozenset({"gdpr", "hipaa", "eu_ai_act_high_risk", "pci_dss", "fedramp", "sox"})
"""Values of `privacy.regulations` that a regulation may serve."""


def dangling(facts: Facts, folder: Path, broken: Collection[str] = ()) -> list[str]:
    """One sentence per reference that leads nowhere; ids in `broken` exist, their file has a fault of its own."""
    tables = folder / "tables"
    models, providers, gpus = {*facts.models, *broken}, {*facts.providers, *broken}, {*facts.gpus, *broken}
    hosts = {*providers, MARKET}
    faults = list(_models(facts, folder / "models", models, {*facts.licences, *broken}))
    faults += _regulations(facts, folder / "regulations")
    faults += _column(tables / "aliases.csv", "model_id", (a.model_id for a in facts.aliases), models, "model")
    faults += _column(tables / "endpoint_regions.csv", "model_id", (e.model_id for e in facts.endpoint_regions), models, "model")
    faults += _column(
        tables / "endpoint_regions.csv", "provider_id", (e.provider_id for e in facts.endpoint_regions), providers, "provider"
    )
    faults += _column(tables / "gpu_prices.csv", "gpu_id", (p.gpu_id for p in facts.gpu_prices), gpus, "GPU")
    faults += _column(tables / "gpu_prices.csv", "provider_id", (p.provider_id for p in facts.gpu_prices), hosts, "provider")
    faults += _column(tables / "model_shapes.csv", "model_id", facts.shapes, models, "model")
    faults += _column(tables / "throughput.csv", "gpu_id", (t.gpu_id for t in facts.throughput), gpus, "GPU")
    faults += _column(tables / "throughput.csv", "model_id", (t.model_id for t in facts.throughput), models, "model")
    faults += _column(tables / "token_usage.csv", "model_id", (t.model_id for t in facts.token_usage), models, "model")
    faults += _column(tables / "rate_limits.csv", "provider_id", (r.provider_id for r in facts.rate_limits), providers, "provider")
    faults += _column(tables / "closed_on_prem.csv", "model_ids", (m for o in facts.closed_on_prem for m in o.model_ids), models, "model")
    for name, prices in (("video_offers", facts.video_offers), ("media_offers", facts.media_offers)):
        faults += _column(tables / f"{name}.csv", "model_id", (p.model_id for p in prices), models, "model")
    faults += _column(tables / "scores*.csv", "benchmark_id", (s.benchmark_id for s in facts.scores), facts.benchmarks, "benchmark")
    return faults


def _models(facts: Facts, folder: Path, models: Collection[str], licences: Collection[str]) -> Iterator[str]:
    for model in facts.models.values():
        path = folder / f"{model.id}.toml"
        yield from _column(path, "licence_id", [model.licence_id], licences, "licence")
        yield from _column(path, "successor_id", [model.successor_id], models, "model")


def _regulations(facts: Facts, folder: Path) -> Iterator[str]:
    for regulation in facts.regulations.values():
        yield from _column(folder / f"{regulation.id}.toml", "needs", regulation.needs, NEEDS_REGULATIONS, "value of privacy.regulations")


def _column(path: Path, field: str, values: Iterable[str | None], known: Collection[str], what: str) -> Iterator[str]:
    """A fault per distinct value that is not known; None refers to nothing."""
    for value in sorted({v for v in values if v is not None} - set(known)):
        yield f"{path}: {field} = {value!r}: there is no {what} of this name{did_you_mean(value, known)}"
