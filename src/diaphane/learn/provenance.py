"""What a card says of how its weights came to be."""

from __future__ import annotations

import datetime
import hashlib

from ..data.audit import AUDITED, DROPPED
from ..recipe import Recipe
from .distill import taught_by
from .effort import read_effort
from .run import Run, versions


def provenance(recipe: Recipe, run: Run) -> dict[str, str]:
    """Date, recipe, data, weights to start from, teacher and versions."""
    now, facts = datetime.datetime.now(datetime.UTC), run.facts
    leaks = [key for key in (AUDITED, DROPPED) if facts["warnings"] and key in facts]
    return {
        "date": now.date().isoformat(),
        "recipe_sha256": hashlib.sha256(recipe.to_json().encode()).hexdigest(),
        "data_sha256": facts["sha256"],
        **{key: facts[key] for key in leaks},
        **read_effort(run.training).weights,
        **taught_by(recipe),
        **versions(),
    }
