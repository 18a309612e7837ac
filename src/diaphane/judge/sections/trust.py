"""How far the model can be believed: probabilities, sets, doubts, and images it should refuse."""

from __future__ import annotations

from ..html import bar, element, interval, joined, number, table
from ..study import Study
from .section import Pictures, Section, row


def probabilities(study: Study, shown: Pictures) -> Section:
    """Calibration before and after the temperature."""
    found = study.calibration
    names = {
        "ece": "ECE (expected calibration error), 15 bins of equal width",
        "ece_equal_mass": "the same, 15 bins of equally many images",
        "brier": "Brier score, summed over the classes",
    }
    before = found.before.errors if found.before else {}
    rows = [
        row(words, number(before.get(name)), number(found.after.errors[name]))
        for name, words in names.items()
    ]
    says = "Of the answers given with 0.8, eight in ten should be right."
    if found.temperature is not None:
        says += (
            f" The bare network's outputs are divided by the temperature {found.temperature:.3f}, "
            "fitted on other images; it changes how sure an answer sounds, not which class it is."
        )
    caption = "Above, bars that meet the dashed line are probabilities that mean what they say. "
    caption += "Below, how many images got such a probability."
    return Section(
        "Do the probabilities mean what they say?",
        says,
        (
            table(("error", "bare network", "as given"), rows, ("words", "number", "number")),
            *shown.drawn({"reliability": caption}),
        ),
    )


def sets(study: Study, shown: Pictures) -> Section:
    """Conformal coverage and set size of each class."""
    title = "Sets of possible classes"
    asked = study.card.calibration
    given = [(c, held) for c in study.evaluation.classes if (held := c.metrics.get("coverage"))]
    if asked is None or not given:
        return Section(title, "")
    rows = [
        row(
            *(c.name, str(c.n)),
            number(held, short=(held.high or 0) < asked.coverage),
            f"{asked.coverage:.3f}",
            number(c.metrics["set_size"]),
        )
        for c, held in given
    ]
    head = ("class", "images", "sets that hold it", "promised", "classes in a set")
    caption = "Red where even the upper end of the interval is below the promise."
    return Section(
        title,
        "Beside its answer the model gives a set of classes that it cannot rule out; of each class "
        f"it should hold the true one for {asked.coverage:.0%} of the images like the {asked.n} it "
        "was calibrated on. Images unlike the training images are given no set.",
        (
            table(head, rows, ("", *["number"] * 4)),
            *shown.drawn({"sets": caption}),
        ),
    )


def surest(study: Study, shown: Pictures) -> Section:
    """Risk against coverage."""
    found = study.selective
    rows = [
        row(f"{a.share:.0%}", f"{a.least:.3f}", number(a.wrong), bar(a.wrong))
        for a in found.answered
    ]
    area = (
        f"Area under the risk-coverage curve (AURC): {found.aurc.value:.4f} "
        f"({interval(found.aurc, digits=4)}). It is the mean share wrong over all shares answered; "
        "0 is best."
    )
    caption = "How many answers are wrong when only the surest are given and the rest is left to "
    return Section(
        "When only the surest are answered",
        "A model that knows when it does not know makes fewer mistakes the fewer images it "
        "answers.",
        (
            element("p", area),
            table(
                ("answered", "down to probability", "wrong", ""), rows, ("", "number", "number", "")
            ),
            *shown.drawn({"risk_coverage": caption + "a person."}),
        ),
    )


def unlike(study: Study, shown: Pictures) -> Section:
    """The novelty gate."""
    title, found = "Images unlike the training images", study.gate
    if found is None:
        return Section(title, "")
    every = {"all": found.refused, **found.classes}
    rows = [row(name, number(share), bar(share)) for name, share in every.items()]
    sides = [
        row("accepted", str(study.evaluation.n - found.n), number(found.accuracy_accepted)),
        row("refused", str(found.n), number(found.accuracy_refused)),
    ]
    says = (
        "The gate names no class for an image that lies too far from what the model was trained "
        "on. Of images like those it should refuse few, and rather those it gets wrong."
    )
    if found.promised is not None:
        says += f" The limit was set to refuse {found.promised:.0%} of them."
    tables = [
        table(("true class", "share refused", ""), rows, ("", "number", "")),
        table(("images", "n", "likeliest class right"), sides, ("", "number", "number")),
    ]
    caption = "Images by novelty; right of the limit no class is named."
    return Section(
        title, says, (element("div", joined(tables)), *shown.drawn({"novelty": caption}))
    )
