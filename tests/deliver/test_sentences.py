"""Every sentence that an answer can carry has an entry in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from diaphane import load
from diaphane.data.phantom import SAID as SAID_OF_PHANTOMS
from diaphane.decision import EDITED
from diaphane.deliver.sentences import BY_KEY, LANGUAGES, PLACE, in_language, known, say, sentences
from diaphane.image import Image
from diaphane.infer.find import shipped
from diaphane.infer.model import read_card
from diaphane.pixels.histogram import TISSUES
from diaphane.recipes import RECIPES
from diaphane.words import DISCLAIMER, DO_NOT_KNOW, DRAWN

SOURCE = Path(__file__).parents[2] / "src" / "diaphane"
PLACES = (
    *("tasks/*.py", "infer/*.py", "infer/classic/*.py", "io/*.py", "pixels/*.py", "deliver/*.py"),
    *("data/records.py", "data/table.py", "data/phantom*.py"),
)
"""Where sentences are made."""
TELLERS = ("note", "add")
LISTS = ("notes", "doubts", "found")
NAMES = ("note", "notes", "made", "HEARD")
KEYWORDS = ("notes", "doubts", "warnings", "nothing", "blank")
FUNCTIONS = (
    *("notes_on_input", "doubts_on_input", "depth_note", "possible_classes", "unlike", "undecided"),
    *("how", "window_for", "plane", "losses", "in_our_words", "signed", "no_dicom"),
)
"""All that is said in these is said to a person."""
EXAMPLES = {
    "{name} {chosen} of {count}{middle} was read": [
        "slice 3 of 9 was read",
        "slice 5 of 9 (the middle) was read",
        "frame 3 of 9 was read",
        "frame 5 of 9 (the middle) was read",
    ],
    "{black_and_white(prepared.limits, image.units)} ({reason})": [
        "black is -160 and white 240 HU (the file's own window)",
        "black is 0 and white 3.5e+03 (percentiles: the file has no window)",
    ],
    "{DRAWN[card.task]}: {how}, by {card.name}": [
        f"{DRAWN['enhance']}: 4 times as fine as it was taken, by sr-x4",
        f"{DRAWN['translate']}: translated from photo to vangogh, by van-gogh",
        f"{DRAWN['translate']}: translated to another domain, by x",
    ],
    "places were hidden in {chosen.name}; heat is what the log-odds lost": [
        "places were hidden in the image's mean colour; heat is what the log-odds lost",
    ],
    "{n} small part of {card.title(name)} were left out": [],
    "{n} small parts of {card.title(name)} was left out": [],
    "{n} small part of {card.title(name)} was left out": ["1 small part of lungs was left out"],
    "translated at {columns} x {rows} and brought back to the image's size{lost}": [
        "translated at 68 x 60 and brought back to the image's size",
        "translated at 68 x 60 and brought back to the image's size; detail finer than that is "
        "lost",
    ],
    "too small for the words {words!r}, which stand in the file's text alone": [
        f"too small for the words {DRAWN['enhance']!r}, which stand in the file's text alone",
    ],
    "this is a {SAID}": [f"this is a {SAID_OF_PHANTOMS}"],
    "{s} times as fine as it was taken": [],
    "{done[card.task]} by {card.name}": [],
    "enlarged {card.scale} times": [],
    "translated {way(card)}": [],
}
"""Of sentences whose parts are known only when they are said; none of what nobody reads here."""
NO_SENTENCES = (
    *("the file's own window", "percentiles: the file has no window", " (the middle)"),
    "; detail finer than that is lost",
)
"""Parts of those above."""


def made() -> dict[str, str]:
    """Every sentence in the source, as a template, and where it stands."""
    found: dict[str, str] = {}
    for pattern in PLACES:
        for path in sorted(SOURCE.glob(pattern)):
            tree = ast.parse(path.read_text())
            words = constants(tree)
            for node in tellings(tree):
                for text in texts(node, words):
                    if " " in text.strip() and text not in NO_SENTENCES:
                        found[text] = f"{path.relative_to(SOURCE)}:{node.lineno}"
    return found


def constants(tree: ast.Module) -> dict[str, str]:
    """Sentences that have a name in the module."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def tellings(tree: ast.Module) -> Iterator[ast.expr]:
    """Expressions in which something is said to a person."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and tells(node.func):
            yield from node.args
        elif isinstance(node, ast.keyword) and node.arg in KEYWORDS:
            yield node.value
        elif isinstance(node, ast.FunctionDef) and node.name in FUNCTIONS:
            yield from said_in(node)
        elif isinstance(node, ast.Assign) and named(node.targets[0]) in NAMES:
            yield from node.value.values if isinstance(node.value, ast.Dict) else [node.value]


def tells(func: ast.expr) -> bool:
    if isinstance(func, ast.Attribute) and func.attr in ("append", "extend", "add"):
        return named(func.value) in LISTS
    return named(func) in TELLERS


def named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def said_in(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Assign) and node.value is not None:
            yield node.value


def texts(node: ast.expr, words: dict[str, str]) -> Iterator[str]:
    """Strings in an expression; of f-strings every way in which they can turn out."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        for parts in product(*(list(part(value, words)) for value in node.values)):
            yield "".join(parts)
    elif isinstance(node, ast.Name) and node.id in words:
        yield words[node.id]
    elif not isinstance(node, ast.Lambda | ast.Subscript | ast.Compare):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr) and not isinstance(child, ast.keyword):
                yield from texts(child, words)


