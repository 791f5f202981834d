"""More about one model: how much it writes, measured speed, premises, disputed figures, other names."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.numbers import compact, day, decimal, exact
from catalog.schema import Conflict, Model, TokenUsage
from pages.parts import catalog_queries as queries
from pages.parts.catalog import the_catalog
from pages.parts.clock import today
from reports.fragments.badges import evidence_badge
from reports.fragments.conflicts import COLUMNS as CONFLICT_COLUMNS
from reports.fragments.conflicts import row as conflict_row
from reports.fragments.conflicts import rules as conflict_rules
from reports.fragments.conflicts import together
from reports.fragments.dates import says_who
from reports.fragments.markup import section, table
from reports.safe_text import html_text

FIRST = 8
METRICS = {
    "tokens_per_task": "Tokens a task",
    "reasoning_share": "Share that is thinking",
    "tokens_to_run_index": "Tokens for the whole index",
    "cost_per_task_usd": "USD a task",
    "cost_to_run_index_usd": "USD for the whole index",
}
CONFLICT_KINDS = {"fact": "the model", "score": "a score"}
MATCHES = {
    "exact": "the model itself",
    "regional": "in a region",
    "dated_snapshot": "dated snapshot",
    "host_variant": "variant of a host",
    "pointer": "moving pointer",
}


def folded(caption: str, columns: Sequence[tuple[str, str]], rows: Sequence[str], noun: str, first: int = FIRST) -> str:
    """A table of the first rows; the others one press away."""
    rest = len(rows) - first
    more = f'<details class="more"><summary>{exact(rest, 0)} more {noun}</summary>{table(f"More {noun}", columns, rows[first:])}</details>'
    return _scroll(caption, table(caption, columns, rows[:first]) + (more if rest > 0 else ""))


def _scroll(caption: str, body: str) -> str:
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{html_text(caption)}">{body}</div>'


def _why(text: str) -> str:
    return f'<p class="why">{html_text(text)}</p>' if text else ""


def token_use(model: Model, version: str) -> str:
    """How much it writes against others, and what it spent in public tests; empty for models that write no text."""
    if model.kind != "llm":
        return ""
    profile = the_catalog().reasoning.get(model.id)
    found = queries.usage_of(version, model.id)
    if profile and profile.tests >= 4:
        words = f"It writes {decimal(profile.verbosity, 2)} times as many tokens as the median model at the same effort, over {exact(profile.tests, 0)} tests, newest {day(profile.newest)}."
    else:
        words = "Too few tests state how much it writes; it is taken to write as much as the median model."
    efforts = ", ".join(profile.efforts) if profile and profile.efforts else "none listed"
    badge = evidence_badge("estimated", "median of tests") if profile and profile.tests >= 4 else evidence_badge("assumed")
    body = f"<p>{html_text(words)} {badge}</p><p>{html_text(f'Levels of effort: {efforts}.')}</p>"
    if found:
        columns = [("", "Test"), ("", "Figure"), ("num", "Value"), ("", "Source")]
        body += folded("Tokens spent in tests", columns, [_usage(u) for u in found], "figures", 5)
    return section("How much it writes", body, "Output tokens, thinking included")


def _usage(u: TokenUsage) -> str:
    value = f"{decimal(100 * u.value, 0)}%" if u.metric == "reasoning_share" else compact(u.value)
    return (
        f'<tr><th scope="row">{html_text(u.suite)}{_why("" if u.effort == "default" else f"effort {u.effort}")}</th><td>{html_text(METRICS[u.metric])}{_why(u.unit)}</td>'
        f'<td class="num"><span title="{exact(u.value, 6)}">{value}</span></td><td class="src2">{html_text(f"{u.source}, {day(u.date)}")}</td></tr>'
    )


def on_premises(model: Model) -> str:
    """Offers to deliver a closed model to the customer's site; empty where none is known."""
    found = [o for o in the_catalog().on_prem if model.id in o.model_ids]
    if not found:
        return ""
    rows = [
        f'<tr><th scope="row">{html_text(o.vendor)}{_why(o.form)}</th><td>{html_text(o.price or "on quotation")}{_why(o.minimum_hardware)}{_why(o.notes)}</td>'
        f'<td class="src2">{says_who(o.origin, "price", today())}</td></tr>'
        for o in found
    ]
    return section("Delivered to your premises", table("Delivered to your premises", [("", "Vendor"), ("", "Price"), ("", "Source")], rows))


def measured(model: Model, version: str) -> str:
    """Speed as others measured it; empty where nobody did."""
    found = queries.measured_of(version, model.id)
    if not found:
        return ""
    gpus = the_catalog().gpus
    rows = []
    for t in found:
        gpu = gpus[t.gpu_id].name if t.gpu_id in gpus else t.gpu_id
        load = f", {exact(t.input_tokens, 0)} in, {exact(t.output_tokens, 0)} out" if t.input_tokens and t.output_tokens else ""
        rate = evidence_badge("unknown") if t.output_tokens_per_s is None else compact(t.output_tokens_per_s)
        rows.append(
            f'<tr><th scope="row">{exact(t.n_gpus, 0)} × {html_text(gpu)}{_why(f"{t.engine}, {t.precision}, {t.scenario}{load}")}</th>'
            f'<td class="num">{rate}</td><td class="src2">{html_text(f"{t.source}, {day(t.date)}")}</td></tr>'
        )
    columns = [("", "Machine and set-up"), ("num", "Tokens/s"), ("", "Source")]
    return section(
        "Measured speed", folded("Measured speed", columns, rows, "measurements", 5), "Output of the whole machine, as published"
    )


def conflicts(found: Sequence[Conflict]) -> str:
    """Figures that two sources state differently, and which one is used; empty where all agree."""
    if not found:
        return ""
    rows = [conflict_row(group, html_text(CONFLICT_KINDS.get(group[0].kind, group[0].subject))) for group in together(found)]
    body = folded("Sources that disagree", CONFLICT_COLUMNS, rows, "conflicts", 5)
    return section(
        "Sources that disagree", body + f'<p class="src">{html_text(conflict_rules(found))}</p>', "The value that is used is bold"
    )


def aliases(model: Model, version: str) -> str:
    """Names under which others list it."""
    found = queries.aliases_of(version, model.id)
    if not found:
        return ""
    rows = [
        f'<tr><th scope="row">{html_text(a.key)}</th><td>{html_text(a.provider)}</td><td>{html_text(MATCHES[a.match])}</td><td class="src2">{html_text(a.source)}</td></tr>'
        for a in found
    ]
    columns = [("", "Name"), ("", "Provider"), ("", "Means"), ("", "Listed by")]
    body = f'<details class="more"><summary>{exact(len(rows), 0)} names</summary>{_scroll("Other names", table("Other names", columns, rows))}</details>'
    return section("Other names", body, "As price lists and benchmarks call it")
