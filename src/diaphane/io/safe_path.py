"""A path below a folder, whatever name was asked for: one of a zip, of a DICOMDIR, of a table."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from unicodedata import bidirectional, category

from ..errors import UnreadableImage

LONGEST = 255
"""Bytes of one name that file systems take."""
DEEPEST = 32
"""Folders in folders."""
DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))]
)
"""Names that are devices on Windows, whatever follows a dot (Win32, "Naming Files, Paths")."""
REVERSING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
"""Characters that show the rest of a name in another order (Unicode, annex 9)."""


def safe_path(root: Path, asked: str) -> Path:
    """`root` with the folders and the file that `asked` names, parted by `/`.

    Nothing is opened or made. A link inside `root` may be followed as long as it stays inside.
    Raises `UnreadableImage` for what is absolute, climbs (`..`), leaves through a link, or is no
    name on some system.
    """
    path = root.joinpath(*safe_parts(asked))
    if not path.resolve().is_relative_to(root.resolve()):
        raise UnreadableImage(
            f"expected a path inside the folder, got {shown(asked)}, which a link leads out of it; "
            "put the file itself there"
        )
    return path


def leads_out(asked: str) -> bool:
    """Does a path begin at a root or climb, on whatever system? For a user's own table, whose names
    and links are the user's business."""
    windows, posix = PureWindowsPath(asked), PurePosixPath(asked)
    return bool(windows.anchor) or posix.is_absolute() or ".." in windows.parts


def safe_parts(asked: str) -> tuple[str, ...]:
    """The names that a relative path is made of. Raises `UnreadableImage`."""
    parts = tuple(asked.split("/"))
    if why := next((why for part in parts if (why := fault(part))), ""):
        raise UnreadableImage(
            f"expected a path of plain names inside the folder, got {shown(asked)}, {why}; "
            "rename it"
        )
    if len(parts) > DEEPEST:
        raise UnreadableImage(
            f"expected at most {DEEPEST} folders in one another, got {len(parts)}; move the file up"
        )
    return parts


def fault(name: str) -> str:
    """Why a name of a file or folder is not to be trusted; empty where it is."""
    if name == "":
        return "which begins at the root or has an empty name in it"
    if name in (".", ".."):
        return "which climbs"
    if "\\" in name or ":" in name:
        return "which is a path of its own on some systems"
    if any(category(c) in ("Cc", "Cs") or bidirectional(c) in REVERSING for c in name):
        return "which has letters in it that cannot be seen"
    if name != name.rstrip(" .") or name.partition(".")[0].upper() in DEVICES:
        return "which is another name on Windows"
    if len(name.encode()) > LONGEST:
        return f"which has a name of more than {LONGEST} bytes"
    return ""


def shown(name: str) -> str:
    """A name in a message: short, and without what it would do to a terminal."""
    return ascii(name if len(name) <= 60 else name[:60] + "...")
