"""Text from people and feeds, made harmless for the place where it is printed.

`clean` removes what no reader can see; `html_text`, `markdown_text` and `csv_cell` add what
their target needs. Whatever a report prints passes through one of them exactly once.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urlsplit

# C0 and C1 controls except tab and line feed; direction overrides and isolates that reorder what is
# read; invisible fillers; lone surrogates, which UTF-8 cannot carry; tag characters and non-characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")


def clean(text: object) -> str:
    """The text without control characters, bidirectional overrides and invisible fillers; line feeds and tabs stay."""
    return _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", str(text)))


def one_line(text: object) -> str:
    """`clean`, with every run of white space (line feeds too) as one space; narrow no-break spaces stay."""
    return re.sub(r"[ \t\n]+", " ", clean(text)).strip()


def html_text(value: object) -> str:
    """Escaped for an element or a quoted attribute. None is the word "unknown", never an empty place."""
    return html.escape(one_line("unknown" if value is None else value), quote=True)


def safe_url(url: object) -> str | None:
    """The address if it is http or https with a host, percent-encoded for an attribute or `<...>`; else None."""
    text = clean(url).strip() if url else ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # a bracket that is no IPv6 address
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return quote(text, safe=":/?#@!$&*+,;=%~-._")


UNBROKEN = re.compile(r"USD [\d.,]+\w*|(?:\d+ replicas of )?\d+ × [\w-]+")
"""Sums and counts that belong on one line: "USD 7.4k", "3 × H200"."""


def html_sentence(value: object) -> str:
    """`html_text` in which sums and counts do not break over two lines; the text itself is unchanged."""
    return UNBROKEN.sub(r'<span class="nw">\g<0></span>', html_text(value))


def html_link(label: object, url: object) -> str:
    """A link that opens elsewhere and passes nothing on; the bare label where the address is unusable."""
    address = safe_url(url)
    if address is None:
        return html_text(label)
    return f'<a href="{html.escape(address)}" rel="noopener noreferrer nofollow">{html_text(label)}</a>'


def markdown_text(value: object) -> str:
    """One line in which nothing is markup: no emphasis, link, image, HTML, table cell or list can start.

    Colons before slashes and the dot after "www" are escaped because many renderers link bare addresses.
    """
    text = one_line("unknown" if value is None else value)
    text = re.sub(r"([\\`*_\[\]<>|~&$^{}])", r"\\\1", text)
    text = text.replace("://", "\\://").replace("@", "\\@")
    text = re.sub(r"(?i)\bwww\.", lambda m: m.group()[:-1] + "\\.", text)
    text = re.sub(r"^([#=:!]|[+-](?!\d))", r"\\\1", text)
    return re.sub(r"^(\d+)([.)])(?!\d)", r"\1\\\2", text)


def markdown_link(label: object, url: object) -> str:
    """`[label](<address>)`, or the bare label where the address is unusable."""
    address = safe_url(url)
    return markdown_text(label) if address is None else f"[{markdown_text(label)}](<{address}>)"


def csv_cell(value: object) -> object:
    """A cell that no spreadsheet runs as a formula. Numbers stay numbers; None is an empty cell.

    A text that starts like a formula gets an apostrophe in front, which spreadsheets show as text.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    raw = str(value)
    text = clean(raw)
    if _NUMBER.fullmatch(text):
        return text
    starts_formula = raw.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if starts_formula else text
