"""Sentences that articles repeat, beside what the catalog says. The second half is computed, never written.

The claims about licences and data are here; those about the gap are judged in advisor.landscape.claims. Both are drawn by `claims_table`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from advisor.numbers import day
from catalog.schema import Catalog, Licence, Openness, Origin
from pages.parts.methods_tables import plain
from reports.fragments.licence import CATEGORIES, line, permission, territory
from reports.safe_text import html_link, html_text


@dataclass(frozen=True)
class Finding:
    """A claim, what the records say, and whose texts it rests on: one address per publisher. `verdict` where numbers give one."""

    claim: str
    says: str
    origins: tuple[Origin, ...]
    verdict: str = ""


def claims_table(title: str, subtitle: str, found: Iterable[Finding], source: str = "Source") -> str:
    """A section with one row per claim."""
    rows = [[f"“{html_text(each.claim)}”", _said(each), "<br>".join(_by(origin) for origin in each.origins)] for each in found]
    return plain(title, subtitle, [("", "Claim"), ("", "In the catalog"), ("", source)], rows, "t claims")


def _said(found: Finding) -> str:
    verdict = f"<strong>{html_text(found.verdict)}.</strong> " if found.verdict else ""
    return verdict + html_text(found.says)


def _by(origin: Origin) -> str:
    return html_link(origin.publisher, origin.url) + html_text(f", {'undated, read ' if origin.undated else ''}{day(origin.date)}")


Read = Callable[[Catalog], tuple[str, list[Origin]] | None]
"""What the catalog says, with its sources; None where it holds no record about the claim."""


def findings(catalog: Catalog) -> list[Finding]:
    """Every claim that the catalog has something to say about."""
    found = []
    for claim, read in CLAIMS:
        answer = read(catalog)
        if answer:
            origins: dict[str, Origin] = {}
            for origin in answer[1]:
                origins.setdefault(origin.publisher, origin)
            found.append(Finding(claim, answer[0], tuple(origins.values())))
    return found


def _under(licences: str, *labs: str) -> Read:
    """How many open models of some labs are under licences whose id begins so, and what the others are under."""

    def read(catalog: Catalog) -> tuple[str, list[Origin]] | None:
        of = [catalog.licences.get(m.licence_id or "") for m in catalog.models.values() if m.lab in labs and m.open]
        if not of:
            return None
        fits = sum(licence is not None and licence.id.startswith(licences) for licence in of)
        others = [licence for licence in of if licence is not None and not licence.id.startswith(licences)]
        unseen = sum(licence is None for licence in of)
        named = [f"{title} ({n})" for title, n in Counter(licence.title for licence in others).most_common()]
        rest = ", ".join([*named, *([f"licence not seen ({unseen})"] if unseen else [])])
        return (
            f"{fits} of {len(of)} open models by {' and '.join(labs)} are under such a licence{f'; the others: {rest}' if rest else ''}.",
            [licence.origin for licence in others],
        )

    return read


def _terms(say: Callable[[Licence], str], *ids: str) -> Read:
    """One clause of some licences."""

    def read(catalog: Catalog) -> tuple[str, list[Origin]] | None:
        held = [catalog.licences[each] for each in ids if each in catalog.licences]
        said = [(licence, text) for licence in held if (text := say(licence))]
        if not said:
            return None
        alike = Counter(licence.title for licence, _ in said)
        return (
            " ".join(f"{_named(catalog, licence, alike[licence.title] > 1)}: {text.rstrip('.')}." for licence, text in said),
            [licence.origin for licence, _ in said],
        )

    return read


def _named(catalog: Catalog, licence: Licence, ambiguous: bool) -> str:
    """The title, with the labs that use it where another licence has the same one."""
    labs = sorted({m.lab for m in catalog.models.values() if m.licence_id == licence.id})
    return f"{licence.title} ({', '.join(labs)})" if ambiguous and labs else licence.title


def _both(*reads: Read) -> Read:
    """Several things the catalog says about one claim."""

    def read(catalog: Catalog) -> tuple[str, list[Origin]] | None:
        said = [answer for each in reads if (answer := each(catalog))]
        return (" ".join(text for text, _ in said), [o for _, origins in said for o in origins]) if said else None

    return read


def _lines(licence: Licence) -> str:
    found = [line(licence.monthly_active_users, "monthly active users"), line(licence.revenue_usd, "USD of revenue"), territory(licence)]
    return " ".join(text for text in found if text)


def _train(licence: Licence) -> str:
    return f"training other models on outputs: {(permission(licence.train_on_outputs) or 'unknown').lower()}"


def _fully_open(catalog: Catalog) -> tuple[str, list[Origin]] | None:
    free = {licence.id for licence in catalog.licences.values() if licence.category in ("permissive_open_weights", "fully_open")}
    models = [m for m in catalog.models.values() if m.licence_id in free]
    whole = [m for m in models if m.openness is Openness.OPEN_SOURCE]
    if not models:
        return None
    labs = sorted({m.lab for m in whole})
    by = f" (by {', '.join(labs)})" if labs else ""
    return (
        f"Of {len(models)} models under permissive licences {len(whole)}{by} come with training data and code, which the definition of open source AI asks for.",
        [catalog.licences[each].origin for each in sorted({m.licence_id for m in whole if m.licence_id})],
    )


def _stated(provider_id: str, kinds: Iterable[str]) -> Read:
    """What is stated about one provider, each statement with its scope."""
    asked = tuple(kinds)

    def read(catalog: Catalog) -> tuple[str, list[Origin]] | None:
        provider = catalog.providers.get(provider_id)
        facts = [fact for fact in provider.facts if fact.fact in asked] if provider else []
        if not facts:
            return None
        words = {"retention_days": "days kept", "trains_on_api_data": "trains on what is sent", "zero_data_retention": "zero retention"}
        said = [
            f"{words.get(fact.fact, fact.fact.replace('_', ' '))} {fact.value.replace('_', ' ')} ({'; '.join(part for part in (fact.scope, fact.condition) if part)})"
            for fact in facts
        ]
        text = "; ".join(said)
        return f"{text[:1].upper()}{text[1:]}.", [fact.origin for fact in facts]

    return read


CLAIMS: tuple[tuple[str, Read], ...] = (
    ("DeepSeek models are under Apache 2.0", _under("apache", "DeepSeek")),
    ("Qwen is all Apache", _under("apache", "Alibaba (Qwen)")),
    ("Mistral’s open models are all Apache", _under("apache", "Mistral AI")),
    ("MiniMax and Kimi are MIT", _under("mit", "MiniMax", "Moonshot AI")),
    ("Modified MIT is MIT in all but name", _terms(_lines, "mistral-modified-mit", "kimi-k2-modified-mit", "minimax-m2-modified-mit")),
    ("Llama 4 is as free as Apache", _terms(_lines, "llama-4")),
    ("Llama licences forbid training on outputs", _terms(_train, "llama-2", "llama-3", "llama-3.1", "llama-3.2", "llama-3.3", "llama-4")),
    ("Gemma has a restrictive licence", _terms(lambda licence: CATEGORIES[licence.category].lower(), "gemma-terms", "gemma-4-apache-2.0")),
    ("Tencent’s models exclude Europe", _both(_terms(territory, "hunyuan-community"), _under("hunyuan", "Tencent"))),
    ("Weights under Apache or MIT are open source AI", _fully_open),
    ("Bedrock stores nothing", _stated("bedrock", ("retention_days",))),
    ("Cohere never trains on API data", _stated("cohere", ("trains_on_api_data",))),
)