def part(value: ast.expr, words: dict[str, str]) -> Iterator[str]:
    """A piece of an f-string: itself, the constant it names, both ends of a choice, or a place."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.FormattedValue):
        inner = value.value
        if isinstance(inner, ast.Name) and inner.id in words:
            yield words[inner.id]
        elif isinstance(inner, ast.IfExp):
            yield from (*texts(inner.body, words), *texts(inner.orelse, words))
        else:
            as_repr = "!r" if value.conversion == ord("r") else ""
            yield "{" + ast.unparse(inner) + as_repr + "}"


SAID = made()


@pytest.mark.parametrize("template", sorted(SAID))
def test_every_sentence_has_an_entry(template: str) -> None:
    examples = EXAMPLES.get(template, [re.sub(r"\{[^}]*\}", "7", template)])
    for example in examples:
        assert known(example), (
            f"{SAID[template]} says {example!r}, which has no entry; add one to "
            "src/diaphane/deliver/sentences.json in all languages"
        )


def test_examples_are_still_said() -> None:
    assert not set(EXAMPLES) - set(SAID)
    assert len(SAID) > 60


def test_not_everything_has_an_entry() -> None:
    for said in ("new: a doubt nobody translated", "a sentence", "image"):
        assert known(said) is None
        assert in_language(said, "vi") == said


def test_titles_have_entries() -> None:
    cards = [read_card(name) for name in shipped()] + [one.card for one in RECIPES.values()]
    titles = {c.title or c.name for card in cards for c in card.classes}
    titles |= {domain for card in cards for domain in card.domains}
    titles |= {tissue.name for tissue in TISSUES}
    missing = [title for title in sorted(titles) if known(title) is None]
    assert missing == []


def test_words_that_stand_everywhere_have_entries() -> None:
    for words in (DISCLAIMER, DO_NOT_KNOW, EDITED, *DRAWN.values()):
        assert in_language(words, "zh-Hant") != words


@pytest.mark.parametrize("one", sentences().values(), ids=list(sentences()))
def test_every_language_has_every_place(one: object) -> None:
    sentence = sentences()[getattr(one, "key", "")]
    for language in LANGUAGES:
        places = PLACE.findall(sentence.templates[language])
        assert sorted(places) == sorted(sentence.places), language
        assert sentence.templates[language].strip() == sentence.templates[language] != ""
    assert set(sentence.translated) <= set(sentence.places)


@pytest.mark.parametrize("key", [key for key in sentences() if not key.startswith(BY_KEY)])
def test_a_sentence_is_taken_for_itself(key: str) -> None:
    values = dict.fromkeys(sentences()[key].places, "7")
    found = known(say(key, "en", **values))
    assert found is not None
    assert found[0].templates["en"] == sentences()[key].templates["en"]


@pytest.mark.parametrize(
    ("said", "language", "wanted"),
    [
        ("slice 3 of 9 was read", "zh-Hant", "讀取了第 3 張切片，共 9 張"),
        ("nothing was found of: lungs, retinal vessel", "zh-Hans", "未发现：肺、视网膜血管"),
        ("nothing was found of: my organ", "vi", "không tìm thấy: my organ"),
        (
            "made for MR or CT images, and this one is CR",
            "zh-Hant",
            "此模型為 MR或CT 影像設計，而此影像為 CR",
        ),
        (
            "too unsure: the likeliest class, glioma, has 41%, and it takes 50%; no class is named",
            "vi",
            "chưa đủ chắc chắn: lớp có khả năng nhất, u thần kinh đệm, đạt 41%, cần ít nhất 50%; "
            "không nêu lớp nào",
        ),
        ("nobody ever says this {n}", "vi", "nobody ever says this {n}"),
        ("slice 3 of 9 was read", "en", "slice 3 of 9 was read"),
    ],
)
def test_in_another_language(said: str, language: str, wanted: str) -> None:
    assert in_language(said, next(one for one in LANGUAGES if one == language)) == wanted


@pytest.mark.parametrize("name", ["brain-tumor", "pneumonia-xray", "lungs-ct", "hippocampus"])
def test_what_shipped_models_say_of_odd_images(name: str) -> None:
    model = load(name)
    space = (9, 32, 32) if name in ("lungs-ct", "hippocampus") else (64, 64)
    noise = np.random.default_rng(0).integers(0, 4096, (1, *space)).astype(np.uint16)
    for pixels in (noise, np.zeros_like(noise)):
        result = model.predict(Image(pixels, "zyx" if len(space) == 3 else "yx"))
        for said in (*result.doubts, *result.notes):
            assert known(said), said
