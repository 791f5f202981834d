"""One decision: needs against a catalog on a day. Everything that is answered, shown or exported is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from advisor.figures import Figures, figures
from advisor.gates import Judged, judge
from advisor.needs import Needs, NeedsError, ReadNeeds
from advisor.options import Option, OptionSpace, option_space
from advisor.own_evidence.applied import OwnEvidence, apply
from advisor.own_evidence.results import OwnResult
from advisor.quality import task_quality
from advisor.ranking import Scored, dominated, leading, order, score
from advisor.robustness import Shares, first_places
from advisor.rule import Question
from catalog.as_of import catalog_on
from catalog.schema import Catalog

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Decision:
    """`ranked` holds the fitting options' indices, best first; everything else is per option of `space`.

    own: the user's own results and what they changed; None where none were given.
    """

    read: ReadNeeds
    question: Question
    space: OptionSpace
    figures: Figures
    judged: Judged
    scored: Scored
    ranked: Ints
    own: OwnEvidence | None = None

    @property
    def needs(self) -> Needs:
        return self.read.needs

    @property
    def catalog(self) -> Catalog:
        return self.space.catalog

    @property
    def options(self) -> tuple[Option, ...]:
        return self.space.options

    @cached_property
    def dominated(self) -> NDArray[np.bool_]:
        """Along `ranked`."""
        return dominated(self.scored, self.ranked)

    def dominated_up_to(self, place: Ints) -> NDArray[np.bool_]:
        """The same for the options up to the last of these places: only a score as high or higher can dominate."""
        if not len(place):
            return np.zeros(0, dtype=bool)
        least = self.scored.score[self.ranked[int(place.max())]]
        return dominated(self.scored, self.ranked[self.scored.score[self.ranked] >= least])

    @cached_property
    def leading(self) -> NDArray[np.bool_]:
        """Along `ranked`."""
        return leading(self.scored, self.ranked)

    @cached_property
    def shares(self) -> Shares:
        return first_places(self.figures, self.scored, self.ranked)

    @cached_property
    def best_of_groups(self) -> Ints:
        """The best option of each model and deployment, in order: what is shown, the clones folded beneath."""
        _, first = np.unique(self.space.groups[self.ranked], return_index=True)
        heads: Ints = self.ranked[np.sort(first)]
        return heads


def decide(catalog: Catalog, read: ReadNeeds, as_of: date, own_evidence: Sequence[OwnResult] = ()) -> Decision:
    """Enumerate, judge, price, score and order, at the prices and facts known to have held on the day.

    `own_evidence`: results of the user's own for this task. They change the figures of this decision only.

    Raises:
        NeedsError: the needs name a GPU that the catalog does not know.
    """
    unknown = sorted({g.gpu for g in read.needs.team.owned_gpus} - catalog.gpus.keys())
    if unknown:
        raise NeedsError([f"team.owned_gpus names {gpu!r}. Allowed: {', '.join(sorted(catalog.gpus))}." for gpu in unknown])
    catalog = catalog_on(catalog, as_of)
    space, own = option_space(catalog), None
    if own_evidence:
        task, languages = read.needs.task, read.needs.languages
        own = apply(catalog, space.models, task, task_quality(catalog, space.models, task, languages), own_evidence, languages)
        space = space.judged_with(own.quality)
    question = Question(read.needs, catalog, as_of)
    priced = figures(space, read.needs)
    judged = judge(space, question, priced)
    scored = score(priced, read.needs)
    return Decision(read, question, space, priced, judged, scored, order(scored, priced, judged.fitting), own)
