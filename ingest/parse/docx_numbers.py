"""Word's automatic paragraph numbers, typed into the text: readers cite them, and no converter keeps them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT, _NUMBERING, _STYLES = "word/document.xml", "word/numbering.xml", "word/styles.xml"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_UNNUMBERED = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how it counts, and its pattern, such as `%1.%2`."""

    style: str
    pattern: str
    start: int


@dataclass(slots=True)
class _Counter:
    """Where the numbering of one list stands."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)

    def next_number(self, depth: int) -> str:
        level = self.levels[depth]
        self.counts[depth] = self.counts.get(depth, level.start - 1) + 1
        self.counts = {d: count for d, count in self.counts.items() if d <= depth}
        return re.sub(r"%(\d)", lambda found: self._shown(int(found[1]) - 1), level.pattern)

    def _shown(self, depth: int) -> str:
        level = self.levels.get(depth, _Level("decimal", "", 1))
        return _in_style(self.counts.get(depth, level.start), level.style)


def with_typed_numbers(data: bytes) -> bytes:
    """The same .docx, each automatically numbered paragraph beginning with its number as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if _NUMBERING not in parts:
        return data
    counters = _counters(_parsed(parts[_NUMBERING]))
    styled = _styled(_parsed(parts[_STYLES])) if _STYLES in parts else {}
    document = _parsed(parts[_DOCUMENT])
    for paragraph in document.iter(f"{_W}p"):
        _type_number(paragraph, counters, styled)
    parts[_DOCUMENT] = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return _zipped(parts)


def _parsed(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)  # noqa: S314 - expat bounds entity expansion, and nothing external is loaded


def _zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _value(element: ET.Element | None, path: str) -> str | None:
    found = None if element is None else element.find(path)
    return None if found is None else found.get(f"{_W}val")


def _counters(numbering: ET.Element) -> dict[str, _Counter]:
    """A counter for each list; lists of one definition count on together, as Word does."""
    shared = {
        abstract.get(f"{_W}abstractNumId"): _Counter(dict(_levels(abstract)))
        for abstract in numbering.iter(f"{_W}abstractNum")
    }
    counters = {}
    for number in numbering.iter(f"{_W}num"):
        counter = shared.get(_value(number, f"{_W}abstractNumId"))
        identity = number.get(f"{_W}numId")
        if counter and identity:
            restarts = number.find(f".//{_W}startOverride") is not None
            counters[identity] = _Counter(counter.levels) if restarts else counter
    return counters


def _levels(abstract: ET.Element) -> Iterator[tuple[int, _Level]]:
    for level in abstract.iter(f"{_W}lvl"):
        yield (
            int(level.get(f"{_W}ilvl", "0")),
            _Level(
                style=_value(level, f"{_W}numFmt") or "decimal",
                pattern=_value(level, f"{_W}lvlText") or "",
                start=int(_value(level, f"{_W}start") or 1),
            ),
        )


def _styled(styles: ET.Element) -> dict[str, tuple[str, int]]:
    """The list and depth that a paragraph style brings with it."""
    found = {}
    for style in styles.iter(f"{_W}style"):
        place = _place(style.find(f"{_W}pPr/{_W}numPr"))
        if place:
            found[style.get(f"{_W}styleId", "")] = place
    return found


def _place(properties: ET.Element | None) -> tuple[str, int] | None:
    number = _value(properties, f"{_W}numId")
    return (number, int(_value(properties, f"{_W}ilvl") or 0)) if number else None


def _type_number(
    paragraph: ET.Element, counters: dict[str, _Counter], styled: dict[str, tuple[str, int]]
) -> None:
    properties = paragraph.find(f"{_W}pPr")
    own = None if properties is None else properties.find(f"{_W}numPr")
    place = _place(own) or styled.get(_value(properties, f"{_W}pStyle") or "")
    counter = counters.get(place[0]) if place else None
    if properties is None or place is None or counter is None:
        return
    level = counter.levels.get(place[1])
    if level is None or level.style in _UNNUMBERED or not "".join(paragraph.itertext()).strip():
        return
    if own is not None:
        properties.remove(own)
    properties.append(_no_list())
    paragraph.insert(1, _run(f"{counter.next_number(place[1])} "))


def _no_list() -> ET.Element:
    properties = ET.Element(f"{_W}numPr")
    ET.SubElement(properties, f"{_W}ilvl", {f"{_W}val": "0"})
    ET.SubElement(properties, f"{_W}numId", {f"{_W}val": "0"})
    return properties


def _run(text: str) -> ET.Element:
    run = ET.Element(f"{_W}r")
    ET.SubElement(run, f"{_W}t", {_XML_SPACE: "preserve"}).text = text
    return run


def _in_style(number: int, style: str) -> str:
    if style in ("lowerLetter", "upperLetter"):
        shown = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif style in ("lowerRoman", "upperRoman"):
        shown = _roman(number)
    else:
        return f"{number:02}" if style == "decimalZero" else str(number)
    return shown.upper() if style.startswith("upper") else shown


def _roman(number: int) -> str:
    shown = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        shown += letters * count
    return shown
