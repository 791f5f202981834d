"""`cost`, `size` and `evidence`: single figures, one request from the options or one per line of standard input."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from commands.usage import Group, UsageError


def add_to(top: Group) -> None:
    """Adds these commands with their arguments."""
    sub = top.command("cost", _cost, "Price a workload at one provider, as JSON in USD.")
    sub.add_argument("lines", nargs="?", choices=("-",), help="- reads one JSON object per line from standard input")
    sub.add_argument("--provider")
    sub.add_argument("--model")
    for name in ("requests", "input-tokens", "output-tokens", "cached-input-tokens"):
        sub.add_argument(f"--{name}", type=float)
    sub.add_argument("--batch", action="store_true")

    sub = top.command("size", _size, "Size one deployment of an open model on GPUs, as JSON.")
    sub.add_argument("lines", nargs="?", choices=("-",), help="- reads one JSON object per line from standard input")
    sub.add_argument("--model")
    sub.add_argument("--gpu")
    sub.add_argument("--gpus", type=int)
    sub.add_argument("--precision")
    sub.add_argument("--input-tokens", type=float)
    sub.add_argument("--output-tokens", type=float)
    sub.add_argument("--concurrency", type=float)
    sub.add_argument("--engine", choices=("tuned", "stock", "local"))

    sub = top.command("evidence", _evidence, "Fitted quality of one model with intervals, or predictions of scores, as JSON.")
    sub.add_argument("model", nargs="?", help="a catalog id such as openai/gpt-oss-120b")
    sub.add_argument("--predict", choices=("-",), help="- reads one JSON object (model_id, benchmark_id) per line from standard input")


def _cost(given: argparse.Namespace) -> int:
    from advisor.cost.quote import read_cost_request
    from catalog.store import connect, find_offers

    handle = connect()

    def answer(raw: dict[str, Any]) -> dict[str, Any]:
        request = read_cost_request(raw)
        return request.quote(find_offers(handle, request.provider, request.model))

    names = ("provider", "model", "requests", "input_tokens", "output_tokens", "cached_input_tokens", "batch")
    return _answered(given, names, answer)


def _size(given: argparse.Namespace) -> int:
    from advisor.sizing.request import answer_size
    from catalog.store import open_catalog

    catalog = open_catalog()
    names = ("model", "gpu", "gpus", "precision", "input_tokens", "output_tokens", "concurrency", "engine")
    return _answered(given, names, lambda raw: answer_size(catalog, raw))


def _evidence(given: argparse.Namespace) -> int:
    from catalog.evidence.request import evidence_of, predictor
    from catalog.store import connect

    if (given.model is None) == (given.predict is None):
        raise UsageError(["Give either a model or --predict -."])
    handle = connect()
    if given.predict:
        answer = predictor(handle.records("evidence_parameters"))
        for line in sys.stdin:
            if line.strip():
                print(_line(line, answer))
        return 0
    try:
        found = evidence_of(handle.catalog(), handle.records("scores", "WHERE model_id = $1", [given.model]), given.model)
    except ValueError as error:
        raise UsageError(str(error).splitlines()) from None
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def _answered(given: argparse.Namespace, names: Sequence[str], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """One answer from the options, or one per line of standard input; a bad line is answered in its place."""
    if given.lines is None:
        raw = {n: v for n in names if (v := getattr(given, n)) is not None and v is not False}
        try:
            print(json.dumps(answer(raw), allow_nan=False))
        except ValueError as error:
            raise UsageError(str(error).splitlines()) from None
        return 0
    for line in sys.stdin:
        if line.strip():
            print(_line(line, answer))
    return 0


def _line(line: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise ValueError("The line is not one JSON object.")
        return json.dumps(answer(raw), allow_nan=False)
    except RecursionError:
        return json.dumps({"error": "The line is nested too deeply."})
    except ValueError as error:  # JSONDecodeError and every fault of the request
        return json.dumps({"error": " ".join(str(error).split())})
