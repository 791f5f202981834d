"""Small parts of the form: GPU lines, the load in words, remedies, files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from example_recommendation import a_recommendation

from advisor.needs import Volume, read_needs
from advisor.parameters import PARAMETERS
from pages.parts import exports, form, form_more, inputs, link, owned_gpus
from pages.parts.load_echo import load_echo
from pages.parts.remedies import apply, remedies
from reports.words import REGULATIONS

GPUS = {"h100-sxm", "h200", "rtx-4090"}


@pytest.mark.parametrize("line", ["h100-sxm x 8", "H100-SXM × 8", "h100-sxm x8", "h100-sxm: 8", "h100-sxm 8"])
def test_a_line_names_a_gpu_and_a_count(line: str) -> None:
    assert owned_gpus.read(line, GPUS) == ([{"gpu": "h100-sxm", "count": 8}], [])


def test_a_line_without_a_count_is_one_gpu_and_lines_write_back_as_read() -> None:
    owned, faults = owned_gpus.read("h200\n\n rtx-4090 x 2 ", GPUS)
    assert not faults
    needs = read_needs({"team": {"owned_gpus": owned}}).needs
    assert owned_gpus.read(owned_gpus.written(needs.team.owned_gpus), GPUS)[0] == owned


def test_faulty_lines_are_named_with_what_is_allowed() -> None:
    _, faults = owned_gpus.read("h100 x 8\nh200 x 0\nmany many gpus here", GPUS)
    assert "line 1" in faults[0]
    assert "h100-sxm" in faults[0]
    assert "line 2" in faults[1]
    assert "1 or more" in faults[1]
    assert "line 3" in faults[2]
    assert "h100-sxm x 8" in faults[2]


def test_the_load_is_echoed_in_the_units_of_the_task() -> None:
    volume = Volume(requests_per_month=500_000)
    assert load_echo(volume, "token") == "500,000 requests is 16.4k a day; 1.7\u202fbn tokens a month"
    assert "seconds of video" in load_echo(volume, "second")


def test_every_unit_of_a_task_is_one_that_the_form_can_ask_for() -> None:
    assert {task.unit for task in PARAMETERS.tasks.values()} <= {"token", "image", "second", "minute"}


def test_form_options_are_values_of_the_needs() -> None:
    for path, options in {
        "privacy.boundary": form.BOUNDARIES,
        "quality.frontier_need": form.NEEDS,
        "fine_tuning.need": form_more.TUNING,
        "fine_tuning.method": form_more.METHODS,
        "speed.max_time_to_first_token_s": form.FIRST_TOKEN,
        "volume.video_resolution": form.RESOLUTIONS,
    }.items():
        for _, value in options.values():
            read_needs(link.put({}, path, value))
    for path, several in {
        "languages": form.LANGUAGES,
        "privacy.regulations": REGULATIONS,
        "privacy.processing_regions": form.REGIONS,
        "capabilities": form_more.CAPABILITIES,
        "modalities_in": form_more.MODALITIES,
    }.items():
        read_needs(link.put({}, path, list(several)))
    for name in form.PRIORITIES:
        read_needs(link.put({}, f"priorities.{name}", 2.5))


def test_bounds_of_the_form_are_those_of_the_check() -> None:
    assert inputs.bounds("volume.requests_per_month") == (1, 10_000_000_000, True)
    assert inputs.bounds("budget.max_monthly_usd") == (0, 1e12, False)


def test_remedies_do_what_they_say_and_repeat_nothing() -> None:
    needs = read_needs({"privacy": {"boundary": "own_premises", "regulations": ["gdpr", "hipaa"]}, "budget": {"max_monthly_usd": 10}}).needs
    rules = ("privacy.boundary", "privacy.boundary", "licence.territory", "regulation.hipaa", "budget.monthly")
    misses = [{"rule_id": rule, "monthly_cost_usd": {"low": 1.0, "expected": 5700.2, "high": 9e9}} for rule in rules]
    found = remedies(needs, misses)
    assert [remedy.label for remedy in found] == [
        "Accept own cloud",
        "See what fits without HIPAA",
        "Raise the monthly budget to USD 5,701",
    ]
    assert apply({"task": "chat"}, found[0]) == {"task": "chat", "privacy": {"boundary": "own_cloud_tenant"}}
    assert apply({}, found[1])["privacy"]["regulations"] == ["gdpr"]


def test_of_several_budgets_the_lowest_is_offered_once() -> None:
    misses = [{"rule_id": "budget.monthly", "monthly_cost_usd": {"expected": usd}} for usd in (900.0, 700.5, 800.0)]
    assert [remedy.label for remedy in remedies(read_needs({}).needs, misses)] == ["Raise the monthly budget to USD 701"]


def test_the_boundary_moves_as_far_as_the_near_miss_needs() -> None:
    needs = read_needs({"privacy": {"boundary": "air_gapped"}}).needs
    (remedy,) = remedies(needs, [{"rule_id": "privacy.boundary", "remedy": "Allow “no retention”."}])
    assert remedy.label == "Accept no retention"
    assert apply({}, remedy) == {"privacy": {"boundary": "no_retention"}}


def test_a_change_that_the_advisor_names_wins() -> None:
    miss = {"rule_id": "budget.monthly", "change": {"label": "Raise budget to USD 5.7k", "set": {"budget.max_monthly_usd": 5700}}}
    (remedy,) = remedies(read_needs({}).needs, [miss])
    assert remedy.label == "Raise budget to USD 5.7k"
    assert apply({}, remedy) == {"budget": {"max_monthly_usd": 5700}}


def test_the_csv_has_a_row_per_option_and_no_formula() -> None:
    record = a_recommendation()
    record["options"][0]["model_name"] = "=HYPERLINK(1)"
    rows = list(csv.DictReader(io.StringIO(exports.to_csv(record))))
    assert len(rows) == len(record["options"])
    assert rows[0]["model"] == "'=HYPERLINK(1)"
    assert float(rows[0]["usd_per_month_expected"]) == record["options"][0]["monthly_cost_usd"]["expected"]


def test_the_json_file_is_the_record_and_names_of_files_are_plain() -> None:
    record = a_recommendation() | {"title": "../../etc <b>: Ümläut?"}
    assert json.loads(exports.to_json(record)) == record
    assert exports.file_name(record, "html") == "weighbridge-etc-b-ml-ut-2026-11-20.html"
