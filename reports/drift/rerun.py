"""The needs of a record, decided on the catalog and the day of now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor.decision import Decision, decide
from advisor.needs import NeedsError, ReadNeeds, read_needs
from advisor.own_evidence.results import OwnEvidenceError, results_of
from catalog.organisation.layer import layered
from catalog.organisation.profile import Profile, ProfileError, read_profile
from catalog.schema import Catalog
from reports.reading import Group, Json, groups

Kind = tuple[str, str]
"""Model and deployment: what stays comparable while offers and hardware change."""


class RerunError(ValueError):
    """This version, or this catalog, no longer takes what the record was made with; `faults` has one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(" ".join(faults))


def rerun(before: Json, catalog: Catalog, as_of: date) -> Decision:
    """Decide again with the needs, the organisation's profile and the own results of then, on a catalog that has nobody's profile over it.

    What was assumed keeps the value it had, and stays assumed.

    Raises:
        RerunError: needs, profile or results are no longer taken.
    """
    try:
        needs = read_needs(dict(before.get("needs") or {})).needs
        profile = _profile(before)
        read = ReadNeeds(needs, _paths(before.get("assumed")), _paths((before.get("organisation") or {}).get("supplied")))
        own = results_of(before.get("own_evidence") or ())
        return decide(layered(catalog, profile, as_of) if profile else catalog, read, as_of, own)
    except (NeedsError, ProfileError, OwnEvidenceError) as error:
        raise RerunError(error.faults) from None


def _profile(before: Json) -> Profile | None:
    """The profile as the record holds it; None where it was made under none."""
    stated = (before.get("organisation") or {}).get("profile")
    return read_profile(json.dumps(stated)) if stated else None


def _paths(found: Any) -> tuple[str, ...]:
    return tuple(str(path) for path in found or ())


@dataclass(frozen=True)
class Standing:
    """The best option of a model and deployment in one ranking: its place among such groups, and its row or index."""

    place: int
    option: Json


class ThenAndNow:
    """Both rankings by model and deployment."""

    def __init__(self, before: Json, d: Decision) -> None:
        self.before, self.d = before, d
        self.groups: list[Group] = groups(before)
        self.then: dict[Kind, Standing] = {}
        for place, group in enumerate(self.groups, 1):
            self.then.setdefault(kind_of(group.best), Standing(place, group.best))
        self.heads = [int(i) for i in d.best_of_groups]
        self.now: dict[Kind, int] = {self.kind(i): place for place, i in enumerate(self.heads, 1)}

    def kind(self, i: int) -> Kind:
        """Model and deployment of an option of now."""
        option = self.d.options[i]
        return option.model.id, option.deployment.value

    def head(self, kind: Kind) -> int | None:
        """Index of the best fitting option of now; None where none fits."""
        place = self.now.get(kind)
        return None if place is None else self.heads[place - 1]

    @property
    def complete(self) -> bool:
        """Whether the record lists every option that fitted then; a page's answer lists only the first."""
        return len(self.before.get("options") or ()) >= int((self.before.get("counts") or {}).get("fitting") or 0)

    def same_option(self, option: Json) -> int | None:
        """Index now of an option of then, whether it fits or not: itself, else the best-scored one of its model and deployment."""
        found = self.d.space.index.get(str(option.get("option_id")))
        if found is not None:
            return found
        alike = [i for i, o in enumerate(self.d.options) if (o.model.id, o.deployment.value) == kind_of(option)]
        return max(alike, key=lambda i: (float(self.d.scored.score[i]), self.d.options[i].option_id), default=None)


def kind_of(option: Json) -> Kind:
    """Model and deployment of a row."""
    return str(option.get("model_id")), str(option.get("deployment"))
