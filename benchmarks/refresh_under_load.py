"""A refresh while visitors work: `python benchmarks/refresh_under_load.py [--visitors 20]`.

A server on a data folder of its own, visitors who change an answer every few seconds, and in the middle `weighbridge catalog
refresh` against feeds played on this machine (the embedded lists with one price changed). Printed: changes answered and failed, how
long they took before, during and after the refresh, which catalog those who began before it still read, and which one who
begins afterwards reads.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "catalog"))
from app_load import run_page
from app_server import running_server
from feed_server import FeedServer, feed_server

from catalog.feed_requests import address_variable
from catalog.feeds import FEED, SNAPSHOTS
from catalog.publish import point
from catalog.store import current_file, data_dir

ROOT = Path(__file__).parents[1]
FEEDS = ("litellm", "genai_prices")
VERSION = re.compile(r"Catalog (20\d\d-\d\d-\d\d-[0-9a-f]{12})")


def session(origin: str) -> connect:
    address = origin.replace("http", "ws", 1) + "/_stcore/stream"
    return connect(address, subprotocols=["streamlit", "PLACEHOLDER"], origin=origin, max_size=64 * 2**20)  # type: ignore[list-item, arg-type]


async def catalog_of(socket: ClientConnection) -> str:
    """The version that Data and methods states to this session."""
    message = BackMsg()
    message.rerun_script.page_name = "data-and-methods"
    await socket.send(message.SerializeToString())
    found = ""
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(socket.recv(decode=False), 120))
        if answer.WhichOneof("type") == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "html" and (said := VERSION.search(element.html.body)):
                found = said[1]
        if answer.WhichOneof("type") == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return found


class Watch:
    """What the visitors saw."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float]] = []  # when a change was sent, seconds until its count was there
        self.failed = 0
        self.versions: set[str] = set()

    def line(self, name: str, start: float, end: float) -> str:
        ms = [taken * 1000 for sent, taken in self.taken if start <= sent < end]
        if len(ms) < 2:
            return f"{name}: {len(ms)} changes"
        cut = statistics.quantiles(ms, n=100, method="inclusive")
        return f"{name}: {len(ms)} changes in {end - start:.0f} s; p50 {cut[49]:.0f} p95 {cut[94]:.0f} max {max(ms):.0f} ms"


async def visitor(origin: str, watch: Watch, think: float, done: asyncio.Event) -> None:
    """Begins, changes the load again and again, and says at the end which catalog it read all the time."""
    async with session(origin) as socket:
        widgets: dict[str, str] = {}
        await run_page(socket, widgets, None)
        while not done.is_set():
            await asyncio.sleep(random.uniform(0.5, 1.5) * think)
            sent = time.perf_counter()
            try:
                counted, _ = await run_page(socket, widgets, random.randrange(10_000, 10_000_000))
            except (TimeoutError, OSError):
                watch.failed += 1
                return
            if counted is None:
                watch.failed += 1
            else:
                watch.taken.append((sent, counted))
        watch.versions.add(await catalog_of(socket))


def play_feeds(server: FeedServer) -> dict[str, str]:
    """The embedded lists, one price changed; the environment that sends a refresh there."""
    for name in FEEDS:
        payload = json.loads(next((SNAPSHOTS / name).glob("*.json")).read_bytes())
        if name == "litellm":
            payload["claude-opus-5-5"]["input_cost_per_token"] *= 1.5
        server.parts[f"/{name}{FEED[name].paths[0]}"] = payload
    return {address_variable(FEED[name]): f"{server.origin}/{name}" for name in FEEDS}


async def scene(origin: str, environ: dict[str, str], visitors: int, seconds: float, think: float) -> None:
    watch, done = Watch(), asyncio.Event()
    everybody = [asyncio.create_task(visitor(origin, watch, think, done)) for _ in range(visitors)]
    await asyncio.sleep(seconds)
    begun = time.perf_counter() - seconds * 0.6  # the ramp of the start is not counted
    asked = time.perf_counter()
    refresh = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "cli.py"), "catalog", "refresh", *FEEDS, "--format", "json",
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    out, _ = await refresh.communicate()
    published = time.perf_counter()
    version = json.loads(out)["version"]
    picked_up = None
    while picked_up is None and time.perf_counter() - published < 60:
        await asyncio.sleep(0.2)
        if await asyncio.to_thread(healthy_version, origin) == version:
            picked_up = time.perf_counter() - published
    await asyncio.sleep(seconds)
    done.set()
    ended = time.perf_counter()
    await asyncio.gather(*everybody)
    async with session(origin) as socket:
        afterwards = await catalog_of(socket)
    print(
        f"refresh: exit {refresh.returncode}, {published - asked:.1f} s; the app had the new catalog after {picked_up or float('nan'):.1f} s more"
    )
    print(watch.line("before", begun, asked))
    print(watch.line("during", asked, published + (picked_up or 0)))
    print(watch.line("after", published + (picked_up or 0), ended))
    print(f"failed: {watch.failed} of {len(watch.taken) + watch.failed}")
    print(f"catalogs read by those who began before: {', '.join(sorted(watch.versions))}; by who begins afterwards: {afterwards}")
    wrong = watch.failed or len(watch.versions) != 1 or version in watch.versions or afterwards != version or refresh.returncode
    print("nobody was disturbed" if not wrong else "SOMEBODY WAS DISTURBED")
    raise SystemExit(1 if wrong else 0)


def healthy_version(origin: str) -> str:
    with urllib.request.urlopen(f"{origin}/healthz", timeout=30) as answer:
        return str(json.load(answer)["catalog"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20, help="before and after the refresh")
    parser.add_argument("--think", type=float, default=5, help="mean seconds between two changes of one visitor")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, feed_server() as feeds:
        path = current_file(data_dir())
        shutil.copy2(path, Path(folder) / path.name)
        point(Path(folder), path.name)
        os.environ["WEIGHBRIDGE_DATA"] = folder
        environ = {**os.environ, **play_feeds(feeds)}
        with running_server() as origin:
            asyncio.run(scene(origin, environ, given.visitors, given.seconds, given.think))


if __name__ == "__main__":
    main()
