"""A recommendation of the output contract with every optional key, made up in its figures but coherent:
contributions add up to scores, parts to costs, counts to counts. Change one field per test."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
ORDER = ["quality", "cost", "control", "simplicity", "speed", "portability", "evidence"]
WEIGHTS = {"quality": 3, "cost": 3, "control": 2, "simplicity": 2, "speed": 1, "portability": 1, "evidence": 1}
FACTS = {
    "quality": "Expected 71 of 100 on letters to summarise; interval 64 to 78",
    "cost": "USD 7.4k a month, expected",
    "control": "Own hardware, Apache-2.0 weights",
    "simplicity": "3 single-GPU replicas to run",
    "speed": "18 tokens/s per stream at peak",
    "portability": "Same weights on 6 GPU types and 9 hosts",
    "evidence": "Independent quality, estimated speed",
}
# name, slug, licence, restricted, label, gpu, gpus, replicas, points in ORDER, cost low/expected/high, share
ROWS: list[tuple[str, str, str, bool, str, str, int, int, list[float], tuple[float, float, float], float]] = [
    ("Qwen3.6 27B", "alibaba/qwen3.6-27b", "Apache-2.0", False, "On premises, 3 × RTX PRO 6000", "rtx-pro-6000", 1, 3, [13.66, 18.12, 14.23, 7.18, 1.77, 6.93, 6.01], (5612.0, 7396.0, 12804.0), 0.40),
    ("Qwen3.6 27B", "alibaba/qwen3.6-27b", "Apache-2.0", False, "On premises, 2 × H200", "h200", 1, 2, [13.66, 17.42, 14.23, 7.58, 1.97, 6.93, 6.01], (6240.0, 8310.0, 13950.0), 0.16),
    ("Qwen3.6 35B-A3B", "alibaba/qwen3.6-35b-a3b", "Apache-2.0", False, "On premises, 2 × RTX PRO 6000", "rtx-pro-6000", 1, 2, [11.34, 18.53, 14.23, 7.98, 1.77, 6.86, 5.99], (5290.0, 6926.0, 11610.0), 0.29),
    ("Gemma 4 31B", "google/gemma-4-31b", "Apache-2.0", False, "On premises, 2 × H200", "h200", 1, 2, [10.22, 17.42, 14.23, 8.01, 2.11, 6.98, 6.03], (6410.0, 8190.0, 14520.0), 0.07),
    ("Gemma 4 26B-A4B", "google/gemma-4-26b-a4b", "Apache-2.0", False, "On premises, 2 × RTX PRO 6000", "rtx-pro-6000", 1, 2, [9.02, 18.49, 14.23, 7.98, 1.61, 6.94, 6.03], (5330.0, 6940.0, 12180.0), 0.06),
    ("gpt-oss-120b", "openai/gpt-oss-120b", "Apache-2.0", False, "On premises, 3 × RTX PRO 6000", "rtx-pro-6000", 1, 3, [7.71, 18.12, 14.23, 7.18, 2.02, 6.93, 6.01], (5612.0, 7396.0, 12804.0), 0.013),
    ("Nemotron 3 Super 120B", "nvidia/nemotron-3-super-120b", "Nemotron licence", False, "On premises, 3 × H200", "h200", 1, 3, [8.93, 16.61, 14.0, 7.01, 2.05, 6.87, 6.03], (7320.0, 9290.0, 15840.0), 0.004),
    ("Qwen3.5 397B-A17B", "alibaba/qwen3.5-397b-a17b", "Apache-2.0", False, "On premises, 2 replicas of 4 × H200", "h200", 4, 2, [12.03, 13.57, 14.23, 3.24, 2.43, 5.02, 5.98], (11910.0, 14920.0, 21140.0), 0.002),
    ("Ministral 3 14B", "mistralai/ministral-3-14b", "Apache-2.0", False, "On premises, 2 × RTX PRO 6000", "rtx-pro-6000", 1, 2, [2.83, 18.49, 14.23, 7.98, 1.63, 6.93, 4.11], (5330.0, 6940.0, 12180.0), 0.0),
    ("Llama 3.3 70B", "meta-llama/llama-3.3-70b", "Llama 3.3 licence", True, "On premises, 4 × H200", "h200", 2, 2, [2.96, 15.97, 11.2, 6.43, 2.02, 6.84, 4.38], (8230.0, 10510.0, 19690.0), 0.003),
]  # fmt: skip


def an_option(rank: int, row: tuple[Any, ...]) -> Json:
    name, slug, licence, restricted, label, gpu, gpus, replicas, points, cost, share = row
    score = sum(points)
    staff = 0.78 * cost[1]
    hardware = 0.15 * cost[1]
    power = cost[1] - staff - hardware
    origin = {"publisher": "gpu-price-dashboard", "url": "https://example.org/gpu", "date": "2026-08-22"}
    return {
        "rank": rank,
        "option_id": f"{slug}@self_host_on_prem/{gpu}x{gpus * replicas}",
        "model_id": slug,
        "model_name": name,
        "lab": slug.split("/")[0],
        "lab_country": "CN" if slug.startswith("alibaba") else "US",
        "openness": "open_weights",
        "restricted": restricted,
        "licence_id": licence.lower().replace(" ", "-"),
        "licence_name": licence,
        "deployment": "self_host_on_prem",
        "label": label,
        "provider_id": None,
        "provider_name": None,
        "region": None,
        "hardware": {"gpu": gpu, "gpus_per_replica": gpus, "replicas": replicas, "precision": "fp8"},
        "customisation": "none",
        "score": score,
        "score_low": score - 6.1,
        "score_high": score + 3.2,
        "contributions": dict(zip(ORDER, points, strict=True)),
        "criteria": [
            {
                "criterion": criterion,
                "priority": WEIGHTS[criterion],
                "weight": WEIGHTS[criterion] / 13,
                "value": points[i] * 13 / WEIGHTS[criterion] / 100,
                "low": 0.0,
                "high": 1.0,
                "points": points[i],
                "available": 100 * WEIGHTS[criterion] / 13,
                "fact": FACTS[criterion],
                "evidence": "assumed" if criterion == "simplicity" else "estimated",
            }
            for i, criterion in enumerate(ORDER)
        ],
        "first_place_share": share,
        "leading_group": rank <= 5,
        "dominated": rank == 9,
        "clones": [],
        "pair_share": share,
        "quality": {"value": 0.71, "low": 0.64, "high": 0.78, "evidence": "independent"},
        "monthly_cost_usd": {
            "low": cost[0],
            "expected": cost[1],
            "high": cost[2],
            "breakdown": {"staff": staff, "hardware": hardware, "power": power},
        },
        "cost_parts": [
            {"part": "Staff, 0.4 of a full-time engineer", "usd": staff, "evidence": "assumed", "note": "Effort beyond calling an API", "origin": None},
            {"part": "3 GPUs and servers over 48 months", "usd": hardware, "evidence": "estimated", "note": "", "origin": origin},
            {"part": "Power at USD 0.18 per kWh", "usd": power, "evidence": "assumed", "note": "", "origin": None},
        ],
        "upfront_usd": 46500.0,
        "speed": {"output_tokens_per_s": 18.2, "time_to_first_token_s": 2.31, "evidence": "estimated"},
        "reasons": [
            f"It keeps every letter on premises under {licence} weights.",
            "One GPU carries the peak of 0.76 requests a second; the second adds headroom and the third is the spare.",
        ],
        "cautions": ["Structured output was not tested on this engine.", "The GPU list price is 121 days old."],
        "obligations": ["Keep the licence and notices with the weights."],
        "facts": [
            {"label": "Context", "value": 262144, "unit": "tokens", "evidence": "vendor_reported", "publisher": "Qwen model card", "url": "https://huggingface.co/Qwen", "date": "2026-11-20"},
            {"label": "Retirement", "value": None, "unit": "", "evidence": "unknown", "publisher": None, "url": None, "date": None},
        ],
    }  # fmt: skip


def a_recommendation() -> Json:
    """Hospital letters: on premises, a leading group of four models, one of them in two ways."""
    options = [an_option(i, row) for i, row in enumerate(ROWS, 1)]
    first, clone = options[0], options[1]
    first["clones"], clone["clones"] = [clone["option_id"]], [first["option_id"]]
    first["pair_share"] = clone["pair_share"] = 0.56
    ids = [option["option_id"] for option in options]
    return {
        "schema_version": 1,
        "engine_version": "0.1.0",
        "as_of": "2026-11-20",
        "title": "Hospital letters",
        "catalog": {"version": "2026.11.20", "built_at": "2026-11-20", "oldest_price": "2026-07-22", "newest_fact": "2026-11-20"},
        "needs": {
            "title": "Hospital letters",
            "task": "summarization",
            "languages": ["de", "en"],
            "privacy": {"boundary": "own_premises", "regulations": ["gdpr", "hipaa"], "max_retention_days": None, "unknown_fails": True},
            "volume": {"requests_per_month": 500000, "input_tokens_per_request": 3000, "peak_to_average": 4.0},
            "speed": {"max_time_to_first_token_s": None},
            "budget": {"max_monthly_usd": None},
            "priorities": WEIGHTS,
        },
        "assumed": ["volume.peak_to_average", "speed.max_time_to_first_token_s"],
        "headline": {
            "pattern": "self_host_on_prem",
            "sentence": "Run Qwen3.6 27B on your own premises, on 3 × RTX PRO 6000, for about USD 7.4k a month.",
            "option_id": ids[0],
        },
        "counts": {"considered": 3461, "fitting": len(options), "excluded": 3461 - len(options)},
        "options": options,
        "criteria_order": ORDER,
        "ways_to_win": {"best_overall": ids[0], "cheapest": ids[2], "strongest": ids[0], "most_private": ids[0], "simplest": ids[2]},
        "gates": [
            {"rule_id": "privacy.boundary", "title": "Data boundary", "topic": "privacy", "removed": 2177},
            {"rule_id": "hardware.fits", "title": "Hardware fit", "topic": "hardware", "removed": 611},
            {"rule_id": "licence.commercial", "title": "Licence", "topic": "licence", "removed": 388},
            {"rule_id": "context.window", "title": "Context, 18k tokens", "topic": "context", "removed": 142},
            {"rule_id": "lifecycle.retirement", "title": "Lifecycle", "topic": "lifecycle", "removed": 107},
        ],
        "readmit": {"sentence": "“Own premises” removed most. Allowing own cloud would readmit 433 options, the cheapest for about USD 300 a month."},
        "excluded": [
            {
                "rule_id": "privacy.boundary",
                "topic": "privacy",
                "count": 2177,
                "reason": "API and cloud endpoints process the letters outside your premises.",
                "remedy": "accept own cloud (433 options) or a zero-retention contract (142 options).",
                "examples": ["anthropic/claude-opus-5.5@bedrock", "openai/gpt-6.1-sol@azure"],
            },
            {"rule_id": "hardware.fits", "topic": "hardware", "count": 611, "reason": "Weights and cache do not fit the stated machine.", "remedy": "", "examples": []},
            {"rule_id": "licence.commercial", "topic": "licence", "count": 388, "reason": "The licence forbids or conditions commercial use.", "remedy": "ask the lab for a commercial licence.", "examples": []},
        ],
        "near_misses": [
            {"option_id": "openai/gpt-6.1-terra@azure", "model_name": "GPT-6.1 Terra", "openness": "closed", "label": "Azure, EU", "rule_id": "privacy.boundary", "reason": "It is processed in a cloud account.", "remedy": "Accept own cloud.", "monthly_cost_usd": {"low": 2200, "expected": 2500, "high": 3200}},
            {"option_id": "mistralai/mistral-medium-3.5@on_prem", "model_name": "Mistral Medium 3.5", "openness": "open_weights", "restricted": True, "label": "on premises", "rule_id": "licence.commercial", "reason": "Its licence conditions commercial use.", "remedy": "Get an agreement with Mistral."},
        ],
        "hybrid": {
            "worth_it": False,
            "routine": None,
            "hard": None,
            "hard_share": 0.1,
            "monthly_cost_usd": None,
            "saving_vs_all_hard_usd": None,
            "quality_gain_vs_all_routine": None,
            "sentence": "Hybrid is not worth it here: no closed option passes “own premises”.",
            "facts": [],
        },
        "flip_points": [
            {"driver": "priorities.quality", "now": 3, "flips_at": 1.4, "winner": ids[2], "reason": "Cheaper by USD 470 a month, 2.3 points lower in quality"},
            {"driver": "volume.requests_per_month", "now": 500000, "flips_at": 1700000, "winner": ids[2], "reason": "The leader needs a fifth GPU, the sparse model does not"},
            {"driver": "privacy.boundary", "now": "own_premises", "flips_at": "own_cloud_tenant", "winner": "openai/gpt-6.1-terra@azure"},
            {"driver": "priorities.cost", "now": 3, "flips_at": None, "winner": None},
        ],
        "robustness": {
            "trials": 4000,
            "seed": 1,
            "sentence": "It wins 56% of plausible weightings; Qwen3.6 35B-A3B is 1.2 points behind, which the evidence cannot tell apart.",
            "leading_group": ids[:5],
            "tornado": [
                {"driver": "Quality of the model", "low": -2.4, "high": 2.1, "note": f"{options[2]['model_name']} leads at the low end."},
                {"driver": "Speed of the machines", "low": 1.5, "high": -3.6, "note": ""},
            ],
            "acceptability": [
                {"option_id": ids[0], "model_name": options[0]["model_name"], "label": options[0]["label"], "first": 0.56, "top3": 0.9, "ranks": [0.56, 0.24, 0.1, 0.05, 0.03], "later": 0.02, "expected_rank": 1.9},
                {"option_id": ids[2], "model_name": options[2]["model_name"], "label": options[2]["label"], "first": 0.31, "top3": 0.71, "ranks": [0.31, 0.3, 0.1, 0.09, 0.05], "later": 0.15, "expected_rank": 3.2},
            ],
            "steady": ["priorities.cost", "prices.gpus"],
        },
        "roadmap": [
            {"stage": "prototype", "action": "Run Qwen3.6 27B on one rented H200 with 200 of your letters.", "until": "2026-12-18"},
            {"stage": "evaluate", "action": "Compare it with Qwen3.6 35B-A3B on the same letters before buying hardware.", "until": "2027-01-31"},
            {"stage": "scale", "action": "Buy 3 × RTX PRO 6000; plan the fifth GPU at 1.7 M requests a month.", "until": "the load passes 1.7 M requests a month"},
        ],
        "obligations": [
            {"text": "Keep the Apache-2.0 licence text and notices with the weights.", "because": "You redistribute nothing, but operators must be able to show it.", "source": "Apache Software Foundation", "url": "https://www.apache.org/licenses/LICENSE-2.0", "date": "2026-11-02"},
            {"text": "Record the processing in your GDPR register and assess its impact.", "because": "You named GDPR; health data is a special category.", "source": "GDPR, articles 30 and 35", "url": "https://eur-lex.europa.eu/eli/reg/2016/679/oj", "date": "2026-11-20"},
        ],
        "provenance": [
            {"figure": "Context window of Qwen3.6 27B, tokens", "value": 262144, "source": "Qwen model card", "url": "https://huggingface.co/Qwen", "date": "2026-11-20", "evidence": "vendor_reported"},
            {"figure": "List price of RTX PRO 6000, USD", "value": 8900.0, "source": "gpu-price-dashboard", "url": "https://example.org/gpu", "date": "2026-08-22", "evidence": "measured"},
            {"figure": "Staff, USD a year", "value": 180000, "source": "Weighbridge parameters", "url": None, "date": "2026-11-20", "evidence": "assumed"},
            {"figure": "Retirement date of Qwen3.6 27B", "value": None, "source": "Qwen model card", "url": None, "date": "2026-11-20", "evidence": "unknown"},
        ],
        "own_evidence": [
            {"model_id": "alibaba/qwen3.6-27b", "test": "Discharge letters", "score": 81.5, "n": 200, "date": "2026-11-02", "effort": None},
            {"model_id": "google/gemma-4-31b", "test": "Discharge letters", "score": 66.0, "n": 200, "date": "2026-11-02", "effort": None},
            {"model_id": "google/gemma-4-31b", "test": "Codes", "score": 40.0, "n": 50, "date": "2026-11-02", "effort": None},
        ],
        "own_evidence_effect": {
            "label": "your evaluation",
            "task": "summarization",
            "sentence": "3 results of your own evaluation count with the highest weight: 1 figure rose, 1 fell.",
            "tests": [
                {"test": "Discharge letters", "models": 2, "used": True, "expected_at_half": 58.0, "steepness": 1.0, "sentence": "Discharge letters: estimated from 2 models, of which one with a figure of 50 would score 58; it separates models as sharply as a usual test."},
                {"test": "Codes", "models": 1, "used": False, "expected_at_half": None, "steepness": None, "sentence": "Codes: one model only, so it changes no figure."},
            ],
            "models": [
                {"model_id": "alibaba/qwen3.6-27b", "model_name": "Qwen3.6 27B", "effort": "low", "before": {"value": 0.71, "low": 0.64, "high": 0.78}, "after": {"value": 0.76, "low": 0.7, "high": 0.81}, "at_odds": False, "tests": ["Discharge letters"], "sentence": "Qwen3.6 27B: 71 (64 to 78) from public tests rises to 76 (70 to 81) with your evaluation."},
                {"model_id": "google/gemma-4-31b", "model_name": "Gemma 4 31B", "effort": "none", "before": None, "after": {"value": 0.6, "low": 0.52, "high": 0.67}, "at_odds": True, "tests": ["Discharge letters"], "sentence": "Gemma 4 31B: no public figure; 60 (52 to 67) with your evaluation."},
            ],
            "rows": [
                {"model_id": "alibaba/qwen3.6-27b", "model_name": "Qwen3.6 27B", "test": "Discharge letters", "score": 81.5, "n": 200, "date": "2026-11-02", "expected": 80.2},
                {"model_id": "google/gemma-4-31b", "model_name": "Gemma 4 31B", "test": "Discharge letters", "score": 66.0, "n": 200, "date": "2026-11-02", "expected": 67.1},
                {"model_id": "google/gemma-4-31b", "model_name": "Gemma 4 31B", "test": "Codes", "score": 40.0, "n": 50, "date": "2026-11-02", "expected": None},
            ],
            "not_in_catalog": ["acme/gone"],
        },
        "attributions": ["Quality figures include the Artificial Analysis Intelligence Index, artificialanalysis.ai, 22 August 2026."],
    }  # fmt: skip


def nothing_fits() -> Json:
    """The same needs with a budget that no option meets."""
    empty = a_recommendation()
    misses = empty["near_misses"]
    return {
        **empty,
        "headline": {"pattern": "none", "sentence": "Nothing fits all your must-haves.", "option_id": None},
        "counts": {"considered": 3461, "fitting": 0, "excluded": 3461},
        "options": [],
        "ways_to_win": dict.fromkeys(empty["ways_to_win"]),
        "near_misses": misses,
        "flip_points": [],
        "robustness": None,
        "roadmap": [],
        "obligations": [],
        "provenance": [],
        "hybrid": {"worth_it": False, "routine": None, "hard": None, "sentence": "No pair passes every must-have either."},
    }


def bare() -> Json:
    """The contract alone, without any optional key."""
    full = a_recommendation()
    extra = (
        "gates",
        "readmit",
        "criteria_order",
        "robustness",
        "provenance",
        "attributions",
        "obligations",
        "own_evidence",
        "own_evidence_effect",
    )
    kept = {key: value for key, value in full.items() if key not in extra}
    dropped = ("label", "cost_parts", "criteria", "facts", "clones", "pair_share", "licence_name", "restricted", "provider_name")
    kept["options"] = [{key: value for key, value in option.items() if key not in dropped} for option in full["options"]]
    kept["near_misses"] = [{key: miss[key] for key in ("option_id", "rule_id", "reason", "remedy")} for miss in full["near_misses"]]
    kept["flip_points"] = [{key: flip[key] for key in ("driver", "now", "flips_at", "winner")} for flip in full["flip_points"]]
    kept["hybrid"] = {key: value for key, value in full["hybrid"].items() if key != "facts"}
    return kept
