"""The catalog page: what is found, counted, opened, explained and written to files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_advise_page import html

from catalog.schema import Catalog
from pages.parts import catalog_queries as queries
from pages.parts.catalog_facets import ALL, CAPABILITIES, filtered, labelled, searched
from pages.parts.catalog_providers import in_general
from pages.parts.catalog_table import to_csv, to_json

Visit = Callable[..., AppTest]
GLM = "zai/glm-5.3"


@pytest.fixture
def frame() -> pd.DataFrame:
    return queries.models(queries.current(), "llm", "reasoning")


def facet(name: str):  # type: ignore[no-untyped-def]
    return next(each for each in ALL if each.name == name)


def test_every_model_is_listed_once(frame: pd.DataFrame, real_catalog: Catalog) -> None:
    assert sorted(frame["id"]) == sorted(m.id for m in real_catalog.models.values() if m.kind == "llm")


def test_the_cheapest_ranked_offer_gives_the_prices(frame: pd.DataFrame, real_catalog: Catalog) -> None:
    row = frame.set_index("id").loc[GLM]
    offers = [o for o in real_catalog.offers if o.model_id == GLM and o.rankable and o.tier == "standard" and o.unit == "mtok"]
    pairs = [(o.usd_per_mtok_in, o.usd_per_mtok_out) for o in offers if o.usd_per_mtok_in and o.usd_per_mtok_out]
    assert (row["usd_in"], row["usd_out"]) == min(pairs, key=sum)
    assert row["offers"] == len([o for o in real_catalog.offers if o.model_id == GLM])


def test_search_needs_every_word_in_any_case(frame: pd.DataFrame) -> None:
    found = frame[searched(frame, "GLM z.AI")]
    assert GLM in set(found["id"])
    assert set(found["lab"]) == {"Z.ai (Zhipu AI)"}
    assert not searched(frame, "glm nosuchword").any()
    assert searched(frame, "(").sum() < len(frame), "text is no pattern"


def test_a_count_is_what_its_filter_would_leave(frame: pd.DataFrame) -> None:
    chosen = {"status": ["current"], "openness": ["closed"]}
    openness = facet("openness")
    left = filtered(frame, "", "", chosen, "openness")
    for answer, label in labelled(openness, frame, left).items():
        assert label.endswith(f" {len(filtered(frame, '', '', {**chosen, 'openness': [answer]}))}")


def test_capabilities_are_needed_together(frame: pd.DataFrame) -> None:
    found = filtered(frame, "", "", {"does": list(CAPABILITIES)})
    assert 0 < len(found) < len(frame)
    assert all(set(has) == set(CAPABILITIES) for has in found["capabilities"])


def test_unknown_context_is_not_long_enough(frame: pd.DataFrame) -> None:
    found = filtered(frame, "", "256", {})
    assert found["context_k"].min() >= 256
    assert found["context_k"].notna().all()


def test_files_hold_the_view_and_no_formula() -> None:
    view = pd.DataFrame({"id": ["a/b"], "name": ['=HYPERLINK("http://x")'], "context_k": [float("nan")], "capabilities": [["x", "y"]]})
    header, row = list(csv.reader(io.StringIO(to_csv(view))))
    assert header == ["id", "name", "context_k", "capabilities"]
    assert row == ["a/b", '\'=HYPERLINK("http://x")', "", "x; y"]
    assert json.loads(to_json(view)) == [{"id": "a/b", "name": '=HYPERLINK("http://x")', "context_k": None, "capabilities": ["x", "y"]}]


def test_the_page_counts_and_filters_by_its_address(visit: Visit, frame: pd.DataFrame) -> None:
    assert f"<strong>{len(frame)}</strong> of {len(frame)} language models" in html(visit("catalog"))
    app = visit("catalog", openness="restricted", status="current")
    left = filtered(frame, "", "", {"openness": ["restricted"], "status": ["current"]})
    assert f"<strong>{len(left)}</strong> of {len(frame)} language models" in html(app)
    assert app.button_group(key="b_openness").value == ["restricted"]


def test_a_filter_goes_into_the_address_and_can_be_cleared(visit: Visit) -> None:
    app = visit("catalog")
    app.button_group(key="b_openness").set_value(["closed"]).run()
    assert app.query_params["openness"] == "closed"
    app.button(key="clear_filters").click().run()
    assert not app.exception
    assert "openness" not in app.query_params


def test_nothing_found_says_so(visit: Visit) -> None:
    assert "No model passes" in html(visit("catalog", q="nosuchmodel"))


def test_a_model_opens_by_its_address_with_everything_known(visit: Visit, real_catalog: Catalog) -> None:
    text = html(visit("catalog", model=GLM))
    for words in (
        "1,048,576",
        "vendor-reported",
        "Offers",
        "What you may do with it",
        "Expected quality",
        "Scores",
        "Machines it fits on",
        "Other names",
    ):
        assert words in text, words
    sellers = {real_catalog.providers[o.provider_id].name for o in real_catalog.offers if o.model_id == GLM}
    assert sellers
    assert all(name.replace("&", "&amp;") in text for name in sellers)
    assert "shown but never ranked" in text


def test_an_end_and_a_successor_are_said_at_the_top(visit: Visit, real_catalog: Catalog) -> None:
    model = next(m for m in real_catalog.models.values() if m.retirement_date and m.successor_id in real_catalog.models)
    text = html(visit("catalog", model=model.id))
    assert "Its maker ends it on" in text
    assert real_catalog.models[str(model.successor_id)].name in text


@pytest.mark.parametrize("kind", ["video", "image", "audio", "embedding"])
def test_models_of_every_kind_open(visit: Visit, real_catalog: Catalog, kind: str) -> None:
    model = next(m for m in real_catalog.models.values() if m.kind == kind)
    assert model.name in html(visit("catalog", model=model.id, kind=kind))


def test_every_licence_opens_in_words(visit: Visit, real_catalog: Catalog) -> None:
    app = visit("catalog", tab="licences")
    for licence in real_catalog.licences:
        app.selectbox(key="b_licence").set_value(licence).run()
        assert not app.exception, licence
        assert "What you may do" in html(app)
        assert ("Needs legal review" in html(app)) == real_catalog.licences[licence].needs_legal_review
    assert app.query_params["licence"] == list(real_catalog.licences)[-1]


def test_every_provider_opens_with_all_its_statements(visit: Visit, real_catalog: Catalog) -> None:
    app = visit("catalog", tab="providers")
    for provider in real_catalog.providers.values():
        app.selectbox(key="b_provider").set_value(provider.id).run()
        assert not app.exception, provider.id
        assert html(app).count("vendor&#x27;s own page") + html(app).count("second hand") == len(provider.facts), provider.id


def test_at_a_glance_a_conflict_shows_both_values_and_nothing_stated_is_unknown(real_catalog: Catalog) -> None:
    assert in_general(real_catalog.providers["together_ai"], "retention_days") == "0 or until deleted"
    assert in_general(real_catalog.providers["together_ai"], "iso42001") is None
    assert in_general(real_catalog.providers["bedrock"], "retention_days") == "by model"


def test_price_lines_without_a_model_are_never_recommended(visit: Visit) -> None:
    text = html(visit("catalog", tab="uncurated", line="abliteration"))
    assert "never recommended" in text
    assert f"of {len(queries.uncurated(queries.current())):,} price lines" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"model": "zai/glm5.3"}, "Did you mean zai/glm-5.3"),
        ({"model": "<script>"}, "Model is “&lt;script&gt;”"),
        ({"kind": "zzz"}, "Kind is “zzz”"),
        ({"openness": "foo"}, "Openness is “foo”"),
        ({"tab": "licences", "licence": "nope"}, "Licence is “nope”"),
        ({"tab": "providers", "provider": "nope"}, "Provider is “nope”"),
        ({"tab": "nope"}, "of 325"),
        ({"model": "", "q": " ", "ctx": "x" * 500}, "of 325"),
    ],
)
def test_wrong_addresses_are_explained(visit: Visit, query: dict[str, str], words: str) -> None:
    assert words.replace("325", str(len(queries.models(queries.current(), "llm", "reasoning")))) in html(visit("catalog", **query))


def test_choices_and_answers_survive_the_change_of_page(visit: Visit) -> None:
    app = visit("catalog", requests="4321", openness="closed", model=GLM)
    app.switch_page("pages/advise.py").run()
    app.switch_page("pages/catalog.py").run()
    assert app.button_group(key="b_openness").value == ["closed"]
    assert app.query_params["model"] == GLM
    assert app.query_params["requests"] == "4321"
