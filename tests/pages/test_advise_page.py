"""The form shows the needs and changes them; nothing is given that nobody gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from advisor.presets import PRESETS

Visit = Callable[..., AppTest]


def raw(app: AppTest) -> dict[str, Any]:
    held: dict[str, Any] = app.session_state["needs_raw"]
    return held


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def test_a_first_visit_has_an_answer_and_assumes_everything(visit: Visit) -> None:
    app = visit()
    assert raw(app) == {}
    assert "options remain" in html(app)
    assert app.number_input(key="f_requests").value == 100_000


def test_a_preset_fills_the_form_and_the_address(visit: Visit) -> None:
    app = visit()
    app.button_group(key="f_preset").set_value("hospital-letters").run()
    assert raw(app) == PRESETS[0].needs
    assert app.number_input(key="f_requests").value == 500_000
    assert app.query_params["boundary"] == "own_premises"
    assert app.query_params["preset"] == "hospital-letters"


def test_an_answer_is_given_and_clearing_it_is_i_do_not_know(visit: Visit) -> None:
    app = visit()
    app.number_input(key="f_requests").set_value(42).run()
    assert raw(app) == {"volume": {"requests_per_month": 42}}
    assert app.query_params["requests"] == "42"
    app.number_input(key="f_requests").set_value(None).run()
    assert raw(app) == {}
    assert app.number_input(key="f_requests").value == 100_000


def test_i_do_not_know_takes_an_answer_back(visit: Visit) -> None:
    app = visit(boundary="own_premises", first_token="none")
    assert app.button_group(key="f_boundary").value == "own_premises"
    assert app.button_group(key="f_first_token").value == "any"
    app.button_group(key="f_boundary").set_value("unsure").run()
    assert raw(app) == {"speed": {"max_time_to_first_token_s": None}}


def test_no_rules_apply_is_an_answer_and_no_pill_is_none(visit: Visit) -> None:
    app = visit(rules="gdpr")
    app.button_group(key="f_rules").set_value(["gdpr", "none"]).run()
    assert raw(app) == {"privacy": {"regulations": []}}
    app.button_group(key="f_rules").set_value(["none", "hipaa"]).run()
    assert raw(app) == {"privacy": {"regulations": ["hipaa"]}}
    app.button_group(key="f_rules").set_value([]).run()
    assert raw(app) == {}


def test_garbage_in_the_address_is_named_with_what_is_allowed(visit: Visit) -> None:
    app = visit(task="nonsense", requests="-5", peak="abc", domicile="XX")
    text = html(app)
    assert "task is &quot;nonsense&quot;" in text
    assert "summarization" in text
    assert "volume.requests_per_month is -5" in text
    assert "volume.peak_to_average" in text
    assert "licence.domicile" in text
    assert raw(app) == {}


def test_priorities_that_are_all_zero_are_refused_in_words(visit: Visit) -> None:
    app = visit(**{f"p_{name}": "0" for name in ("quality", "cost", "speed", "control", "simplicity", "portability", "evidence")})
    assert "at least one criterion" in html(app)
    assert raw(app) == {}


def test_usual_priorities_take_back_every_slider(visit: Visit) -> None:
    app = visit(p_cost="5", p_speed="0")
    assert app.slider(key="f_p_cost").value == 5
    app.button(key="usual_priorities").click().run()
    assert raw(app) == {}


def test_owned_gpus_are_checked_against_the_catalog(visit: Visit) -> None:
    app = visit(folds=["limits"])
    app.text_area(key="f_gpus").set_value("h100-sxm x 8").run()
    assert raw(app) == {"team": {"owned_gpus": [{"gpu": "h100-sxm", "count": 8}]}}
    app.text_area(key="f_gpus").set_value("abacus x 8").run()
    assert "no GPU of the catalog" in html(app)
    assert raw(app) == {"team": {"owned_gpus": [{"gpu": "h100-sxm", "count": 8}]}}


def test_values_beyond_the_usual_range_of_a_slider_come_through_a_link(visit: Visit) -> None:
    app = visit(folds=["task"], peak="300", hard="0.125", growth="-0.25", first_token="0.7", months="60")
    assert app.slider(key="f_peak").value == 300
    assert app.slider(key="f_hard").value == 12.5
    assert app.button_group(key="f_first_token").value == "v0.7 s"


def test_media_tasks_ask_for_their_own_units(visit: Visit) -> None:
    app = visit(task="video_generation")
    assert app.number_input(key="f_seconds").value == 8
    assert not [each for each in app.number_input if each.key == "f_tokens_in"]


def test_every_answer_of_the_needs_can_be_given_in_the_form(visit: Visit) -> None:
    from pages.parts import link

    keys: set[str] = set()
    for task in ("chat", "image_generation", "video_generation", "transcription"):
        app = visit(folds=["task", "data", "load", "limits"], task=task)
        for kind in ("number_input", "slider", "button_group", "text_input", "text_area", "toggle", "selectbox"):
            keys |= {str(each.key).removeprefix("f_").removesuffix("_codes") for each in app.get(kind)}
    assert keys >= link.KEYS


def test_hostile_text_is_shown_as_text(visit: Visit) -> None:
    title = "<script>alert(1)</script> ![x](https://evil.example/x.png) =1+1"
    app = visit("recommendation", title=title)
    text = html(app)
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_gpu_that_the_catalog_does_not_know_is_named_not_a_crash(visit: Visit) -> None:
    app = visit(gpus="abacus:3", requests="42")
    assert "abacus" in html(app)
    assert raw(app) == {"volume": {"requests_per_month": 42}}
