"""Filters of the catalog: each with its answers, and how many models each answer would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from advisor.numbers import exact
from reports.words import DEPLOYMENTS

OPENNESS = {"closed": "■ Closed", "open_weights": "◆ Open weights", "restricted": "▲ Restricted", "open_source": "● Fully open"}
STATUS = {
    "current": "Current",
    "superseded": "Superseded",
    "deprecated": "Deprecated",
    "preview": "Preview",
    "announced_only": "Announced only",
}
WAYS = {
    **{way: DEPLOYMENTS[way] for way in ("closed_api", "cloud_private_endpoint", "managed_open_api")},
    "own_machines": "Machines you run",
}
COMMERCIAL = {"yes": "Yes", "conditional": "Under conditions", "no": "No", "unknown": "Unknown"}
CAPABILITIES = {
    "tool_calling": "Tool calling",
    "structured_output": "Structured output",
    "reasoning": "Reasoning",
    "prompt_caching": "Prompt caching",
}
CONTEXT = {"32": "32k", "128": "128k", "256": "256k", "1000": "1 M"}
"""Thousands of tokens, written as asked."""


@dataclass(frozen=True)
class Facet:
    """One filter. `words` None: answers are whatever the models have. `every`: a model needs all chosen answers, not just one."""

    name: str
    title: str
    column: str
    words: Mapping[str, str] | None = None
    every: bool = False

    def answers(self, frame: pd.DataFrame) -> dict[str, str]:
        """Ids and words of the answers that some model of the frame has, most frequent first where they are not ours."""
        found = self._each(frame).value_counts()
        if self.words is not None:
            return {answer: word for answer, word in self.words.items() if answer in found.index}
        return {str(answer): str(answer) for answer in found.index}

    def keeps(self, frame: pd.DataFrame, chosen: Sequence[str]) -> pd.Series[bool]:
        """Mask of the models that pass; all of them without a choice."""
        if not chosen:
            return pd.Series(True, index=frame.index)
        wanted = set(chosen)
        column = frame[self.column]
        if self._listed(frame):
            return column.map(lambda has: wanted <= set(has) if self.every else bool(wanted & set(has))).astype(bool)
        return column.isin(wanted)

    def counts(self, frame: pd.DataFrame) -> dict[str, int]:
        """Models per answer in a frame."""
        return {str(answer): int(count) for answer, count in self._each(frame).value_counts().items()}

    def _each(self, frame: pd.DataFrame) -> pd.Series[str]:
        column = frame[self.column]
        return (column.explode() if self._listed(frame) else column).dropna()

    def _listed(self, frame: pd.DataFrame) -> bool:
        return self.column in ("modalities_in", "capabilities", "ways")


FACETS = (
    Facet("openness", "Openness", "openness_shown", OPENNESS),
    Facet("status", "Status", "status", STATUS),
    Facet("way", "Can be had as", "ways", WAYS),
    Facet("use", "Commercial use allowed", "commercial", COMMERCIAL),
    Facet("takes", "Input", "modalities_in", every=True),
    Facet("does", "Capabilities", "capabilities", CAPABILITIES, every=True),
    Facet("country", "Country of the lab", "lab_country"),
)
LAB = Facet("lab", "Lab", "lab")
ALL = (*FACETS, LAB)


def searched(frame: pd.DataFrame, text: str) -> pd.Series[bool]:
    """Models whose name, id, lab or licence contains every word, whatever its case."""
    mask = pd.Series(True, index=frame.index)
    if not text.strip():
        return mask
    haystack = (
        frame["name"] + " " + frame["id"] + " " + frame["lab"] + " " + frame["licence"].fillna("") + " " + frame["licence_id"].fillna("")
    )
    folded = haystack.str.casefold()
    for word in text.casefold().split():
        mask &= folded.str.contains(word, regex=False)
    return mask


def long_enough(frame: pd.DataFrame, thousands: str) -> pd.Series[bool]:
    """Models with at least so many thousand tokens of context; unknown does not pass."""
    return frame["context_k"] >= float(thousands) if thousands in CONTEXT else pd.Series(True, index=frame.index)


def filtered(frame: pd.DataFrame, text: str, thousands: str, chosen: Mapping[str, Sequence[str]], without: str = "") -> pd.DataFrame:
    """The models that pass search and filters; `without` leaves one filter out, which is how its counts are made."""
    mask = searched(frame, text) & long_enough(frame, thousands)
    for facet in ALL:
        if facet.name != without:
            mask &= facet.keeps(frame, chosen.get(facet.name, ()))
    return frame[mask]


def labelled(facet: Facet, frame: pd.DataFrame, left: pd.DataFrame) -> dict[str, str]:
    """Answers with the number of models each would leave: "◆ Open weights 136"."""
    counts = facet.counts(left)
    return {answer: f"{word} {exact(counts.get(answer, 0), 0)}" for answer, word in facet.answers(frame).items()}
