"""Reading the fact files: what is accepted, and what a person is told who made a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalog.curated import FACTS, load_facts
from catalog.curated_faults import FactsError
from catalog.schema import Provider


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All facts, of the long tables only the first rows."""
    folder = shutil.copytree(FACTS, tmp_path_factory.mktemp("small") / "facts")
    for table in (folder / "tables").glob("*.csv"):
        lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
        table.write_text("".join(lines[:300]), encoding="utf-8")
    return folder


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return shutil.copytree(small, tmp_path / "facts")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is no longer in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(FactsError) as caught:
        load_facts(folder)
    assert all(fault in str(caught.value) for fault in caught.value.faults)
    return caught.value.faults


def test_all_facts_hold_together():
    facts = load_facts()
    assert len(facts.models) >= 456
    assert facts.artificial_analysis


def test_an_unknown_key_names_file_field_and_the_nearest_key(copy):
    change(copy / "models/openai/gpt-4o.toml", "context_tokens", "context_token")
    (fault,) = faults_of(copy)
    assert "gpt-4o.toml" in fault
    assert "context_token:" in fault
    assert "did you mean 'context_tokens'" in fault


def test_a_value_of_the_wrong_kind_names_file_field_and_value(copy):
    change(copy / "models/openai/gpt-4o.toml", "context_tokens = 128_000", 'context_tokens = "plenty"')
    (fault,) = faults_of(copy)
    assert "gpt-4o.toml: context_tokens = 'plenty'" in fault
    assert "valid integer" in fault


def test_an_unknown_licence_offers_the_nearest_one(copy):
    change(copy / "models/openai/gpt-oss-20b.toml", '"apache-2.0-gpt-oss"', '"apache-2.0-gptoss"')
    (fault,) = faults_of(copy)
    assert "gpt-oss-20b.toml: licence_id = 'apache-2.0-gptoss'" in fault
    assert "did you mean 'apache-2.0-gpt-oss'" in fault


def test_a_missing_key_says_where_its_meaning_stands(copy):
    change(copy / "licences/mit.toml", "summary = ", "notes_ = ")
    faults = faults_of(copy)
    assert any("mit.toml: summary: Field required" in f and "class Licence" in f for f in faults)


def test_a_file_whose_name_is_not_its_id_is_a_fault(copy):
    change(copy / "providers/groq.toml", 'id = "groq"', 'id = "grok"')
    assert any("id = 'grok'" in f and "the path says 'groq'" in f for f in faults_of(copy))


def test_broken_toml_and_broken_table_rows_are_told_with_their_place(copy):
    (copy / "gpus/h200.toml").write_text("id = \n", encoding="utf-8")
    change(copy / "tables/gpu_prices.csv", "a100-40-sxm,aws,on_demand,rental,3.2931", "a100-40-sxm,awz,on_demand,rental,-3")
    faults = faults_of(copy)
    assert any("h200.toml: not readable as TOML" in f for f in faults)
    assert any("gpu_prices.csv, line 2: usd_per_gpu_hour = '-3'" in f for f in faults)


def test_a_column_that_no_record_has_is_one_fault_not_one_per_row(copy):
    change(copy / "tables/aliases.csv", "model_id,source", "model,source")
    faults = [f for f in faults_of(copy) if "aliases.csv" in f]
    assert len(faults) == 1
    assert "line 1: model:" in faults[0]


def test_a_row_with_more_cells_than_columns_is_a_fault(copy):
    change(copy / "tables/aliases.csv", "exact\n", "exact,more\n")
    assert any("aliases.csv, line 2: not readable as CSV" in f for f in faults_of(copy))


def test_a_reference_that_leads_nowhere_is_told_for_each_table(copy):
    change(copy / "tables/gpu_prices.csv", "a100-40-sxm,aws", "a100-40-smx,aws")
    change(copy / "tables/model_shapes.csv", "ai21/jamba-large-1.7", "ai21/jamba-large-1.8")
    change(copy / "regulations/us-hipaa-baa.toml", '["hipaa"]', '["hippa"]')
    faults = faults_of(copy)
    assert any("gpu_id = 'a100-40-smx'" in f and "a100-40-sxm" in f for f in faults)
    assert any("model_id = 'ai21/jamba-large-1.8'" in f and "jamba-large-1.7" in f for f in faults)
    assert any("needs = 'hippa'" in f and "hipaa" in f for f in faults)


def test_all_faults_are_told_at_once(copy):
    change(copy / "models/openai/gpt-4o.toml", 'kind = "llm"', 'kind = "chatbot"')
    change(copy / "providers/groq.toml", 'deployment = "managed_open_api"', 'deployment = "managed"')
    change(copy / "licences/mit.toml", 'self_host = "yes"', 'self_host = "maybe"')
    assert len(faults_of(copy)) >= 3


def test_a_missing_table_or_folder_is_a_fault_not_a_trace(copy):
    (copy / "tables/benchmarks.csv").unlink()
    shutil.rmtree(copy / "gpus")
    faults = faults_of(copy)
    assert any("benchmarks.csv: no such table" in f for f in faults)
    assert any("gpus: no Gpu file found" in f for f in faults)


def test_an_id_that_comes_twice_in_a_table_is_a_fault(copy):
    path = copy / "tables/benchmarks.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    assert any("comes twice" in f for f in faults_of(copy))


def test_the_facts_load_without_the_artificial_analysis_file(copy):
    (copy / "tables/scores_artificial_analysis.csv").unlink()
    facts = load_facts(copy, with_artificial_analysis=False)
    assert facts.scores
    assert not facts.artificial_analysis
    assert not any(score.artificial_analysis for score in facts.scores)
    assert not any("artificial-analysis" in row.source for row in facts.token_usage)


def test_a_blank_cell_is_unknown_never_zero():
    facts = load_facts()
    assert any(row.ttft_ms is None for row in facts.throughput)
    assert all(row.ttft_ms is None or row.ttft_ms > 0 for row in facts.throughput)
    assert Provider.model_fields["hq_country"].default is None
