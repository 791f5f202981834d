"""What a gate is: one question about one kind of subject, judged once per subject, inherited by its options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from advisor.needs import Needs
from advisor.parameters import PARAMETERS, Parameters
from advisor.verdict import Outcome, Verdict
from catalog.schema import Catalog, Deployment, Licence, Model, Offer, Provider

if TYPE_CHECKING:
    from advisor.figures import Figures

Topic = Literal[
    "task", "context", "capabilities", "privacy", "licence", "fine_tuning", "quality", "speed", "budget", "team", "lifecycle", "hardware"
]
SubjectKind = Literal["deployment", "model", "use", "service", "option"]
Strictness = Literal["law", "privacy", "caution"]

SELF_RUN = frozenset({Deployment.SELF_HOST_CLOUD_GPU, Deployment.SELF_HOST_ON_PREM, Deployment.LOCAL_WORKSTATION})
"""The customer operates the engine: no third party sees a prompt."""

WEIGHTS_IN_HAND = SELF_RUN | {Deployment.DEDICATED_MANAGED_GPU}
"""The customer chooses the weights, so their licence binds the customer and not only the host."""

THIRD_PARTY = frozenset(
    {Deployment.CLOSED_API, Deployment.CLOUD_PRIVATE_ENDPOINT, Deployment.MANAGED_OPEN_API, Deployment.DEDICATED_MANAGED_GPU}
)
"""Somebody else's software sees the prompt."""

ON_SITE = frozenset({Deployment.SELF_HOST_ON_PREM, Deployment.LOCAL_WORKSTATION, Deployment.CLOSED_ON_PREM})


def host_name(provider: Provider | None, deployment: Deployment) -> str:
    """A provider as it is called where an option of this deployment runs; empty for machines of one's own."""
    if provider is None:
        return ""
    rents = deployment in (Deployment.SELF_HOST_CLOUD_GPU, Deployment.DEDICATED_MANAGED_GPU)
    return provider.host_name if rents and provider.host_name else provider.name


@dataclass(frozen=True)
class Question:
    """What every rule may look at besides its subject. `as_of` is the only clock."""

    needs: Needs
    catalog: Catalog
    as_of: date
    parameters: Parameters = PARAMETERS


@dataclass(frozen=True, eq=False)
class Use:
    """One model run in one way: what licences and tuning routes are about."""

    model: Model
    deployment: Deployment
    licence: Licence | None

    @property
    def binds(self) -> bool:
        """Whether the licence of the weights binds the customer directly."""
        return self.deployment in WEIGHTS_IN_HAND


@dataclass(frozen=True, eq=False)
class Service:
    """Who runs it and where: a provider's offer, a GPU host, or the customer's own machines (provider None).

    model is set where facts may differ by model (per-token offers), None where the same holds for all.
    """

    deployment: Deployment
    provider: Provider | None
    region: str | None
    model: Model | None
    offer: Offer | None

    @property
    def name(self) -> str:
        return host_name(self.provider, self.deployment) or "your own machines"


@dataclass(frozen=True)
class Rule:
    """One gate.

    subject     what it judges: a deployment, a model, a use (model x deployment), a service, or a whole option.
    strictness  what unknown means: law fails always, privacy fails where `privacy.unknown_fails` is set,
                caution never fails.
    judge       verdict for (subject, question); for an option gate (index of the option, question, figures).
    reads       the needs it looks at, dotted; as long as these stay, so do its verdicts.
    applies     whether these needs ask the question at all; where not, every option passes unjudged.
    house       asked only where an organisation's profile lies over the catalog.
    outcomes    option gates only: outcomes of all options at once, so that sentences are written on demand.
    """

    id: str
    title: str
    topic: Topic
    subject: SubjectKind
    strictness: Strictness
    judge: Callable[..., Verdict]
    reads: tuple[str, ...] = ()
    applies: Callable[[Needs], bool] = lambda needs: True
    outcomes: Callable[[Figures, Question], Any] | None = None
    house: bool = False

    def asked(self, question: Question) -> bool:
        """Whether this gate has anything to ask here."""
        return self.applies(question.needs) and not (self.house and question.catalog.organisation is None)

    def fails(self, outcome: Outcome, needs: Needs) -> bool:
        """Whether this outcome excludes an option."""
        if outcome is Outcome.UNKNOWN:
            return self.strictness == "law" or (self.strictness == "privacy" and needs.privacy.unknown_fails)
        return outcome is Outcome.NO
