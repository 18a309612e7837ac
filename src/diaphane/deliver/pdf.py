"""An answer as a report on one page of A4, for people to read and file: doubts first, then the
answer, its pictures and figures, what a person decided, and where it all came from.

It names no patient: no name, number, date of birth or UID, and not the file that was read. Whatever
does not fit is cut, with words that say so and the place where the whole is. The same answer and
language are the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from ..card import Calibration
from ..io.uids import SHORT
from ..io.write import write_bytes
from ..pixels.page import Colour
from ..words import DISCLAIMER, DO_NOT_KNOW, DRAWN
from .answer import Answer
from .panels import panels
from .sentences import Language, in_language, say, sentences
from .sheet import (
    AMBER,
    FAINT,
    HEIGHT,
    INK,
    MARGIN,
    PALE,
    RED,
    ROOM,
    TROUGH,
    WIDTH,
    Sheet,
    Style,
)

TITLE, HEAD, LARGE = Style(15, INK, bold=True), Style(8, FAINT, bold=True), Style(14, bold=True)
BODY, SMALL, WARN = Style(9), Style(7.5, FAINT), Style(11, RED, bold=True)
DOUBT = Style(9.5, AMBER)
GAP = 8.0
"""Between blocks."""
SWATCH = 14.0
"""From the margin to words beside a colour."""
TALLEST, LOWEST = 250.0, 110.0
"""Points of a picture's height."""
SHRINKING = (1.0, 0.7, 0.5, 0.35)
"""Shares of `Room` that are tried, until the pictures have room, too."""
BETWEEN: Mapping[Language, tuple[str, str, str]] = {
    "en": (", ", "; ", ": "),
    "zh-Hant": ("、", "；", "："),
    "zh-Hans": ("、", "；", "："),
    "vi": (", ", "; ", ": "),
}
"""What stands between the parts of a list, small ones and large ones, and before a value."""


@dataclass(frozen=True)
class Room:
    """Lines that each part may take; more are cut, and it is said."""

    doubts: int = 10
    could_be: int = 4
    classes: int = 10
    measures: int = 12
    notes: int = 8
    decision: int = 8
    provenance: int = 6

    def shrunk(self, share: float) -> Room:
        """The same with fewer lines, at least two of each part."""
        return Room(*(max(2, round(n * share)) for n in astuple(self)))


@dataclass(frozen=True)
class Block:
    """A part of the page."""

    height: float
    draw: Callable[[Sheet], None]


def write_pdf(path: Path, answer: Answer, *, language: Language = "en") -> tuple[str, ...]:
    """Write the report. Raises `CannotWrite`, and `MissingPackage` without the extra `serve`."""
    write_bytes(path, report(answer, language))
    return ()


def report(answer: Answer, language: Language = "en") -> bytes:
    """The file's bytes."""
    sheet = Sheet(title=say("report.title", "en"), simplified=language == "zh-Hans")
    for share in SHRINKING:
        above, below = parts(sheet, answer, language, Room().shrunk(share))
        left = HEIGHT - 2 * MARGIN - footing(sheet, language) - taken(above) - taken(below)
        if left >= LOWEST:
            break
    place(sheet, above)
    pictures(sheet, answer, language, min(TALLEST, left))
    place(sheet, below)
    foot(sheet, language)
    return sheet.done()


def parts(
    sheet: Sheet, answer: Answer, language: Language, room: Room
) -> tuple[list[Block], list[Block]]:
    """What stands above the pictures, and what below."""
    return [
        heading(sheet, answer, language),
        doubts(sheet, answer, language, room),
        named(sheet, answer, language, room),
    ], [
        bars(sheet, answer, language, room),
        measures(sheet, answer, language, room),
        notes(sheet, answer, language, room),
        decision(sheet, answer, language, room),
        provenance(sheet, answer, language, room),
    ]


def taken(blocks: Sequence[Block]) -> float:
    """Points that blocks take, with what is between them."""
    return sum(block.height + GAP for block in blocks if block.height)


def place(sheet: Sheet, blocks: Sequence[Block]) -> None:
    """Draw blocks one below the other; empty ones take no room."""
    for block in blocks:
        if block.height:
            block.draw(sheet)
            sheet.y += GAP


