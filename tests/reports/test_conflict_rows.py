"""Disagreeing sources as rows: the used value bold, whatever a feed calls its lines stays text."""

from __future__ import annotations

from datetime import date

from catalog.schema import Conflict
from reports.fragments.conflicts import also_stated, beside_facts, beside_price, beside_score, row, rules, source_words, together

DAY = date(2026, 11, 20)
HOSTILE = "litellm:x/<script>alert(1)</script>"


def conflict(field: str, used: str, other: str, kind: str = "price", source: str = HOSTILE, **more: object) -> Conflict:
    values = (("genai_prices:x/model", used, DAY), (source, other, DAY))
    fields = {"subject": "x/model", "used": "genai_prices", "rule": "the first", "gap": 1.0, **more}
    return Conflict(kind=kind, field=field, values=values, **fields)  # type: ignore[arg-type]


def test_figures_of_one_offer_in_the_same_two_lists_are_one_row_in_the_order_of_a_bill() -> None:
    cached, asked = conflict("usd_per_mtok_cached_in", "0.1", "0.2"), conflict("usd_per_mtok_in", "1", "2", gap=0.5)
    (group,) = together([cached, asked])
    markup = row(group, "<b>name</b>")
    assert "<td>Input, cached input</td>" in markup
    assert '<strong><span class="nw">1 / 0.1</span></strong>' in markup
    assert '<p class="said"><span class="nw">2 / 0.2</span> ' in markup
    assert "50% / 100%" in markup
    assert "<script>" not in markup
    assert len(together([asked, conflict("usd_per_mtok_in", "1", "2", subject="x/other")])) == 2
    assert len(together([conflict("a", "1", "2", "score"), conflict("b", "1", "2", "score")])) == 2


def test_days_words_and_undated_sources_are_told_as_they_are() -> None:
    found = Conflict(
        kind="fact", subject="x/m", field="retirement_date", values=(("catalog:the maker", "2026-12-01", DAY), ("weights:a config", "2026-10-20", None)),
        used="catalog", rule="the record",
    )  # fmt: skip
    markup = row((found,), "m")
    assert '<strong><span class="nw">1 Dec 2026</span></strong>' in markup
    assert "the record, after the maker" in markup
    assert "20 Oct 2026" in markup
    assert "undated" in markup
    assert '<td class="num"></td>' in markup
    assert rules([found, found]) == "Ends: used is the record."


def test_a_source_of_scores_links_only_what_is_an_address() -> None:
    assert 'href="https://a.example/x"' in source_words("github:who/what file.json @abc 2026-01-01 (cites https://a.example/x)")
    assert "href" not in source_words("github:who/what file.json (cites javascript:alert(1))")


def test_what_others_state_stands_beside_the_figure_it_is_about() -> None:
    price, fact = (
        conflict("usd_per_mtok_in", "1", "2", source="litellm:x/m"),
        conflict("context_tokens", "1000", "2000", "fact", "litellm:x/m"),
    )
    assert also_stated(price) == "2 (LiteLLM model map x/m, 20 Nov 2026)"
    assert beside_price([price, fact], "x/model") == "Also stated: input 2 (LiteLLM model map x/m, 20 Nov 2026)"
    assert beside_price([price], "x/other") == ""
    rows = beside_facts([{"field": "context_tokens"}, {"field": "family"}, {"field": "x/model usd_per_mtok_in"}], [price, fact])
    assert [r["also_stated"][:5] for r in rows] == ["2,000", "", "2 (Li"]
    score = conflict("mmlu (5 shots)", "80", "70", "score", "github:who/what a file").model_copy(update={"used": ""})
    assert beside_score([score], "mmlu", "5 shots", 80.0) == "another result: 70 (who/what, 20 Nov 2026)"
    assert beside_score([score], "mmlu", "", 80.0) == ""
