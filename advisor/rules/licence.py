"""What the licence of the weights, or the terms of the service, allow this customer to do.

Terms of weights bind the customer wherever it chooses the weights itself (self-hosting, local, dedicated).
In shared services the host holds the licence; lines on users, revenue and territory still bind the customer.
Unknown fails here: the law is at stake.
"""

from __future__ import annotations

from advisor.geography import members
from advisor.licence_standing import standing
from advisor.rule import SELF_RUN, Question, Rule, Use
from advisor.verdict import Verdict, no, unknown, yes
from catalog.schema import Openness, Threshold


def is_known(use: Use, question: Question) -> Verdict:
    """Somebody has to have seen the terms; who says that this model is under them is said, and is not where their text was read."""
    if use.licence is None:
        return unknown(
            f"The licence of {use.model.name} was not seen.",
            use.model.origin,
            remedy="Send the licence text to legal review and enter its terms.",
        )
    found = standing(use.model, use.licence)
    caution = "The licence text itself was not read by us: legal review." if use.licence.needs_legal_review else None
    if caution is None and found.evidence == "estimated" and use.binds:
        caution = f"That {use.model.name} is under {use.licence.title} is known at second hand only: see its model card."
    return yes(f"{use.licence.title}, says {found.said}.", found.origin, caution=caution)


def allows_commercial_use(use: Use, question: Question) -> Verdict:
    """Commercial use of the weights; a shared host answers for its own right to serve them."""
    licence = use.licence
    if not question.needs.licence.commercial:
        return yes("You do not plan commercial use.")
    if licence is None:
        return yes("The terms were not seen: see the gate on that.", use.model.origin)
    if licence.commercial_use == "yes":
        return yes(f"Commercial use is allowed: {licence.name}.", licence.origin)
    if not use.binds and use.model.open:
        return yes(
            f"The host holds the licence ({licence.name}) to serve it.",
            licence.origin,
            obligation=f"Have the host confirm its right to serve {use.model.name} under {licence.name}.",
        )
    if licence.commercial_use == "conditional":
        return yes(
            f"Commercial use is allowed under the conditions of {licence.name}.",
            licence.origin,
            obligation=f"Have the conditions of {licence.name} for commercial use checked against your case.",
        )
    if licence.commercial_use == "no":
        return no(
            f"{licence.name} forbids commercial use.",
            licence.origin,
            remedy=f"Buy a commercial licence from {use.model.lab}, or use it for research only.",
        )
    return unknown(
        f"Whether {licence.name} allows commercial use was not readable.", licence.origin, remedy="Legal review of the licence text."
    )


def _crossed(use: Use, line: Threshold | None, amount: float, noun: str, period_factor: float) -> Verdict:
    licence = use.licence
    if licence is None:
        return yes("The terms were not seen: see the gate on that.", use.model.origin)
    if line is None:
        return yes(f"{licence.name} draws no line on {noun}.", licence.origin)
    limit = line.amount * period_factor
    if line.applies_to == "model_as_a_service":
        return yes(
            f"The line on {noun} concerns those who sell the model as a service.",
            licence.origin,
            obligation=f"Do not offer {use.model.name} itself as a service above {limit:,.0f} {noun} without an agreement.",
        )
    if amount <= limit:
        return yes(f"You state {amount:,.0f} {noun}; {licence.name} draws its line at {limit:,.0f}.", licence.origin)
    if line.effect == "adds_duty":
        return yes(
            f"You are above the line of {limit:,.0f} {noun}.",
            licence.origin,
            obligation=f"{licence.name}: above {limit:,.0f} {noun} show the name it demands in the product.",
        )
    return no(
        f"You state {amount:,.0f} {noun}; {licence.name} ends its rights at {limit:,.0f}.",
        licence.origin,
        remedy=f"Ask {use.model.lab} for a commercial agreement.",
    )


def users_below_line(use: Use, question: Question) -> Verdict:
    """Monthly active users against the licence's line."""
    return _crossed(
        use,
        use.licence.monthly_active_users if use.licence else None,
        question.needs.licence.monthly_active_users,
        "monthly active users",
        1,
    )


def revenue_below_line(use: Use, question: Question) -> Verdict:
    """Annual revenue in USD against the licence's line; a monthly line counts twelve times, an unread period as yearly."""
    line = use.licence.revenue_usd if use.licence else None
    return _crossed(
        use, line, question.needs.licence.annual_revenue_usd, "USD of annual revenue", 12 if line and line.period == "month" else 1
    )


def territory_included(use: Use, question: Question) -> Verdict:
    """Some licences grant nothing to those domiciled in a territory, or only nothing for multimodal models."""
    licence, domicile = use.licence, question.needs.licence.domicile
    if licence is None:
        return yes("The terms were not seen: see the gate on that.", use.model.origin)
    territory = licence.territory
    multimodal = set(use.model.modalities_in) - {"text"}
    if territory is None or (territory.applies_to == "multimodal" and not multimodal):
        return yes(f"{licence.name} excludes no territory for this model.", licence.origin)
    listed = ", ".join(territory.excluded)
    if domicile is None:
        return unknown(f"{licence.name} excludes {listed}; your domicile is not stated.", licence.origin, remedy="State your domicile.")
    if any(domicile in members(zone) for zone in territory.excluded):
        return no(
            f"{licence.name} grants no rights to those domiciled in {domicile}.",
            licence.origin,
            remedy=f"An entity outside {listed} would have to be the user.",
        )
    return yes(
        f"{domicile} is not among the excluded territories ({listed}).",
        licence.origin,
        obligation=f"Do not use or offer {use.model.name} in {listed}." if territory.use else None,
    )


