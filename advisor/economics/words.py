"""The finding of a study in sentences, made where the numbers are made; and why one might run a model at a loss."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.economics.drivers import Meeting
from advisor.economics.lines import OnMachines
from advisor.economics.scenario import Scenario
from advisor.economics.study import Entry, Study
from advisor.numbers import compact, count, share, usd, usd_a_month
from catalog.schema import Deployment

RARELY = 0.01
"""Share of draws below which "never" is not worth a word."""
BOUNDARIES = {
    "any_provider": "any provider",
    "no_retention": "no retention",
    "own_cloud_tenant": "own cloud",
    "own_premises": "own premises",
    "air_gapped": "air-gapped",
}


@dataclass(frozen=True)
class Reason:
    """Why one might run it oneself although it costs more; `asked` where the needs ask for it."""

    title: str
    sentence: str
    asked: bool


@dataclass(frozen=True)
class Finding:
    """The conclusion, and what stands beneath it in smaller type; both empty where there are not two lines to compare."""

    conclusion: str
    detail: str


def finding(s: Study) -> Finding:
    """Where the two lines meet and against which others they do; then how sure that is, and what it costs today."""
    if s.own is None or s.sold is None:
        return Finding("", "")
    own, sold, m = s.entries[s.own], s.entries[s.sold], s.meeting
    if m is None:
        unknown = f"Nobody publishes how much {own.name} carries on {_machine(own)}, so no break-even is claimed: its line is level, at the GPUs planned with for your load."
        return Finding(unknown, _today(s, own, sold))
    conclusion = [_meets(s, m, own, sold), _others(s, own)]
    detail = [_why_never(m), _how_sure(m), _earlier(m), _elsewhere(s), _today(s, own, sold)]
    return Finding(_text(conclusion), _text(detail))


def _text(sentences: list[str]) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def full(entry: Entry) -> str:
    """Model and place: "gpt-oss-120b (rented at Lambda, H100 SXM5)"."""
    return f"{entry.name} ({entry.place})"


def _called(e: Entry, own: Entry) -> str:
    """A line that is sold, as a sentence about the machines calls it."""
    same = e.line.option.model.id == own.line.option.model.id
    return f"the same model at {e.place}" if same else f"{e.name} at {e.place}"


def _meets(s: Study, m: Meeting, own: Entry, sold: Entry) -> str:
    one, other = full(own), _called(sold, own)
    when = "At today’s prices" if s.scenario == Scenario() else "With these settings"
    if m.volume is None:
        if m.first is not None:
            return (
                f"{when} {one} is cheaper than {other} only at some volumes from {count(m.first)} requests a month on, and never stays so."
            )
        return f"{when} {one} never undercuts {other}{_within(m)}."
    if m.volume <= 1:
        return f"{when} {one} costs less than {other} at any volume{_within(m)}."
    return f"{one} undercuts {other} above {count(m.volume)} requests a month{_band(m)}."


def _within(m: Meeting) -> str:
    return f" within the {count(m.reach)} requests a month that it serves" if m.each_own is None else ""


def _band(m: Meeting) -> str:
    if m.low is None:
        return ""
    if m.high is not None:
        return f", somewhere between {count(max(m.low, 1.0))} and {count(m.high)}"
    return f", at the earliest above {count(max(m.low, 1.0))}"


def _why_never(m: Meeting) -> str:
    if m.volume is not None or m.each_own is None:
        return ""
    if m.each_own >= m.each_sold:
        return f"One more request costs {usd(m.each_own)} on machines that are full, and {usd(m.each_sold)} at the seller: no volume makes up for that."
    return f"The lines do not meet below {count(m.reach)} requests a month."


def _how_sure(m: Meeting) -> str:
    """What the draws say beyond the interval."""
    drawn = "With prices, staff, thinking and throughput drawn inside their ranges"
    if m.volume is None:
        happens = 1 - m.never_share
        return f"{drawn} it does in {share(happens)} of the cases." if happens else f"{drawn} it does in none of the cases."
    if m.never_share >= RARELY:
        return f"{drawn} it never does in {share(m.never_share)} of the cases."
    return (
        "The interval holds 80% of the cases with prices, staff, thinking and throughput drawn inside their ranges." if m.volume > 1 else ""
    )


def _earlier(m: Meeting) -> str:
    if m.first is None or m.volume is None or m.first > 0.95 * m.volume:
        return ""
    return f"Between two steps it is already cheaper from {count(m.first)} on, until the next machine is added."


def _elsewhere(s: Study) -> str:
    """Another GPU type of the same option that would change the conclusion."""
    found = s.other_hardware
    if found is None:
        return ""
    gpu, volume = found
    return f"On {gpu} instead it would {'at any volume' if volume <= 1 else f'above {count(volume)}'}."


def _others(s: Study, own: Entry) -> str:
    """What the machines do against the other lines that are sold: one sentence."""
    never, above, always = [], [], []
    for n, m in s.meetings.items():
        if n == s.sold:
            continue
        name = _called(s.entries[n], own)
        if m.volume is None:
            never.append(name)
        elif m.volume <= 1:
            always.append(name)
        else:
            above.append(f"{name} above {count(m.volume)}")
    verbs = (("undercuts", above, ""), ("costs less than", always, " at any volume"), ("never undercuts", never, ""))
    parts = [f"{verb} {_and(names, 'or' if verb.startswith('never') else 'and')}{tail}" for verb, names, tail in verbs if names]
    return f"It {_and(parts)}." if parts else ""


def _and(parts: list[str], last: str = "and") -> str:
    return ", ".join(parts[:-1]) + f" {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _today(s: Study, own: Entry, sold: Entry) -> str:
    """What both cost at the stated volume, and which of them is there to measure by only."""
    volume, seller = count(s.stated), _called(sold, own)
    mine, theirs = own.bill.total(0)[1], sold.bill.total(0)[1]
    if not own.serves:
        words = f"It does not serve your {volume} requests a month; with {seller} they cost {usd_a_month(theirs)}."
    elif theirs > 0 and mine > 1.5 * theirs:
        words = (
            f"At your {volume} requests a month it costs {usd_a_month(mine)}, {compact(mine / theirs)} times the {usd(theirs)} of {seller}."
        )
    else:
        words = f"At your {volume} requests a month it costs {usd_a_month(mine)}, {seller} {usd(theirs)}."
    for e, name in ((sold, seller), (own, full(own))):
        if e.fails:
            words += f" {name[:1].upper()}{name[1:]} does not pass “{e.fails[0]}” and is there to measure by."
    return words


def _machine(entry: Entry) -> str:
    return entry.line.machine.gpu.name if isinstance(entry.line, OnMachines) else ""


def dearer(s: Study) -> bool:
    """Whether the machines cost more than the line they are set against, at the stated volume."""
    if s.own is None or s.sold is None:
        return False
    return s.entries[s.own].bill.total(0)[1] > s.entries[s.sold].bill.total(0)[1]


def reasons(s: Study) -> list[Reason]:
    """Data boundary, tuned weights, latency: what running it oneself buys besides money."""
    if s.own is None:
        return []
    own, needs = s.entries[s.own], s.decision.needs
    way = own.line.option.deployment
    farthest = {
        Deployment.SELF_HOST_ON_PREM: "own premises, and air-gapped",
        Deployment.LOCAL_WORKSTATION: "own premises, and air-gapped",
        Deployment.SELF_HOST_CLOUD_GPU: "own cloud",
    }.get(way, "no retention")
    asked = needs.privacy.boundary in ("own_cloud_tenant", "own_premises", "air_gapped")
    boundary = (
        f"You allow data as far as “{BOUNDARIES[needs.privacy.boundary]}”; this way of running meets boundaries up to “{farthest}”."
        if asked
        else f"It meets boundaries up to “{farthest}”: no model vendor sees a prompt. You ask for “{BOUNDARIES[needs.privacy.boundary]}”, which services meet too."
    )
    tuning = needs.fine_tuning
    wants = tuning.need != "none" or tuning.must_own_weights
    weights = "You keep the weights: tuned once, frozen as long as you like, and retired by nobody."
    if wants:
        weights += " You ask for tuning" + (" and for weights that you own." if tuning.must_own_weights else ".")
    return [
        Reason("Data boundary", boundary, asked),
        Reason("Tuned weights", weights, wants),
        _latency(s, own),
    ]


def _latency(s: Study, own: Entry) -> Reason:
    speed = s.decision.needs.speed
    asked = speed.min_output_tokens_per_s is not None or speed.max_time_to_first_token_s is not None
    f, i = s.decision.figures, own.line.i
    rate, first = float(f.tokens_per_s[i]), float(f.first_token_s[i])
    said = (
        f"Planned for {compact(rate)} tokens/s per answer and {compact(first)} s to the first token, on machines that nobody else loads; "
        "the shared services read here publish no such figure."
        if rate == rate
        else "Nobody else loads the machines; how fast they are is unknown before it is measured."
    )
    limits = []
    if speed.min_output_tokens_per_s is not None:
        limits.append(f"{compact(speed.min_output_tokens_per_s)} tokens/s at the least")
    if speed.max_time_to_first_token_s is not None:
        limits.append(f"{compact(speed.max_time_to_first_token_s)} s to the first token at the most")
    return Reason("Latency", said + (f" You ask for {_and(limits)}." if limits else ""), asked)


def starting(s: Study) -> list[str]:
    """What machines that are not always on mean for those who wait, one sentence per way of running; empty where all always run."""
    running, out = s.scenario.running, []
    lines = [e for e in s.entries if isinstance(e.line, OnMachines) and e.line.rented]
    if running == "always" or not lines:
        return []
    hours, start = s.scenario.window_hours, s.scenario.start_minutes
    peak = s.decision.needs.volume.peak_to_average
    if running == "window":
        words = f"Rented GPUs run {compact(hours)} hours a day, started {compact(start)} minutes before."
        if hours < 24:
            words += " What arrives outside waits until they open."
        if s.scenario.squeezed(peak) > 1:
            words += f" All requests in {compact(hours)} hours raise the peak from {compact(peak)} to {compact(24 / hours)} times the daily mean, so more machines are needed."
        return [words]
    for e in lines:
        waiting = float(e.bill.waiting[0])
        out.append(
            f"{full(e)}: {share(waiting)} of the requests wait up to {compact(start)} minutes for a machine to start; no spare stands by."
        )
    limit = s.decision.needs.speed.max_time_to_first_token_s
    if limit is not None and limit < start * 60:
        out.append(f"That breaks your limit of {compact(limit)} s to the first token for those who wait.")
    return out
