"""Every error raised on purpose, so that a caller can catch `DiaphaneError` and be done.

    DiaphaneError
      UnreadableImage    the file is not an image we can read
      UnknownName        no model, recipe, network, class of that name
      BadModel           the file is not a model of ours, or a broken one
      BadData            a training or test folder is laid out wrongly, or leaks
      BadSetting         a value that a setting does not take
      CannotWrite        a result could not be written: full disk, no permission
      NoAnswer           another machine does not answer, or refuses to
      MissingPackage     a feature needs an extra that is not installed
      Several            more than one of these at once, a line each

Each message is one sentence: what was expected, what came, what to do next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TypeVar

T = TypeVar("T")

MOST = 40
"""Known names that a message lists."""


class DiaphaneError(Exception):
    """Base of all errors raised on purpose. The command line turns it into one line."""


class UnreadableImage(DiaphaneError):
    """The file is missing, empty, cut short, or no image in a format we read."""


class UnknownName(DiaphaneError):
    """A name that is not in a table; the message lists the nearest and the known ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, sorted(known)
        near = get_close_matches(name, self.known, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        shown = ", ".join(self.known[:MOST])
        more = f" and {len(self.known) - MOST} more" if len(self.known) > MOST else ""
        super().__init__(f"no {kind} named {name!r}; {hint}known: {shown}{more}")


class BadModel(DiaphaneError):
    """The file is not a Diaphane model, or it is damaged."""


class BadData(DiaphaneError):
    """A folder or table of samples is not laid out as expected, or its parts leak."""


class BadSetting(DiaphaneError):
    """A setting was given a value it does not take."""


class CannotWrite(DiaphaneError):
    """A result could not be written."""


class NoAnswer(DiaphaneError):
    """Another machine does not answer, or refuses to."""


class MissingPackage(DiaphaneError):
    """A feature needs a package that is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs packages that are not installed; pip install 'diaphane[{extra}]'"
        )


class Several(DiaphaneError):
    """More than one thing is wrong; told together, so that nobody mends one to meet the next."""

    def __init__(self, errors: Iterable[DiaphaneError]) -> None:
        self.errors: list[DiaphaneError] = []
        for error in errors:
            self.errors += error.errors if isinstance(error, Several) else [error]
        lines = "".join(f"\n- {error}" for error in self.errors)
        super().__init__(f"{len(self.errors)} things are to be mended:{lines}")


def refuse(errors: list[DiaphaneError]) -> None:
    """Raise the only error there is, or all of them as one; nothing where there is none."""
    if errors:
        raise errors[0] if len(errors) == 1 else Several(errors)


def attempt(what: Callable[[], T], errors: list[DiaphaneError]) -> T | None:
    """What is returned; or None, and what is wrong joins `errors`."""
    try:
        return what()
    except DiaphaneError as error:
        errors.append(error)
        return None


def reason(error: OSError) -> str:
    """What the system says is wrong, to be put into a sentence of ours."""
    return (error.strerror or str(error)).lower()


def first_line(error: Exception) -> str:
    """What a library's error says, to be put between brackets in a sentence of ours."""
    return str(error).strip().partition("\n")[0].partition(". ")[0].rstrip(".:")
