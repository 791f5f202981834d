"""What a PDF of ours says and how it is tagged: enough of a reader for files of our own typesetter, nothing more."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Pdf:
    """`pages` as text, `outline` as (level, title) of bookmarks in order, `tags` as kinds of structure elements, `alts` as texts of pictures."""

    pages: tuple[str, ...]
    outline: tuple[tuple[int, str], ...]
    tags: frozenset[str]
    alts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def words(self) -> str:
        """The text on one line, without the places where long words may break."""
        return re.sub(r"[\s\u00a0]+", " ", self.text.replace("\u200b", ""))

    @property
    def letters(self) -> str:
        """The text without any white space: lines may end anywhere."""
        return squeezed(self.text)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00a0]+", "", text)


def read_pdf(file: bytes) -> Pdf:
    objects = {int(number): body for number, body in re.findall(rb"\n(\d+) 0 obj(.*?)\nendobj", file, re.DOTALL)}
    (kids,) = (re.search(rb"/Kids\[(.*?)\]", body) for body in objects.values() if b"/Type/Pages" in body)
    assert kids
    pages = []
    for number in re.findall(rb"(\d+) 0 R", kids[1]):
        page = objects[int(number)]
        contents, resources = (int(re.search(rb"/%s (\d+) 0 R" % key, page)[1]) for key in (b"Contents", b"Resources"))  # type: ignore[index]
        fonts = {
            name: _letters(objects, int(font))
            for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", objects[resources].partition(b"/Font")[2])
        }
        pages.append(_text(_stream(objects[contents]), fonts))
    outline = _titles(objects)
    tags = {tag.decode() for body in objects.values() for tag in re.findall(rb"/Type/StructElem/S/(\w+)", body)}
    alts = [alt for body in objects.values() for alt in _strings(b"Alt", body)]
    return Pdf(tuple(pages), tuple(outline), frozenset(tags), tuple(alts))


def _titles(objects: dict[int, bytes]) -> list[tuple[int, str]]:
    """Bookmarks from the top down, each before those beneath it."""
    root = next(body for body in objects.values() if b"/Type/Outlines" in body)
    found: list[tuple[int, str]] = []

    def walk(body: bytes, level: int) -> None:
        first = re.search(rb"/First (\d+) 0 R", body)
        number = int(first[1]) if first else None
        while number is not None:
            item = objects[number]
            (title,) = _strings(b"Title", item)
            found.append((level, title.replace("\u00a0", " ")))
            walk(item, level + 1)
            following = re.search(rb"/Next (\d+) 0 R", item)
            number = int(following[1]) if following else None

    walk(root, 1)
    return found


def _stream(body: bytes) -> bytes:
    return zlib.decompressobj().decompress(body.split(b"stream", 1)[1].lstrip(b"\r\n"))


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Text of each glyph of a font."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found
    letters = {}
    table = _stream(objects[int(found[1])])
    for glyph, text in re.findall(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.MULTILINE):
        letters[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return letters


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    """Strings between a text operator and the next; one line per text object."""
    said: list[str] = []
    letters: dict[int, str] = {}
    at = 0
    while at < len(content):
        if content[at : at + 1] == b"(" and letters:
            raw, at = _literal(content, at)
            said += [letters.get(int.from_bytes(raw[i : i + 2]), "\ufffd") for i in range(0, len(raw), 2)]
            continue
        font = re.compile(rb"/(f\d+) [\d.]+ Tf").match(content, at)
        if font:
            letters, at = fonts[font[1]], font.end()
            continue
        if content[at : at + 3] == b"ET\n":
            said.append("\n")
            letters = {}
        at += 1
    return "".join(said)


def _literal(content: bytes, start: int) -> tuple[bytes, int]:
    """The bytes of a string in parentheses, which may nest, and where it ends."""
    depth, at = 0, start
    while True:
        mark = content[at : at + 1]
        if mark == b"\\":
            at += 2
            continue
        depth += {b"(": 1, b")": -1}.get(mark, 0)
        at += 1
        if not depth:
            return _unescaped(content[start + 1 : at - 1]), at


def _unescaped(text: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        mark = found[1]
        return bytes([int(mark, 8)]) if mark.isdigit() else _ESCAPES.get(mark, mark)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text, flags=re.DOTALL)


def _strings(key: bytes, body: bytes) -> list[str]:
    """Values of a key: text in parentheses or in hexadecimal."""
    found = []
    for start in re.finditer(rb"/%s ?(?=[(<])" % key, body):
        at = start.end()
        raw = _literal(body, at)[0] if body[at : at + 1] == b"(" else bytes.fromhex(body[at + 1 : body.index(b">", at)].decode())
        found.append(raw.decode("utf-16") if raw.startswith((b"\xfe\xff", b"\xff\xfe")) else raw.decode("latin-1"))
    return found
