"""Who says that a model is under its licence, apart from who says what the licence's text says."""

from __future__ import annotations

from datetime import date

from examples import TODAY, a_licence, a_model, a_question, a_use, an_open_model

from advisor.answer.provenance import provenance
from advisor.answer.rows import facts
from advisor.decision import Decision, decide
from advisor.licence_standing import standing, text_evidence
from advisor.needs import read_needs
from advisor.rules.licence import is_known
from catalog.schema import Catalog, Deployment, Origin

MIT = a_licence(
    "mit",
    card_tag="mit",
    origin=Origin(
        publisher="GitHub acme/elsewhere", url="https://github.com/acme/elsewhere/blob/1/LICENSE", date=TODAY, confidence="primary"
    ),
)
TAGGED = an_open_model("acme/small", hf_id="acme/Small", sources=("models.dev 2026-09-28", "llmfit 1.1.17 catalogue"))


def test_a_shared_text_is_not_what_puts_a_model_under_it():
    found = standing(TAGGED, MIT)
    assert found.origin is not None
    assert found.origin.url != MIT.origin.url
    assert (found.evidence, found.label) == ("vendor_reported", "model card tag")
    assert "acme/Small" in found.origin.publisher
    assert found.origin.date == TAGGED.checked


def test_a_tag_speaks_only_for_licences_that_have_one_and_for_sources_that_copy_it():
    for model, licence in (
        (TAGGED, MIT.model_copy(update={"card_tag": None})),
        (TAGGED.model_copy(update={"sources": ("models.dev 2026-09-28",)}), MIT),
        (TAGGED.model_copy(update={"hf_id": None}), MIT),
    ):
        found = standing(model, licence)
        assert (found.evidence, found.label) == ("estimated", "second hand")
        assert "not recorded" in found.said
        assert found.origin is not None
        assert model.sources[0] in found.origin.publisher


def test_a_licence_file_in_the_models_own_repository_speaks_for_it_and_for_no_sibling():
    own = MIT.model_copy(update={"origin": MIT.origin.model_copy(update={"url": "https://huggingface.co/acme/Small/blob/main/LICENSE"})})
    assert standing(TAGGED, own).label == "maker's page"
    sibling = TAGGED.model_copy(update={"hf_id": "acme/Small-0528", "sources": ("test",)})
    assert standing(sibling, own).label == "second hand"


def test_a_page_that_somebody_looked_up_wins():
    looked = TAGGED.model_copy(update={"licence_source": "https://github.com/acme/small/blob/1/README.md"})
    found = standing(looked, MIT)
    assert found.origin is not None
    assert (found.origin.url, found.origin.publisher) == (looked.licence_source, "GitHub acme/small")


def test_terms_that_nobody_read_are_unknown_and_service_terms_name_the_service():
    closed = a_model()
    assert standing(closed, None).evidence == "unknown"
    assert standing(closed, a_licence(origin=Origin(publisher="curated", date=TODAY))).evidence == "unknown"
    terms = a_licence(origin=Origin(publisher="acme.com", url="https://acme.com/terms", date=TODAY, confidence="secondary"))
    found = standing(closed, terms)
    assert (found.evidence, found.label) == ("estimated", "second hand")
    assert "name the service" in found.said


def test_a_text_is_vendor_reported_where_it_was_read_and_never_measured():
    assert text_evidence(MIT) == ("vendor_reported", "text read")
    assert text_evidence(MIT.model_copy(update={"needs_legal_review": True})) == ("estimated", "second hand")


def test_the_gate_names_the_source_of_the_standing_and_warns_of_hearsay_where_the_customer_is_bound():
    said = is_known(a_use(TAGGED, Deployment.SELF_HOST_CLOUD_GPU, MIT), a_question())
    assert "model card" in said.reason
    assert said.caution is None
    hearsay = TAGGED.model_copy(update={"sources": ("test",)})
    use = a_use(hearsay, Deployment.SELF_HOST_CLOUD_GPU, MIT)
    assert "second hand" in (is_known(use, a_question()).caution or "")
    shared = a_use(hearsay, Deployment.MANAGED_OPEN_API, MIT)
    assert is_known(shared, a_question()).caution is None


def decided(catalog: Catalog) -> Decision:
    return decide(catalog, read_needs({"task": "coding"}), date(2026, 11, 20))


def test_no_model_of_the_catalog_is_put_under_a_shared_licence_by_the_page_its_text_was_read_on(real_catalog: Catalog):
    """The page of one repository may speak for the model of that repository alone."""
    under: dict[str, set[str]] = {}
    for model in real_catalog.models.values():
        licence = real_catalog.licences.get(model.licence_id or "")
        if licence is None or not model.open:
            continue
        found = standing(model, licence)
        assert found.evidence in ("vendor_reported", "estimated")
        if found.origin and found.origin.url:
            under.setdefault(found.origin.url, set()).add(model.family or model.id)
    assert {url: families for url, families in under.items() if len(families) > 1} == {}


def test_facts_and_provenance_tell_the_text_from_the_standing_and_call_neither_measured(real_catalog: Catalog):
    d = decided(real_catalog)
    first = next(int(i) for i in d.best_of_groups if d.options[int(i)].model.licence_id == "mit")
    of = {fact["label"]: fact for fact in facts(d, first)}
    assert of["Licence"]["publisher"] != of["Licence text"]["publisher"]
    assert {of["Licence"]["evidence"], of["Licence text"]["evidence"]} == {"vendor_reported"}
    licences = [row for row in provenance(d) if "licence" in row["figure"].lower() or "commercial" in row["figure"].lower()]
    assert licences
    assert not [row for row in licences if row["evidence"] == "measured"]
    assert all(row["evidence_label"] for row in licences if row["evidence"] != "unknown")


def test_a_quality_figure_is_fitted_and_never_measured(real_catalog: Catalog):
    rows = [row for row in provenance(decided(real_catalog)) if "quality at this task" in row["figure"]]
    assert rows
    for row in rows:
        assert row["evidence"] == "estimated"
        assert row["evidence_label"].startswith("fitted, ")
        assert "evidence: " in row["source"]
