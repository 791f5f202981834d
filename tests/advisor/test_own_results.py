"""Reading a file of one's own results: every fault with its row, and all or nothing."""

from __future__ import annotations

from datetime import date

import pytest
from examples import TODAY, a_model, an_open_model
from hypothesis import given
from hypothesis import strategies as st

from advisor.own_evidence.results import (
    LARGEST_FILE,
    MOST_FAULTS,
    MOST_ROWS,
    MOST_TESTS,
    TEMPLATE,
    OwnEvidenceError,
    OwnResult,
    read_results,
    results_of,
)
from catalog.names import NameBook

MODELS = (a_model("acme/closed-large"), an_open_model("borealis/open-eight"))
NAMES = NameBook.of(
    MODELS, [("open8-instruct", "borealis/open-eight"), ("closed-large-2026", "acme/closed-large"), ("gone", "acme/retired")]
)
HEAD = "model,test,score,n,date\n"
GOOD = "acme/closed-large,Letters,81.5,200,2026-11-02\n"


def read(text: str | bytes):
    return read_results(text, NAMES, TODAY)


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(OwnEvidenceError) as error:
        read(text)
    return error.value.faults


def test_a_row_says_who_solved_how_much_of_how_many_cases_and_when():
    (row,) = read(HEAD + GOOD)
    assert (row.model_id, row.test, row.score, row.n, row.date, row.effort) == (
        "acme/closed-large",
        "Letters",
        81.5,
        200,
        date(2026, 11, 2),
        None,
    )


@pytest.mark.parametrize("name", ["borealis/open-eight", "Borealis/Open-Eight", "Open Eight", " open  eight ", "open8-instruct"])
def test_a_model_is_found_by_id_name_or_alias(name: str):
    assert read(f"{HEAD}{name},Letters,50,10,2026-11-02")[0].model_id == "borealis/open-eight"


def test_an_unknown_model_is_a_fault_that_names_its_neighbours():
    (fault,) = faults(HEAD + "open-eigth,Letters,50,10,2026-11-02")
    assert fault.startswith("Row 2: model 'open-eigth' is not in the catalog")
    assert "borealis/open-eight" in fault


def test_an_alias_of_a_model_that_the_catalog_does_not_hold_is_unknown():
    assert "not in the catalog" in faults(HEAD + "gone,Letters,50,10,2026-11-02")[0]


def test_a_name_that_two_models_share_stands_for_neither():
    book = NameBook.of((a_model("acme/twin", name="Twin"), a_model("other/twin", name="Twin")))
    with pytest.raises(OwnEvidenceError) as error:
        read_results(HEAD + "twin,Letters,50,10,2026-11-02", book, TODAY)
    assert "acme/twin, other/twin" in error.value.faults[0]


def test_one_bad_row_and_nothing_is_imported():
    found = faults(HEAD + GOOD + "borealis/open-eight,Letters,181,0,2027-01-01\n")
    assert [f.split(":")[0] for f in found] == ["Row 3"] * 3
    assert any("181" in f and "0 and 100" in f for f in found)
    assert any("n '0'" in f for f in found)
    assert any("lies after 2026-11-20" in f for f in found)


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    assert faults(HEAD + "\n,,,,\n" + "nobody,Letters,50,10,2026-11-02\n")[0].startswith("Row 4:")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("acme/closed-large,,50,10,2026-11-02", "test is empty"),
        ("acme/closed-large,L,,10,2026-11-02", "score is empty"),
        ("acme/closed-large,L,50,,2026-11-02", "sampling error is unknown"),
        ("acme/closed-large,L,50,10,", "date is empty"),
        (",L,50,10,2026-11-02", "model is empty"),
        ("acme/closed-large,L,nan,10,2026-11-02", "is not a number"),
        ("acme/closed-large,L,inf,10,2026-11-02", "is not a number"),
        ("acme/closed-large,L,-1,10,2026-11-02", "between 0 and 100"),
        ("acme/closed-large,L,100.01,10,2026-11-02", "between 0 and 100"),
        ("acme/closed-large,L,50,1.5,2026-11-02", "whole number"),
        ("acme/closed-large,L,50,99999999999,2026-11-02", "10,000,000"),
        ("acme/closed-large,L,50,10,02/11/2026", "is not a day"),
        ("acme/closed-large,L,50,10,2026-11-21", "lies after"),
        ("acme/closed-large,L,50,10", "has 4 values"),
        (f"acme/closed-large,{'x' * 81},50,10,2026-11-02", "more than 80 characters"),
        ("acme/closed-large,a\u202eb,50,10,2026-11-02", "control characters"),
    ],
)
def test_each_fault_is_named(row: str, said: str):
    (fault,) = faults(HEAD + row)
    assert said in fault
    assert fault.startswith("Row 2")


