"""How quickly the Advise page answers, without a browser: visitors who speak the app's own WebSocket protocol.

    python benchmarks/app_load.py                                  # one visitor, 60 changes, each new to the server
    python benchmarks/app_load.py --visitors 100 --seconds 60      # 100 visitors, a change every 5 s each
    python benchmarks/app_load.py --url http://127.0.0.1:8501      # against a running server instead of a fresh one

One change sets "requests per month". Measured from sending the change until the new count of
options has arrived ("count") and until the page is complete ("done"), in milliseconds. `--distinct`
is how many different values the visitors choose from: equal needs are answered once per process.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
FIELD = "-f_requests"


@dataclass
class Timings:
    """Milliseconds per change; `failed` counts changes without an answer."""

    count: list[float] = field(default_factory=list)
    done: list[float] = field(default_factory=list)
    failed: int = 0

    def line(self) -> str:
        if not self.done:
            return f"no change was answered, {self.failed} failed"
        return f"{len(self.done)} changes, {self.failed} failed; count {_quantiles(self.count)}; done {_quantiles(self.done)}"


def _quantiles(values: list[float]) -> str:
    if len(values) < 2:
        return "too few"
    cut = statistics.quantiles(values, n=100, method="inclusive")
    return f"p50 {cut[49]:.0f} p95 {cut[94]:.0f} p99 {cut[98]:.0f} max {max(values):.0f} ms"


async def run_page(socket: ClientConnection, widgets: dict[str, str], value: int | None) -> tuple[float | None, float]:
    """One rerun; with a value, that of the requests field. Seconds until the count and until the end."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    if value is not None:
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.int_value = widgets[FIELD], value
    started = time.perf_counter()
    await socket.send(message.SerializeToString())
    counted: float | None = None
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(socket.recv(decode=False), 60))
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "number_input" and element.number_input.id.endswith(FIELD):
                widgets[FIELD] = element.number_input.id
            if counted is None and element.WhichOneof("type") == "html" and "options remain" in element.html.body:
                counted = time.perf_counter() - started
        if kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return counted, time.perf_counter() - started


async def visitor(url: str, changes: int, think: float, values: list[int], timings: Timings, start_after: float, until: float) -> None:
    """Open the page, then change the answer again and again; thinking time is spread around `think`."""
    await asyncio.sleep(start_after)
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(address, subprotocols=["streamlit", "PLACEHOLDER"], origin=url, max_size=64 * 2**20) as socket:  # type: ignore[list-item, arg-type]
        widgets: dict[str, str] = {}
        await run_page(socket, widgets, None)
        for _ in range(changes):
            if think:
                await asyncio.sleep(random.uniform(0.5, 1.5) * think)
            if time.perf_counter() > until:
                return
            try:
                counted, done = await run_page(socket, widgets, random.choice(values) if think else values.pop())
            except TimeoutError:
                timings.failed += 1
                continue
            timings.done.append(done * 1000)
            if counted is not None:
                timings.count.append(counted * 1000)


async def load(url: str, visitors: int, seconds: float, think: float, distinct: int) -> Timings:
    """`visitors` at once for `seconds`; with one visitor, 60 changes in a row, each value once."""
    timings = Timings()
    if visitors == 1:
        values = random.sample(range(10_000, 10_000_000), 60)
        await visitor(url, 60, 0, values, timings, 0, float("inf"))
        return timings
    values = random.sample(range(10_000, 10_000_000), distinct)
    until = time.perf_counter() + seconds
    ramp = min(seconds / 3, 20)
    await asyncio.gather(*(visitor(url, 10**6, think, values, timings, ramp * i / visitors, until) for i in range(visitors)))
    return timings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="origin of a running server; without it a fresh one is started")
    parser.add_argument("--visitors", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5, help="mean seconds between two changes of one visitor")
    parser.add_argument("--distinct", type=int, default=50)
    given = parser.parse_args()
    if given.url:
        print(asyncio.run(load(given.url.rstrip("/"), given.visitors, given.seconds, given.think, given.distinct)).line())
        return
    from app_server import running_server

    with running_server() as origin:
        print(asyncio.run(load(origin, given.visitors, given.seconds, given.think, given.distinct)).line())


if __name__ == "__main__":
    main()
