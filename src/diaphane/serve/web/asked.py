"""What routes are asked by: names that the workplace gave, and where a list goes on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

Id = Annotated[str, Path(pattern="^[0-9a-f]{20}$", examples=["0a1b2c3d4e5f60718293"])]
"""What `store.new_id` makes."""
Before = Annotated[
    str | None,
    Query(pattern="^[0-9a-f]{20}$", description="Go on behind this one: `next` of the last list."),
]
Limit = Annotated[int, Query(ge=1, le=200)]
PLAIN = r"^[^\x00]*$"
"""Without a NUL character, which PostgreSQL takes in no text."""
Text = Annotated[str | None, Query(max_length=120, pattern=PLAIN)]
Axis = Annotated[int, Path(ge=0, le=2)]
Number = Annotated[int, Path(ge=0, le=10**6, description="Of the plane, from 0.")]
"""Path parameters."""