def test_a_share_is_not_taken_for_percent():
    assert "write 82 for 82%" in faults(HEAD + "acme/closed-large,L,0.82,10,2026-11-02")[0]
    assert "write 100 for 100%" in faults(HEAD + "acme/closed-large,L,1,10,2026-11-02")[0]
    assert read(HEAD + "acme/closed-large,L,0.82%,10,2026-11-02")[0].score == 0.82
    assert read(HEAD + "acme/closed-large,L,0,10,2026-11-02")[0].score == 0


def test_a_model_stands_once_per_test():
    (fault,) = faults(HEAD + GOOD + "Closed Large,LETTERS,70,10,2026-11-03\n")
    assert "stands in row 2 already" in fault


def test_two_spellings_of_a_test_are_one():
    rows = read(HEAD + GOOD + "open8-instruct, letters ,70,10,2026-11-03\n")
    assert {r.test for r in rows} == {"Letters"}


def test_files_of_spreadsheets_are_read():
    text = "\ufeffModel;Test;Score;N;Date;Effort\r\nacme/closed-large;Letters;81,5;200;2026-11-02;XHigh\r\n"
    assert read(text.encode("utf-8"))[0] == read("model,test,score,n,date,effort\nacme/closed-large,Letters,81.5,200,2026-11-02,max")[0]
    assert "is not a level of effort" in faults("model,test,score,n,date,effort\nacme/closed-large,L,50,10,2026-11-02,a lot")[0]


def test_columns_are_named_once_and_known():
    assert faults("model,test,score,date,model,weight\n") == [
        "Row 1 lacks the column n. It must name: model, test, score, n, date.",
        "Row 1 names 'weight', which is no column. Allowed: model, test, score, n, date, effort.",
        "Row 1 names model twice.",
    ]


def test_size_is_bounded():
    many = "".join(f"acme/closed-large,T{k % MOST_TESTS},50,10,2026-11-02\n" for k in range(MOST_ROWS + 1))
    assert "at most 500" in faults(HEAD + many)[0]
    assert "characters" in faults("x" * (LARGEST_FILE + 1))[0]
    assert "bytes" in faults(b"x" * (4 * LARGEST_FILE + 1))[0]
    assert f"at most {MOST_TESTS}" in faults(HEAD + "".join(f"acme/closed-large,T{k},50,10,2026-11-02\n" for k in range(MOST_TESTS + 1)))[0]
    bad = faults(HEAD + "nobody,T,50,10,2026-11-02\n" * (MOST_FAULTS + 5))
    assert len(bad) == MOST_FAULTS + 1
    assert bad[-1].startswith("And 5 more")


@pytest.mark.parametrize("text", ["", "\n\n", b"\xff\xfe\x00", 'model,test\n"open', "\x00"])
def test_what_is_no_table_says_so(text: str | bytes):
    assert faults(text)


def test_a_file_without_results_gives_none():
    assert read(HEAD) == ()


def test_the_template_passes_where_its_models_are_known(real_catalog):
    assert len(read_results(TEMPLATE, NameBook.of(real_catalog.models.values()), TODAY)) == 2


@given(
    st.one_of(
        st.text(max_size=300),
        st.binary(max_size=300),
        st.text(alphabet=',;\n"%0129.e-acme/closed-large ', max_size=200).map(lambda t: HEAD + t),
    )
)
def test_whatever_is_in_the_file_it_is_read_or_refused_in_words(text: str | bytes):
    complaints: list[str] = []
    rows: tuple[OwnResult, ...] = ()
    try:
        rows = read(text)
    except OwnEvidenceError as error:
        complaints = error.faults or ["nothing said"]
    assert "nothing said" not in complaints
    assert all(len(f) < 500 for f in complaints)
    assert results_of([r.model_dump(mode="json") for r in rows]) == rows


def test_rows_of_a_record_are_read_again_or_refused():
    rows = read(HEAD + GOOD)
    assert results_of([r.model_dump(mode="json") for r in rows]) == rows
    with pytest.raises(OwnEvidenceError, match="own_evidence row 1: score"):
        results_of([{**rows[0].model_dump(mode="json"), "score": 400}])
    with pytest.raises(OwnEvidenceError, match="row 1: weight"):
        results_of([{**rows[0].model_dump(mode="json"), "weight": 2}])
