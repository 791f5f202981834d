"""How far the data travels, who keeps it, who learns from it, and from where.

What the customer runs answers yes, with duties: no third party sees a prompt there. A statement by a provider
counts only for the models its source names. What a vendor grants on request counts as yes with an obligation to get it in
writing; a badge that is merely listed is unknown.
"""

from __future__ import annotations

from advisor.geography import members
from advisor.needs import BOUNDARIES
from advisor.provider_facts import about, statements, strictest
from advisor.residency import processes_in
from advisor.rule import ON_SITE, SELF_RUN, THIRD_PARTY, Question, Rule, Service
from advisor.verdict import Outcome, Verdict, no, unknown, yes
from catalog.schema import Deployment, Model

WORDS = {
    "any_provider": "any provider",
    "no_retention": "no retention",
    "own_cloud_tenant": "own cloud",
    "own_premises": "own premises",
    "air_gapped": "air-gapped",
}
GRANTED = ("default", "self_serve", "on_request", "enterprise_only", "yes")


def _relax(boundary: str) -> str:
    return f"Allow “{WORDS[boundary]}”."


def keeps_nothing(service: Service) -> Verdict:
    """Whether the provider keeps nothing after the answer, by default, by a switch or by contract."""
    if service.deployment in SELF_RUN or service.deployment in ON_SITE:
        return yes("You run it; nothing is kept by others.")
    refused = [f for f in statements(service, "zero_data_retention") if f.value == "no"]
    if refused:
        return no(
            f"{service.name} keeps data here: {refused[0].condition or refused[0].scope}.", refused[0].origin, remedy=_relax("any_provider")
        )
    kept = statements(service, "retention_days")
    longest = strictest(
        kept, ("indefinite", "until_deleted", "stored", "store_on", "55", "30", "7", "3", "1", "not_stated", "short", "0.04", "0")
    )
    granted = [f for f in statements(service, "zero_data_retention") if f.value in GRANTED]
    if granted:
        best = granted[0]
        if best.value == "default" and (longest is None or longest.value == "0"):
            return yes(f"{service.name} keeps nothing by default.", best.origin)
        how = {
            "self_serve": "switch it on for the account",
            "on_request": "get it approved in writing",
            "enterprise_only": "get it in an enterprise contract",
        }
        return yes(
            f"{service.name} offers zero retention ({best.value.replace('_', ' ')}).",
            best.origin,
            obligation=f"Zero retention at {service.name}: {how.get(best.value, 'get it in writing')}{f' ({best.condition})' if best.condition else ''}.",
        )
    if longest is not None and longest.value == "0":
        return yes(f"{service.name} keeps nothing by default.", longest.origin)
    if longest is not None and longest.value not in ("not_stated", "short"):
        days = f"{longest.value} days" if longest.value[0].isdigit() else longest.value.replace("_", " ")
        return no(
            f"{service.name} keeps data ({days}) and no zero-retention route is stated.", longest.origin, remedy=_relax("any_provider")
        )
    return unknown(
        f"{service.name} does not say how long it keeps data.",
        longest.origin if longest else about(service),
        remedy=f"Get zero retention from {service.name} in writing.",
    )


def inside_boundary(service: Service, question: Question) -> Verdict:
    """The data boundary, from loose to strict; each includes the ones before it."""
    boundary = question.needs.privacy.boundary
    level, kind = BOUNDARIES.index(boundary), service.deployment
    if level == 0:
        return yes("Any provider may process the data under its terms.")
    if level == 1:
        return _no_retention(service)
    if level == 2:
        return _own_tenant(service)
    if kind in (Deployment.SELF_HOST_ON_PREM, Deployment.LOCAL_WORKSTATION):
        return yes(
            "Runs on your own premises, and works without a connection.",
            obligation="Keep the machine cut off: updates by hand." if level == 4 else None,
        )
    if kind is Deployment.CLOSED_ON_PREM:
        return yes("Delivered to your premises.") if level == 3 else _delivered_air_gapped(service, question)
    looser = next(
        (
            name
            for name, check in (("own_cloud_tenant", _own_tenant), ("no_retention", _no_retention))
            if check(service).outcome is Outcome.YES
        ),
        "any_provider",
    )
    return no(f"Data would leave your premises for {service.name}.", about(service), remedy=_relax(looser))


