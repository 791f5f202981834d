"""Changes as an Atom feed (RFC 4287): ids that never change, absolute addresses, plain text only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from reports.changes import KINDS, Item, when
from reports.safe_text import one_line

NAMESPACE = "http://www.w3.org/2005/Atom"
FEED_ID = f"urn:uuid:{uuid5(NAMESPACE_URL, 'weighbridge:changes')}"
PAGE, FEED = "/what-changed", "/changes.atom"
MOST = 200
LONGEST_TITLE = 160


def feed(items: Iterable[Item], base: str, version: str, built_at: date) -> bytes:
    """The feed as UTF-8. `base` is the address of the deployment without a slash at its end; items without a day are left out."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}feed")
    dated = [item for item in items if item.on is not None][:MOST]
    newest = max((item.on for item in dated if item.on), default=built_at)
    _text(root, "id", FEED_ID)
    _text(root, "title", "Weighbridge: what changed")
    _text(root, "subtitle", f"Prices, models, limits, licences, terms and ends of AI models; catalog {version}")
    _text(root, "updated", _moment(max(newest, built_at)))
    _link(root, "self", f"{base}{FEED}", "application/atom+xml")
    _link(root, "alternate", f"{base}{PAGE}", "text/html")
    _text(ET.SubElement(root, f"{{{NAMESPACE}}}author"), "name", "Weighbridge")
    for item in dated:
        _entry(root, item, base)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def entry_id(item: Item) -> str:
    """The same for the same change in every catalog and on every deployment."""
    told = "\n".join(f"{part.field}\t{part.before}\t{part.after}" for part in item.parts)
    name = f"weighbridge:change:{item.kind}:{item.subject}:{item.on}:{item.condition}:{item.event}\n{told}"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _entry(root: ET.Element, item: Item, base: str) -> None:
    assert item.on is not None
    entry = ET.SubElement(root, f"{{{NAMESPACE}}}entry")
    sentence = one_line(item.sentence)
    _text(entry, "id", entry_id(item))
    _text(entry, "title", sentence if len(sentence) <= LONGEST_TITLE else sentence[: LONGEST_TITLE - 1] + "…")
    _text(entry, "updated", _moment(item.on))
    _link(entry, "alternate", f"{base}{PAGE}?{urlencode({'since': 'all', 'find': item.subject})}", "text/html")
    ET.SubElement(entry, f"{{{NAMESPACE}}}category", term=item.kind.value, label=KINDS[item.kind])
    origin = item.origin
    source = f" Source: {origin.said_by}{f', {origin.url}' if origin.url else ''}, {origin.date.isoformat()}." if origin else ""
    day = f" The day lies {when(item)}." if item.earliest else ""
    content = _text(entry, "content", f"{sentence}{day}{source}")
    content.set("type", "text")


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = one_line(text)
    return element


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{NAMESPACE}}}link", rel=rel, href=href, type=kind)


def _moment(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat().replace("+00:00", "Z")