def heading(sheet: Sheet, answer: Answer, language: Language) -> Block:
    """What this is, and what it is not for."""
    warnings = [DISCLAIMER, *([DRAWN[answer.card.task]] if answer.card.task in DRAWN else [])]
    between = BETWEEN[language][1]
    lines = sheet.wrapped(between.join(in_language(one, language) for one in warnings), WARN)

    def draw(page: Sheet) -> None:
        page.line(say("report.title", language), TITLE)
        page.lines(lines, WARN)

    return Block(TITLE.step + WARN.step * len(lines), draw)


def doubts(sheet: Sheet, answer: Answer, language: Language, room: Room) -> Block:
    """Why the answer may be worth nothing, in a box of its own."""
    said = [f"! {in_language(one, language)}" for one in answer.result.doubts]
    found = said or [say("report.no-doubts", language)]
    style = DOUBT if said else SMALL
    lines = cut(sheet, found, style, room.doubts, language, width=ROOM - 2 * GAP)
    height = HEAD.step + style.step * len(lines) + GAP

    def draw(page: Sheet) -> None:
        if said:
            page.box(MARGIN, page.y, (ROOM, height), PALE)
        page.y += GAP / 2
        page.line(say("report.doubts", language), HEAD, left=MARGIN + GAP)
        page.lines(lines, style, left=MARGIN + GAP)
        page.y += GAP / 2

    return Block(height, draw)


def named(sheet: Sheet, answer: Answer, language: Language, room: Room) -> Block:
    """The answer in large letters, and the classes that cannot be ruled out."""
    large = cut(sheet, [headline(answer, language)], LARGE, 2, language)
    lines = cut(sheet, could_be(answer, language), BODY, room.could_be, language)

    def draw(page: Sheet) -> None:
        page.lines(large, LARGE)
        page.lines(lines, BODY)

    return Block(LARGE.step * len(large) + BODY.step * len(lines), draw)


def headline(answer: Answer, language: Language) -> str:
    """The class named and its probability, the classes found, or what was made."""
    result, card = answer.result, answer.card
    if card.task == "classify":
        if result.label is None:
            return in_language(DO_NOT_KNOW, language)
        return f"{title(answer, result.label, language)} {result.probabilities[result.label]:.1%}"
    if card.task == "segment":
        found = [name for name in card.names if result.measures.get(f"{name}_share")]
        titles = BETWEEN[language][0].join(title(answer, name, language) for name in found)
        return pair("found", titles, language) if found else say("report.nothing", language)
    assert result.image is not None, "a model that draws answers with a picture"
    if card.task == "enhance":
        return say("report.enlarged", language, n=card.scale)
    way = " → ".join(in_language(one, language) for one in card.domains)
    return pair("translated", way, language) if way else say("report.translated", language)


def pair(key: str, value: object, language: Language) -> str:
    """A word of the report, and what there is of it."""
    return f"{say(f'report.{key}', language)}{BETWEEN[language][2]}{value}"


def title(answer: Answer, name: str, language: Language) -> str:
    return in_language(answer.card.title(name), language)


def could_be(answer: Answer, language: Language) -> list[str]:
    """The conformal set and its promise."""
    result, trust = answer.result, answer.card.calibration or Calibration()
    if not result.possible:
        return []
    titles = BETWEEN[language][0].join(title(answer, name, language) for name in result.possible)
    promise = say("report.coverage", language, coverage=f"{trust.coverage:.0%}")
    return [pair("could-be", titles, language), *([promise] if trust.thresholds else [])]


def pictures(sheet: Sheet, answer: Answer, language: Language, height: float) -> None:
    """The panels side by side, as high as there is room for, each under its caption."""
    found = panels(answer, language)
    room = (ROOM - GAP * (len(found) - 1)) / len(found)
    tallest = height - SMALL.step - GAP
    drawn = 0.0
    for k, (caption, picture) in enumerate(found.items()):
        left = MARGIN + k * (room + GAP)
        rows, columns = picture.shape[:2]
        scale = min(room / columns, tallest / rows)
        size = (columns * scale, rows * scale)
        sheet.picture(picture, left, sheet.y + SMALL.step, size)
        sheet.line(shortened(sheet, caption, SMALL, room), SMALL, left=left, y=sheet.y)
        drawn = max(drawn, size[1])
    sheet.y += SMALL.step + drawn + GAP


