"""No call that runs a stranger's code or unpacks a stranger's archive, but where it is made safe.

What ruff has rules for, `make check` forbids (S102, S202, S301, S302, S307, S506, S602); here is
the rest, over the syntax trees of the whole package.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import diaphane

ROOT = Path(diaphane.__file__).parent

MODULES = {
    **dict.fromkeys(("pickle", "zipfile", "tarfile", "subprocess"), "code, archives, processes"),
    **dict.fromkeys(("marshal", "shelve", "dill", "joblib", "cloudpickle", "yaml"), "code"),
    **dict.fromkeys(("shutil.unpack_archive", "lzma", "bz2"), "archives"),
}
"""Modules that must not be imported, and what for."""

CALLS = ("eval", "exec", "compile", "__import__", "extractall", "unpack_archive")
"""Functions, or methods of any object, that must not be called."""

TENSORS = ("load_file", "safe_open", "load_state_dict_from_url")
"""How files of weights are read."""

SAFE = {
    "io/safe_archive.py": {"zipfile", "tarfile"},
    "learn/safe_weights.py": {"pickle", "load_file", "safe_open"},
    "learn/checkpoint.py": {"safe_open"},  # a training's own, with its place in the metadata
    "io/apart.py": {"subprocess"},
    "infer/bench.py": {"subprocess"},
    "serve/exported.py": {"zipfile"},  # writes one
    "serve/child.py": {"subprocess"},  # trainings
}
"""What each file may use after all."""


def unsafe(code: str) -> Iterator[str]:
    """The names of unsafe modules and calls in a module's code."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            if node.module in MODULES and not node.level:
                yield str(node.module)
        elif isinstance(node, ast.Call):
            yield from unsafe_call(node)


def unsafe_call(node: ast.Call) -> Iterator[str]:
    called, words = ast.unparse(node.func), {word.arg: word.value for word in node.keywords}
    name = called.rpartition(".")[2]
    # re.compile, torch.compile and a network's eval() are others of the same name.
    if name in TENSORS or (name in CALLS and (name not in ("eval", "compile") or called == name)):
        yield name
    if called == "torch.load" and not is_true(words.get("weights_only")):
        yield called
    if called in ("np.load", "numpy.load") and is_true(words.get("allow_pickle")):
        yield called
    if is_true(words.get("shell")):
        yield "shell"


def is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path)[-40:])
def test_the_package_calls_nothing_unsafe(path: Path) -> None:
    allowed = SAFE.get(path.relative_to(ROOT).as_posix(), set())
    assert set(unsafe(path.read_text())) - allowed == set()


def test_what_is_allowed_is_used() -> None:
    for name, allowed in SAFE.items():
        assert set(unsafe((ROOT / name).read_text())) == allowed, name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import pickle", "pickle"),
        ("def f():\n    from zipfile import ZipFile", "zipfile"),
        ("box.extractall()", "extractall"),
        ("torch.load(path)", "torch.load"),
        ("torch.load(path, weights_only=False)", "torch.load"),
        ("np.load(path, allow_pickle=True)", "np.load"),
        ("eval('1')", "eval"),
        ("exec('1')", "exec"),
        ("yaml = __import__('yaml')", "__import__"),
        ("import yaml", "yaml"),
        ("run('ls', shell=True)", "shell"),
        ("safetensors.torch.load_file(path)", "load_file"),
    ],
)
def test_the_gate_shuts(code: str, name: str) -> None:
    assert list(unsafe(code)) == [name]


@pytest.mark.parametrize(
    "code",
    ["net.eval()", "re.compile('x')", "torch.load(path, weights_only=True)", "np.load(path)"],
)
def test_the_gate_opens(code: str) -> None:
    assert list(unsafe(code)) == []
