"""The curated facts: files that people edit, checked strictly, as records.

One record per TOML file (models, licences, providers, regulations, gpus, deployments); the file
name is the id, for models the folder is the lab. Wide measured tables are CSV files in `tables/`.
`load_facts` reads everything, checks every reference between files, and reports all faults at once.

Words of the research tables that are not ours were mapped once, when the files were written:
deployment class `dedicated_hosting` became a provider without `deployment` and with
`dedicated_gpu`; `aggregator` became `passes_through`; openness `open_source_full` became
`open_source`; licence `unknown` became no licence_id. docs/CORRECTIONS.md lists every such change.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from catalog import curated_references, feed_corrections
from catalog.curated_faults import FactsError, explain
from catalog.curated_tables import read_table
from catalog.schema import (
    Alias,
    Benchmark,
    Correction,
    DeploymentFacts,
    EndpointRegion,
    Gpu,
    GpuPrice,
    Licence,
    MediaPrice,
    Model,
    OnPremOffer,
    Provider,
    RateLimit,
    Record,
    Regulation,
    Score,
    Shape,
    Throughput,
    TokenUsage,
    TuningPrice,
)

FACTS = Path(__file__).parent / "facts"

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Facts:
    """Everything the fact files say. Dictionaries are keyed by id and sorted by it."""

    models: dict[str, Model]
    licences: dict[str, Licence]
    providers: dict[str, Provider]
    regulations: dict[str, Regulation]
    gpus: dict[str, Gpu]
    deployments: dict[str, DeploymentFacts]
    aliases: tuple[Alias, ...]
    endpoint_regions: tuple[EndpointRegion, ...]
    gpu_prices: tuple[GpuPrice, ...]
    shapes: dict[str, Shape]
    throughput: tuple[Throughput, ...]
    token_usage: tuple[TokenUsage, ...]
    rate_limits: tuple[RateLimit, ...]
    closed_on_prem: tuple[OnPremOffer, ...]
    tuning_prices: tuple[TuningPrice, ...]
    video_offers: tuple[MediaPrice, ...]
    media_offers: tuple[MediaPrice, ...]
    benchmarks: dict[str, Benchmark]
    scores: tuple[Score, ...]
    artificial_analysis: bool
    """Whether rows of Artificial Analysis are among `scores` (and `token_usage`); their use needs attribution."""
    corrections: tuple[Correction, ...] = ()


def load_facts(folder: Path = FACTS, *, with_artificial_analysis: bool = True) -> Facts:
    """Read, check and cross-check all fact files below `folder`.

    Without Artificial Analysis neither its score file is opened (it may be missing) nor its
    token measurements kept; the catalog then rests on the other sources alone.

    Raises: FactsError with every fault found, each naming file, field, value and a remedy.
    """
    faults: list[str] = []
    broken: set[str] = set()  # ids of files with faults: naming them elsewhere is no fault of its own
    tables = folder / "tables"
    scores = read_table(tables / "scores.csv", Score, faults)
    usage = read_table(tables / "token_usage.csv", TokenUsage, faults)
    if with_artificial_analysis:
        scores += read_table(tables / "scores_artificial_analysis.csv", Score, faults)
    else:
        usage = tuple(row for row in usage if "artificial-analysis" not in row.source)
    facts = Facts(
        models=_records(folder / "models", Model, faults, broken, nested=True),
        licences=_records(folder / "licences", Licence, faults, broken),
        providers=_records(folder / "providers", Provider, faults, broken),
        regulations=_records(folder / "regulations", Regulation, faults, broken),
        gpus=_records(folder / "gpus", Gpu, faults, broken),
        deployments=_records(folder / "deployments", DeploymentFacts, faults, broken),
        aliases=read_table(tables / "aliases.csv", Alias, faults),
        endpoint_regions=read_table(tables / "endpoint_regions.csv", EndpointRegion, faults),
        gpu_prices=read_table(tables / "gpu_prices.csv", GpuPrice, faults),
        shapes=_keyed(tables / "model_shapes.csv", read_table(tables / "model_shapes.csv", Shape, faults), "model_id", faults),
        throughput=read_table(tables / "throughput.csv", Throughput, faults),
        token_usage=usage,
        rate_limits=read_table(tables / "rate_limits.csv", RateLimit, faults),
        closed_on_prem=read_table(tables / "closed_on_prem.csv", OnPremOffer, faults),
        tuning_prices=read_table(tables / "tuning_prices.csv", TuningPrice, faults),
        video_offers=read_table(tables / "video_offers.csv", MediaPrice, faults),
        media_offers=read_table(tables / "media_offers.csv", MediaPrice, faults),
        benchmarks=_keyed(tables / "benchmarks.csv", read_table(tables / "benchmarks.csv", Benchmark, faults), "id", faults),
        scores=scores,
        artificial_analysis=with_artificial_analysis,
        corrections=read_corrections(folder / "corrections.toml", faults),
    )
    faults.extend(curated_references.dangling(facts, folder, broken))
    if faults:
        raise FactsError(faults)
    return facts


def read_corrections(path: Path, faults: list[str]) -> tuple[Correction, ...]:
    """The blocks of the corrections file; a missing file corrects nothing."""
    if not path.is_file():
        return ()
    try:
        blocks = tomllib.loads(path.read_text(encoding="utf-8")).get("corrections", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path}: not readable as TOML: {error}")
        return ()
    found = []
    for number, block in enumerate(blocks, 1):
        try:
            correction = Correction.model_validate(block)
        except ValidationError as error:
            faults.extend(explain(f"{path}, block {number}", Correction, error))
            continue
        wrong = feed_corrections.faults_of(correction)
        faults.extend(f"{path}, block {number}: {fault}" for fault in wrong)
        found += [] if wrong else [correction]
    return tuple(found)


def _records(folder: Path, record: type[R], faults: list[str], broken: set[str], *, nested: bool = False) -> dict[str, R]:
    """One record per TOML file, keyed by its id, which must be what the path says."""
    found: dict[str, R] = {}
    for path in sorted(folder.glob("*/*.toml" if nested else "*.toml")):
        named = f"{path.parent.name}/{path.stem}" if nested else path.stem
        try:
            value = record.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            faults.extend(explain(str(path), record, error))
            broken.add(named)
            continue
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(f"{path}: not readable as TOML: {error}")
            broken.add(named)
            continue
        identifier = str(getattr(value, "id"))  # noqa: B009 - every record kept in files has an id
        if identifier != named:
            faults.append(f"{path}: id = {identifier!r}: the path says {named!r}; rename the file or change the id")
            broken.add(named)
        found[identifier] = value
    if not found:
        faults.append(f"{folder}: no {record.__name__} file found")
    return found


def _keyed(path: Path, rows: tuple[R, ...], key: str, faults: list[str]) -> dict[str, R]:
    """Rows by id; an id that comes twice is a fault."""
    found: dict[str, R] = {}
    for row in rows:
        identifier = str(getattr(row, key))
        if identifier in found:
            faults.append(f"{path}: {key} = {identifier!r} comes twice; keep one row")
        found[identifier] = row
    return found