def _delivered_air_gapped(service: Service, question: Question) -> Verdict:
    """Whether its vendor offers a closed model on premises without any connection."""
    offers = [o for o in question.catalog.on_prem if service.model and service.model.id in o.model_ids]
    stated = next((o for o in offers if o.air_gapped is not None), None)
    if stated is None:
        return unknown("Whether it works without any connection is not stated.", offers[0].origin if offers else None)
    if stated.air_gapped == "no":
        return no(f"{stated.vendor} delivers it with a connection only.", stated.origin, remedy=_relax("own_premises"))
    duty = "Have the vendor confirm that nothing needs a connection." if stated.air_gapped == "conditional" else None
    return yes(f"{stated.vendor} delivers it for sites without a connection.", stated.origin, obligation=duty)


def _no_retention(service: Service) -> Verdict:
    if service.deployment is Deployment.SELF_HOST_CLOUD_GPU and service.provider and service.provider.marketplace:
        return no(f"{service.name} rents out machines of strangers.", about(service), remedy=_relax("any_provider"))
    kept = keeps_nothing(service)
    if kept.outcome is Outcome.UNKNOWN and service.deployment is Deployment.DEDICATED_MANAGED_GPU:
        # machines reserved for one customer keep nothing of their own accord; what the vendor logs has to be agreed
        return yes(
            f"{service.name} runs it on machines reserved for you.",
            kept.origin,
            obligation=f"Agree in writing that {service.name} keeps no prompts or answers.",
        )
    return kept


def _own_tenant(service: Service) -> Verdict:
    kind, provider = service.deployment, service.provider
    if kind in ON_SITE:
        return yes("Runs on your own premises.")
    if kind is Deployment.SELF_HOST_CLOUD_GPU:
        if provider and provider.marketplace:
            return no(
                f"{service.name} rents out machines of strangers, not an account of yours.", about(service), remedy=_relax("any_provider")
            )
        return yes(f"Runs in your own account at {service.name}.", about(service))
    if kind is Deployment.DEDICATED_MANAGED_GPU:
        if provider and provider.byoc:
            return yes(
                f"{service.name} deploys into your own cloud account.",
                about(service),
                obligation=f"Have {service.name} deploy into your own account.",
            )
        return no(f"{service.name} runs it on its own account, not on yours.", about(service), remedy=_relax("no_retention"))
    if kind is Deployment.CLOUD_PRIVATE_ENDPOINT:
        kept = keeps_nothing(service)
        if kept.outcome is Outcome.YES:
            return kept
        return Verdict(kept.outcome, f"In your tenant, but: {kept.reason}", kept.origin, kept.remedy)
    return no(f"{service.name} processes the data on its own systems.", about(service), remedy=_relax("no_retention"))


def processed_in_region(service: Service, question: Question) -> Verdict:
    """All processing must stay inside one of the regions asked for."""
    asked = question.needs.privacy.processing_regions
    return processes_in(service, asked, question.catalog) if asked else yes("No processing region is asked for.")


def kept_no_longer(service: Service, question: Question) -> Verdict:
    """Retention in days against the user's limit."""
    limit = question.needs.privacy.max_retention_days
    if limit is None or service.deployment in SELF_RUN or service.deployment in ON_SITE:
        return yes("No limit on retention by others is asked for." if limit is None else "You run it; you decide what is kept.")
    days = [f for f in statements(service, "retention_days") if f.value.replace(".", "").isdigit()]
    longest = max(days, key=lambda f: float(f.value), default=None)
    if longest is not None and float(longest.value) <= limit:
        return yes(f"{service.name} keeps data for {longest.value} days.", longest.origin)
    kept = keeps_nothing(service)
    if kept.outcome is Outcome.NO and longest is not None:
        return no(f"{service.name} keeps data for {longest.value} days.", longest.origin, remedy=f"Allow {float(longest.value):g} days.")
    if kept.outcome is Outcome.NO:
        return unknown(
            f"{service.name} keeps data for a time that is not stated.",
            kept.origin,
            remedy=f"Get the number of days from {service.name} in writing.",
        )
    return kept


