"""A record against today: the banner over an old report, and the tab that says what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.numbers import compact, day, decimal, exact, signed
from reports.drift.order import in_words
from reports.fragments.badges import evidence_word
from reports.fragments.markup import block, section, table
from reports.fragments.states import message
from reports.reading import Json
from reports.safe_text import html_link, html_sentence, html_text
from reports.words import spoken

LISTED, OPEN = 60, 5
"""Changes that are listed, and lines of a list that are seen without unfolding it."""
KINDS = {
    "price": "Prices",
    "hardware": "Hardware",
    "licence": "Licences",
    "lifecycle": "How long it lasts",
    "retention": "Retention",
    "data_handling": "Data handling",
    "evidence": "Evidence",
    "speed": "Speed",
    "model": "Model facts",
}
"""Groups of changes in the order in which they are read."""


def banner(found: Json) -> str:
    """What a reader must know at once; empty where the report can be read as it stands."""
    told = found.get("alerts") or ()
    if not told:
        return ""
    first, *others = [str(each["text"]) for each in told]
    more = "".join(f"<li>{html_text(text)}</li>" for text in others)
    lead, _, rest = first.partition(". ")
    note = f"<p>{html_text(found['engine_note'])}</p>" if found.get("engine_note") else ""
    body = f"<p><strong>{html_text(lead)}.</strong> {html_sentence(rest)}</p>" if rest else f"<p><strong>{html_text(first)}</strong></p>"
    return block(f'<div class="msg warning" role="status">{body}{f"<ul>{more}</ul>" if more else ""}{note}</div>', "banner")


def standing_words(found: Json) -> str:
    """One line for a list: whether the advice still holds."""
    told = found.get("alerts") or ()
    if not (found.get("headline") or {}).get("holds"):
        return f"No longer holds. Today: {(found.get('headline') or {}).get('now')}"
    price = str((found.get("price") or {}).get("sentence") or "")
    return f"Still holds, but: {told[0]['text']}" if told else f"Still holds. {price}".strip()


def drift_report(found: Json) -> str:
    """The whole comparison, in the order of attention."""
    return "".join((_answer(found), _places(found), _changes(found), _new(found), _gone(found)))


def _answer(found: Json) -> str:
    told, record, today = found["headline"], found["record"], found["today"]
    lead = "The advice still holds." if told["holds"] else "The advice no longer holds."
    rows = [
        f'<tr><th scope="row">{label}, {html_text(day(side["as_of"]))}</th><td>{html_sentence(sentence or "unknown")}</td>'
        f"<td>{html_text(side['catalog_version'])}</td></tr>"
        for label, side, sentence in (("Then", record, told["before"]), ("Today", today, told["now"]))
    ]
    price = f" {(found.get('price') or {}).get('sentence', '')}" if told["holds"] else ""
    body = f'<p class="finding">{html_text(lead)}{html_sentence(price)}</p><p>{html_sentence(found["order"]["sentence"])}</p>'
    if found.get("engine_note"):
        body += f'<p class="src">{html_text(found["engine_note"])}</p>'
    body += table("Advice then and today", [("", "When"), ("", "Advice"), ("", "Catalog")], rows, classes="t fold then")
    return section("What would today’s catalog say?", body + _terms(found["order"]))


def _terms(order: Json) -> str:
    terms = order.get("terms") or ()
    if not terms:
        return ""
    rows = [
        f'<tr><th scope="row">{html_sentence(str(term["words"])[:1].upper() + str(term["words"])[1:])}</th>'
        f'<td>{html_text(term["because"] or "no fact of the record explains it")}</td><td class="num">{html_text(signed(term["points"]))}</td></tr>'
        for term in terms
    ]
    head = [("", "What moved"), ("", "Facts behind it"), ("num", "Points towards the new leader")]
    return table("What moved the order", head, rows, classes="t fold moves")


def _places(found: Json) -> str:
    rows = []
    for row in found["then_and_now"]:
        moved = ", ".join(
            f"{spoken(name).lower()} {signed(points)}" for name, points in sorted(row["moved"].items(), key=lambda m: -abs(m[1]))
        )
        why = row["note"] or (f"Points: {moved}" if moved else "its points are the same")
        rows.append(
            f'<tr><th scope="row">{html_text(row["name"])}</th>'
            f"{_pair('Place', row['place_then'], row['place_now'], _place, 'new', 'out')}"
            f"{_pair('Score', row['score_then'], row['score_now'], decimal, 'none', 'none')}"
            f"{_pair('USD a month', row['usd_then'], row['usd_now'], compact, 'none', 'none')}"
            f'<td class="txt">{html_text(why[:1].upper() + why[1:])}</td></tr>'
        )
    head = [("", "Option"), ("num", "Place"), ("num", "Score"), ("num", "USD a month"), ("", "What moved it")]
    body = table("Leading options then and today", head, rows, classes="t fold places")
    return section("Then and now", body, "The first of both rankings, by model and way of running; arrows lead from then to today")


def _place(value: float | None) -> str:
    return exact(value, 0)


def _pair(label: str, then: float | None, now: float | None, words: Callable[[float | None], str], then_word: str, now_word: str) -> str:
    """A cell that leads from then to today; one value where nothing moved. None is said in a word of the column's own."""
    was = words(then) if then is not None else then_word
    today = words(now) if now is not None else now_word
    shown = html_text(today) if was == today else f"{html_text(was)} → <strong>{html_text(today)}</strong>"
    return f'<td class="num" title="{html_text(f"then {was}, today {today}")}"><span class="w">{html_text(label)} </span>{shown}</td>'


