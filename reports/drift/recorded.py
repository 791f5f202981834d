"""A record in a file that anybody may have written: the parts that a re-run reads, checked before it reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reports.reading import Json

Number = Annotated[float, Field(allow_inf_nan=False)]
MOST_FAULTS = 8


class _Part(BaseModel):
    """What is not read may be anything; what is read must be of its kind, as nothing is converted."""

    model_config = ConfigDict(extra="allow", strict=True)


class _Fact(_Part):
    label: str
    value: str | Number | bool | None = None
    unit: str | None = None


class _Watched(_Part):
    kind: str
    label: str
    value: str | None


class _Cost(_Part):
    low: Number | None = None
    expected: Number | None = None
    high: Number | None = None


class _Quality(_Part):
    value: Number | None = None
    evidence: str | None = None


class _Speed(_Part):
    output_tokens_per_s: Number | None = None


class _Hardware(_Part):
    gpu: str | None = None
    gpus_per_replica: int | None = None
    replicas: int | None = None


class _Option(_Part):
    option_id: str
    model_id: str
    model_name: str
    deployment: str
    label: str | None = None
    customisation: str | None = None
    score: Number
    contributions: dict[str, Number] = {}
    clones: list[str] | None = None
    monthly_cost_usd: _Cost | None = None
    quality: _Quality | None = None
    speed: _Speed | None = None
    hardware: _Hardware | None = None
    facts: list[_Fact] = []
    watched: list[_Watched] = []


class _Headline(_Part):
    pattern: str | None = None
    sentence: str | None = None
    option_id: str | None = None


class _CatalogOf(_Part):
    version: str


class _Counts(_Part):
    fitting: int | None = None


class _Miss(_Part):
    option_id: str
    reason: str | None = None


class _Hybrid(_Part):
    routine: str | None = None
    hard: str | None = None


class _Organisation(_Part):
    profile: dict[str, Any] | None = None
    supplied: list[str] | None = None


class _Recorded(_Part):
    as_of: str
    engine_version: str
    catalog: _CatalogOf
    needs: dict[str, Any]
    assumed: list[str] | None = None
    headline: _Headline
    counts: _Counts | None = None
    options: list[_Option]
    near_misses: list[_Miss] | None = None
    hybrid: _Hybrid | None = None
    organisation: _Organisation | None = None
    own_evidence: list[dict[str, Any]] | None = None


class _Around(_Part):
    recommendation: dict[str, Any]
    id: str | None = None
    title: str | None = None
    created_at: str | None = None


def read_file(document: Any) -> tuple[Json, dict[str, Any]]:
    """The recommendation in a file, and what the file says of the record around it: an exported record, or a recommendation alone.

    Raises:
        ValueError: it is neither; one line for each fault.
    """
    if not isinstance(document, Mapping):
        raise ValueError("This is no recommendation: it is no JSON object.")
    around: dict[str, Any] = {}
    try:
        if "recommendation" in document:
            wrapped = _Around.model_validate(document)
            around = wrapped.model_dump(include={"id", "title", "created_at"})
            document = wrapped.recommendation
        _Recorded.model_validate(document)
    except ValidationError as error:
        found = error.errors(include_url=False)
        faults = [_fault(each) for each in found[:MOST_FAULTS]]
        faults += [f"And {len(found) - MOST_FAULTS} more faults."] if len(found) > MOST_FAULTS else []
        raise ValueError("\n".join(faults)) from None
    recommendation: Json = document
    return recommendation, around


def _fault(error: Any) -> str:
    where = ".".join(str(step) for step in error["loc"])[:120]
    if error["type"] == "missing":
        return f"This is no recommendation: {where} is missing."
    shown = json.dumps(error["input"], ensure_ascii=True, default=str)
    return f"This is no recommendation: {where} is {shown if len(shown) <= 60 else shown[:57] + '...'}. {error['msg']}."