def does_not_train(service: Service, question: Question) -> Verdict:
    """Whether the provider trains on what is sent; two readings that differ count as the stricter one."""
    if question.needs.privacy.provider_may_train_on_data:
        return yes("Training on your data is allowed.")
    if service.deployment not in THIRD_PARTY:
        return yes("No third party sees the data.")
    fact = strictest(statements(service, "trains_on_api_data"), ("yes", "conditional", "not_stated", "no"))
    if fact is None or fact.value == "not_stated":
        return unknown(
            f"{service.name} does not say whether it trains on what is sent.",
            fact.origin if fact else about(service),
            remedy=f"Get a ban on training from {service.name} in writing.",
        )
    detail = f": {fact.condition}" if fact.condition else ""
    if fact.value == "no":
        return yes(f"{service.name} does not train on API data{detail}.", fact.origin)
    if fact.value == "yes":
        return no(f"{service.name} trains on API data{detail}.", fact.origin, remedy="Allow training on your data, or opt out by contract.")
    return unknown(
        f"{service.name} may train on API data{detail}.", fact.origin, remedy=f"Object to training at {service.name} and get it in writing."
    )


def lab_country_allowed(model: Model, question: Question) -> Verdict:
    """Countries whose labs the user excludes, wherever the model would run."""
    excluded = question.needs.privacy.excluded_lab_countries
    if not excluded:
        return yes("No lab country is excluded.")
    if model.lab_country is None:
        return unknown(f"The country of {model.lab} is not known to us.", model.origin)
    if model.lab_country in excluded:
        return no(f"{model.lab} is from {model.lab_country}.", model.origin, remedy=f"Allow labs from {model.lab_country}.")
    return yes(f"{model.lab} is from {model.lab_country}.", model.origin)


def provider_country_allowed(service: Service, question: Question) -> Verdict:
    """Countries whose providers and hosts the user excludes."""
    excluded = question.needs.privacy.excluded_provider_countries
    if not excluded or service.provider is None:
        return yes("No provider country is excluded." if not excluded else "No provider is involved.")
    country = service.provider.hq_country
    if country is None:
        return unknown(
            f"The home country of {service.name} is not known to us.",
            about(service),
            remedy=f"Find out where {service.name} has its seat.",
        )
    if country in excluded:
        return no(f"{service.name} has its seat in {country}.", about(service), remedy=f"Allow providers from {country}.")
    if any(country in members(z) for z in excluded):
        return no(f"{service.name} has its seat in {country}.", about(service), remedy=f"Allow providers from {country}.")
    return yes(f"{service.name} has its seat in {country}.", about(service))


RULES = (
    Rule(
        "privacy.boundary",
        "Data boundary",
        "privacy",
        "service",
        "privacy",
        inside_boundary,
        reads=("privacy.boundary",),
        applies=lambda needs: needs.privacy.boundary != "any_provider",
    ),
    Rule(
        "privacy.region",
        "Processing region",
        "privacy",
        "service",
        "privacy",
        processed_in_region,
        reads=("privacy.processing_regions",),
        applies=lambda needs: bool(needs.privacy.processing_regions),
    ),
    Rule(
        "privacy.retention",
        "Retention",
        "privacy",
        "service",
        "privacy",
        kept_no_longer,
        reads=("privacy.max_retention_days",),
        applies=lambda needs: needs.privacy.max_retention_days is not None,
    ),
    Rule(
        "privacy.training",
        "Training on your data",
        "privacy",
        "service",
        "privacy",
        does_not_train,
        reads=("privacy.provider_may_train_on_data",),
        applies=lambda needs: not needs.privacy.provider_may_train_on_data,
    ),
    Rule(
        "privacy.lab_country",
        "Country of the lab",
        "privacy",
        "model",
        "privacy",
        lab_country_allowed,
        reads=("privacy.excluded_lab_countries",),
        applies=lambda needs: bool(needs.privacy.excluded_lab_countries),
    ),
    Rule(
        "privacy.provider_country",
        "Country of the provider",
        "privacy",
        "service",
        "privacy",
        provider_country_allowed,
        reads=("privacy.excluded_provider_countries",),
        applies=lambda needs: bool(needs.privacy.excluded_provider_countries),
    ),
)
