"""Control: who can see the data, freeze the version and switch it off; restricted licences take some of it away."""

from __future__ import annotations

import numpy as np

from advisor.criterion import Criterion, Values
from advisor.figures import Figures
from advisor.needs import Needs
from advisor.parameters import PARAMETERS
from catalog.schema import Openness


def values(figures: Figures, needs: Needs) -> Values:
    space = figures.space
    key = "criterion:control"
    if key not in space.cache:
        of_way = [PARAMETERS[f"deployments.{w.id}.control"] for w in space.subjects["deployment"]]
        restricted = np.array([bool(u.licence and u.licence.restricted) for u in space.subjects["use"]])[space.codes["use"]]
        documented = np.array([m.openness is Openness.OPEN_SOURCE for m in space.models])[space.model_code]
        value = (
            np.array(of_way)[space.codes["deployment"]]
            - restricted * PARAMETERS["criteria.control.restricted_malus"]
            + documented * PARAMETERS["criteria.control.documented_data_bonus"]
        )
        space.cache[key] = np.clip(value, 0.0, 1.0)
    value = space.cache[key]
    return Values(value, value, value, np.ones(len(value), dtype=bool))


def fact(i: int, figures: Figures) -> str:
    option = figures.space.options[i]
    licence = figures.space.catalog.licences.get(option.model.licence_id or "")
    terms = licence.title if licence else "terms not seen"
    operator = figures.space.catalog.deployments[option.deployment].operator
    return f"Operated by the {operator}; {terms}"


def evidence(i: int, figures: Figures) -> str:
    return "assumed"


CRITERION = Criterion("control", "Control", values, fact, evidence)