def bars(sheet: Sheet, answer: Answer, language: Language, room: Room) -> Block:
    """A bar for each class, the likeliest first."""
    result, card = answer.result, answer.card
    if not result.probabilities:
        return Block(0, lambda page: None)
    head = "report.probabilities" if card.calibration else "report.raw"
    if result.out_of_reach:
        return text_block(
            sheet, say(head, language), [say("report.out-of-reach", language)], language, most=2
        )
    ordered = sorted(result.probabilities.items(), key=lambda item: -item[1])
    rest = len(ordered) - room.classes
    more = [say("report.more", language, n=rest)] if rest > 0 else []
    step = 14.0

    def draw(page: Sheet) -> None:
        page.line(say(head, language), HEAD)
        for name, p in ordered[: room.classes]:
            bar(page, answer, name, p, language)
            page.y += step
        page.lines(more, SMALL)

    height = HEAD.step + step * len(ordered[: room.classes]) + SMALL.step * len(more)
    return Block(height, draw)


def bar(page: Sheet, answer: Answer, name: str, p: float, language: Language) -> None:
    """One bar, in the colour of the card."""
    left, room = MARGIN + 0.32 * ROOM, 0.56 * ROOM
    colour: Colour = next(one.colour for one in answer.card.classes if one.name == name)
    words = shortened(page, title(answer, name, language), BODY, left - MARGIN - GAP)
    page.line(words, BODY, y=page.y)
    page.box(left, page.y + 2, (room, 8), TROUGH)
    page.box(left, page.y + 2, (room * p, 8), colour)
    page.line(f"{p:.1%}", BODY, left=left + room + GAP, y=page.y)