def field_of_use(use: Use, question: Question) -> Verdict:
    """Acceptable-use rules never exclude by themselves (your field is not asked), they become a duty."""
    licence = use.licence
    if licence is None or not licence.fields_of_use or licence.fields_of_use.lower().startswith("none"):
        return yes("No field of use is barred.", licence.origin if licence else use.model.origin)
    return yes(
        f"Some uses are barred: {licence.name}.",
        licence.origin,
        obligation=f"Keep to the use rules of {licence.name}: {licence.fields_of_use.rstrip('.')}.",
    )


def self_hosting_allowed(use: Use, question: Question) -> Verdict:
    """May the customer run the weights itself."""
    licence = use.licence
    if use.deployment not in SELF_RUN:
        return yes("You do not hold the weights.")
    if licence is None:
        return yes("The terms were not seen: see the gate on that.", use.model.origin)
    if licence.self_host == "no":
        return no(f"{licence.name} does not allow running the weights yourself.", licence.origin)
    if licence.self_host is None:
        return unknown(
            f"Whether {licence.name} allows self-hosting was not readable.", licence.origin, remedy="Legal review of the licence text."
        )
    duty = f"Meet the conditions of {licence.name} for running the weights yourself." if licence.self_host == "conditional" else None
    return yes(f"Self-hosting is allowed: {licence.name}.", licence.origin, obligation=duty)


def open_source_only(use: Use, question: Question) -> Verdict:
    """Weights, code and training data published, where that is a must."""
    model = use.model
    if not question.needs.licence.open_source_only or model.openness is Openness.OPEN_SOURCE:
        return yes("Openness as asked.", model.origin)
    return no(
        f"{model.name} is not fully open: weights, code and training data are not all published.",
        model.origin,
        remedy="Accept open weights.",
    )


def _permitted(use: Use, asked: bool, answer: str | None, verb: str, terms: str = "") -> Verdict:
    licence = use.licence
    if not asked:
        return yes(f"You do not plan to {verb}.")
    if licence is None or answer is None:
        return unknown(
            f"Whether the terms of {use.model.name} let you {verb} was not readable.",
            use.model.origin,
            remedy="Legal review of the licence text.",
        )
    if answer == "no":
        return no(f"{licence.name} does not let you {verb}.", licence.origin, remedy=f"Do not {verb}, or ask {use.model.lab}.")
    if answer == "conditional":
        return yes(
            f"Under conditions you may {verb}: {licence.name}.",
            licence.origin,
            obligation=f"{licence.name}: {terms or f'meet its conditions when you {verb}'}.",
        )
    return yes(f"You may {verb}: {licence.name}.", licence.origin)


def redistribution(use: Use, question: Question) -> Verdict:
    """Passing on weights or tuned weights."""
    asked, licence = question.needs.licence.redistribute_weights, use.licence
    if asked and not use.model.open:
        return no(f"The weights of {use.model.name} are not published.", use.model.origin, remedy="Choose open weights.")
    return _permitted(
        use, asked, licence.redistribution if licence else None, "pass on weights", licence.redistribution_terms if licence else ""
    )


def training_on_outputs(use: Use, question: Question) -> Verdict:
    """Training any other model on what this one answers, competing ones included."""
    licence = use.licence
    return _permitted(
        use, question.needs.licence.train_on_outputs, licence.train_on_outputs if licence else None, "train other models on its outputs"
    )


RULES = (
    Rule("licence.known", "Licence terms seen", "licence", "use", "law", is_known),
    Rule(
        "licence.commercial",
        "Commercial use",
        "licence",
        "use",
        "law",
        allows_commercial_use,
        reads=("licence.commercial",),
        applies=lambda needs: needs.licence.commercial,
    ),
    Rule("licence.users", "Line on monthly users", "licence", "use", "law", users_below_line, reads=("licence.monthly_active_users",)),
    Rule("licence.revenue", "Line on revenue", "licence", "use", "law", revenue_below_line, reads=("licence.annual_revenue_usd",)),
    Rule("licence.territory", "Territory", "licence", "use", "law", territory_included, reads=("licence.domicile",)),
    Rule("licence.field_of_use", "Fields of use", "licence", "use", "law", field_of_use),
    Rule("licence.self_hosting", "Running the weights yourself", "licence", "use", "law", self_hosting_allowed),
    Rule(
        "licence.open_source",
        "Fully open",
        "licence",
        "use",
        "law",
        open_source_only,
        reads=("licence.open_source_only",),
        applies=lambda needs: needs.licence.open_source_only,
    ),
    Rule(
        "licence.redistribution",
        "Passing on weights",
        "licence",
        "use",
        "law",
        redistribution,
        reads=("licence.redistribute_weights",),
        applies=lambda needs: needs.licence.redistribute_weights,
    ),
    Rule(
        "licence.outputs",
        "Training on outputs",
        "licence",
        "use",
        "law",
        training_on_outputs,
        reads=("licence.train_on_outputs",),
        applies=lambda needs: needs.licence.train_on_outputs,
    ),
)