def _changes(found: Json) -> str:
    changed: Sequence[Json] = found["changes"]
    if not changed:
        return section(
            "What changed", "<p>No price, term, date or figure of the options that the report looked at closely is another today.</p>"
        )
    bodies = ""
    shown = sorted(changed, key=lambda change: list(KINDS).index(change["kind"]) if change["kind"] in KINDS else 99)[:LISTED]
    for kind in dict.fromkeys(change["kind"] for change in shown):
        rows = "".join(_change(change) for change in shown if change["kind"] == kind)
        bodies += (
            f'<tbody><tr class="grp"><th scope="rowgroup" colspan="5">{html_text(KINDS.get(kind, spoken(kind)))}</th></tr>{rows}</tbody>'
        )
    head = "".join(f'<th scope="col">{title}</th>' for title in ("Of", "What", "Then", "Today", "Source"))
    rest = (
        f'<p class="src">{exact(len(changed) - LISTED, 0)} more changes; `weighbridge report rerun` lists all.</p>'
        if len(changed) > LISTED
        else ""
    )
    table_ = f'<table class="t fold changes"><caption class="vh">What changed</caption><thead><tr>{head}</tr></thead>{bodies}</table>'
    return section("What changed", table_ + rest, "Among the options that the report looked at closely")


def _change(change: Json) -> str:
    subject = change["option"] if change["kind"] in ("price", "hardware", "retention", "data_handling", "speed") else change["model_name"]
    unit = f", {change['unit']}" if change.get("unit") else ""
    was, now = (_value(change, side) for side in ("before", "now"))
    source = html_link(change["publisher"], change.get("url")) if change.get("publisher") else "computed"
    dated = f", {html_text(day(change['date']))}" if change.get("date") else ""
    return (
        f'<tr><th scope="row">{html_text(subject)}</th><td>{html_text(change["what"] + unit)}</td>'
        f'<td><span class="w">Then </span>{html_text(was)}</td><td><span class="w">Today </span><strong>{html_text(now)}</strong></td><td class="txt">{source}{dated}</td></tr>'
    )


def _value(change: Json, side: str) -> str:
    value = change[side]
    return evidence_word(value) if change["what"] == "Kind of evidence" else in_words(value)


def _new(found: Json) -> str:
    new = found["new_candidates"]
    if new["count"] is None:
        return section("New candidates", "<p>The record lists only its first options, so what is new cannot be told from it.</p>")
    lines = [
        f"<li>{html_text(row['name'])}: place {exact(row['place_now'], 0)}, score {decimal(row['score_now'])}, "
        f"{html_text(compact(row['usd_now']))} USD a month; {html_text(row['why'])}</li>"
        for row in new["first"]
    ]
    return _list("New candidates", lines, new["count"], "Fit today and did not then, best first", "Nothing fits today that did not then.")


def _gone(found: Json) -> str:
    gone = found["dropped"]
    lines = [
        f"<li>{html_text(row['name'])}, place {exact(row['place_then'], 0)} then: {html_text(row['reason'])}</li>" for row in gone["first"]
    ]
    return _list("Dropped", lines, gone["count"], "Fitted then and do not today", "Everything that fitted then fits today.")


def _list(title: str, lines: Sequence[str], count: int, subtitle: str, none: str) -> str:
    if not count:
        return section(title, f"<p>{html_text(none)}</p>")
    rest = f"; {exact(count - len(lines), 0)} more are not listed" if count > len(lines) else ""
    first, others = lines[:OPEN], lines[OPEN:]
    more = (
        f'<details class="more"><summary>{len(others)} more</summary><ul class="ruled brief">{"".join(others)}</ul></details>'
        if others
        else ""
    )
    return section(f"{title} ({exact(count, 0)})", f'<ul class="ruled brief">{"".join(first)}</ul>{more}', subtitle + rest)


def nothing_to_compare() -> str:
    """A report that was made on today's catalog."""
    return message("info", "This report was made today, on the catalog and engine of now: there is nothing to compare yet.")