def measures(sheet: Sheet, answer: Answer, language: Language, room: Room) -> Block:
    """Each with its unit; those of a class beside its colour."""
    head, found = say("report.measures", language), answer.result.measures
    if answer.card.task != "segment":
        said = [measured(key, value, language) for key, value in found.items()]
        return text_block(sheet, head, said, language, most=room.measures)
    colours = [one.colour for one in answer.card.classes]
    said = [of_class(answer, name, language) for name in answer.card.names]
    lines = [cut(sheet, [one], BODY, 3, language, width=ROOM - SWATCH) for one in said]
    shown = lines[: max(1, room.measures // 3)]
    more = len(lines) - len(shown)
    rest = [say("report.more", language, n=more)] if more else []

    def draw(page: Sheet) -> None:
        page.line(head, HEAD)
        for colour, own in zip(colours, shown, strict=False):
            page.box(MARGIN, page.y + 1.5, (8, 8), colour)
            page.lines(own, BODY, left=MARGIN + SWATCH)
        page.lines(rest, BODY)

    return Block(HEAD.step + BODY.step * (sum(map(len, shown)) + len(rest)), draw)


def of_class(answer: Answer, name: str, language: Language) -> str:
    """A class, and all that was measured of it."""
    own = {
        key.removeprefix(f"{name}_"): value
        for key, value in answer.result.measures.items()
        if key.startswith(f"{name}_")
    }
    said = BETWEEN[language][1].join(measured(key, one, language) for key, one in own.items())
    return f"{title(answer, name, language)}   {said}"


def measured(key: str, value: float, language: Language) -> str:
    """A measure in words; one that has none by its key."""
    number = f"{value:.2%}" if key == "share" else figure(value)
    known = f"measure.{key}" in sentences()
    return say(f"measure.{key}", language, value=number) if known else f"{key}: {number}"


def figure(value: float) -> str:
    """With three digits, or all those before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def notes(sheet: Sheet, answer: Answer, language: Language, room: Room) -> Block:
    """What was done that a person should know, but for what stands above."""
    said = [one for one in answer.result.notes if one not in DRAWN.values()]
    found = [in_language(one, language) for one in said]
    head = say("report.notes", language)
    return text_block(sheet, head, found, language, most=room.notes, style=SMALL)


def decision(sheet: Sheet, answer: Answer, language: Language, room: Room) -> Block:
    """Who decided what, or that nobody did."""
    head, made = say("report.decision", language), answer.decision
    if made is None:
        return text_block(sheet, head, [say("report.no-decision", language)], language, most=1)
    who = BETWEEN[language][0].join(filter(None, (made.person, made.organisation)))
    named_by = made.label and title(answer, made.label, language)
    said = [
        f"{say(f'report.{made.verdict}', language)}  {who}  {made.when.isoformat(' ', 'seconds')}",
        *([say("report.class-named", language, **{"class": named_by})] if named_by else []),
        *([made.note] if made.note else []),
    ]
    return text_block(sheet, head, said, language, most=room.decision)


def provenance(sheet: Sheet, answer: Answer, language: Language, room: Room) -> Block:
    """What made the answer, of what, when: hashes by their first digits, and no UID."""
    facts, card = answer.result.provenance, answer.card
    hashes = {
        name: str(facts[key])[:SHORT]
        for name, key in (("model-hash", "model_sha256"), ("input-hash", "input_sha256"))
        if facts.get(key)
    }
    versions = ", ".join(f"{name} {one}" for name, one in facts.get("versions", {}).items())
    told = {
        "model": card.name,
        **hashes,
        "time": str(facts.get("time", "")),
        "runtime": " ".join(str(facts[k]) for k in ("runtime", "precision") if facts.get(k)),
        "versions": versions,
    }
    line = BETWEEN[language][1].join(pair(k, v, language) for k, v in told.items() if v)
    use = pair("intended-use", card.intended_use, language)
    head = say("report.provenance", language)
    return text_block(sheet, head, [line, use], language, most=room.provenance, style=SMALL)


def text_block(
    sheet: Sheet,
    head: str,
    texts: Sequence[str],
    language: Language,
    *,
    most: int,
    style: Style = BODY,
) -> Block:
    """Sentences under a heading; nothing where there are none."""
    lines = cut(sheet, texts, style, most, language)

    def draw(page: Sheet) -> None:
        page.line(head, HEAD)
        page.lines(lines, style)

    return Block(HEAD.step + style.step * len(lines) if lines else 0, draw)


def cut(
    sheet: Sheet,
    texts: Sequence[str],
    style: Style,
    most: int,
    language: Language,
    *,
    width: float = ROOM,
) -> list[str]:
    """Texts in at most so many lines; where they are more, the last line says so."""
    lines: list[str] = []
    for k, text in enumerate(texts):
        own, rest = sheet.wrapped(text, style, width), len(texts) - k - 1
        if len(lines) + len(own) <= most - (rest > 0):
            lines += own
        elif k == 0:
            lines = [*own[: max(1, most - 1 - (rest > 0))], say("report.cut", language)]
            return [*lines, *([say("report.more", language, n=rest)] if rest else [])]
        else:
            return [*lines, say("report.more", language, n=rest + 1)]
    return lines


def shortened(sheet: Sheet, text: str, style: Style, width: float) -> str:
    """The first line of it, with dots where there are more."""
    lines = sheet.wrapped(text, style, width - style.size)
    return lines[0] if len(lines) == 1 else f"{lines[0]} …"


def footing(sheet: Sheet, language: Language) -> float:
    """Points that the foot needs."""
    return SMALL.step * (1 + len(sheet.wrapped(say("report.no-glyph", language), SMALL)))


def foot(sheet: Sheet, language: Language) -> None:
    """The warning again, where the page ends; and what became of letters without a font."""
    lines = [in_language(DISCLAIMER, language)]
    if sheet.lost:
        lines = [*sheet.wrapped(say("report.no-glyph", language), SMALL), *lines]
    y = HEIGHT - MARGIN - SMALL.step * len(lines)
    for k, text in enumerate(lines):
        left = (WIDTH - sheet.width(text, SMALL)) / 2
        sheet.line(text, SMALL, left=left, y=y + k * SMALL.step)
