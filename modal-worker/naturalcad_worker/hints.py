"""Plain words for what goes wrong in build123d scripts: what the kernel meant, and what to write instead."""

from __future__ import annotations

import re

SYNTAX = "Correct the marked line; the script must be plain Python that starts with `from build123d import *`."
MEMORY = "Use fewer or simpler features: fewer copies, larger steps, no nested patterns."
EMPTY = (
    "Check that every cut leaves material, that sketches are closed and extruded by more than 0, "
    "and that `result` is the part itself."
)
NO_RESULT = "End the script with `result = <the part>`; for a builder that is `result = builder.part`."
INVALID = "Build the part from closed solids; avoid faces that touch themselves and zero-thickness walls."
GENERAL = "Look at the marked line; build it up step by step from simple solids to find the feature that fails."

# (pattern over "Type: message" and the source line, hint). The first that matches counts.
_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), hint)
    for pattern, hint in (
        (
            r"\bcq\.|cadquery|Workplane",
            "This is CadQuery. Write build123d: `with BuildPart() as p: Box(…)`, or `Box(…) - Cylinder(…)`.",
        ),
        (
            r"fillet|max_fillet",
            "The radius is too large for an edge next to it, or the edges no longer exist. Use a smaller radius "
            "(`part.max_fillet(edges)` finds the largest) or fillet fewer edges, as late as possible.",
        ),
        (
            r"chamfer",
            "The chamfer is longer than a face next to it. Use a smaller length or chamfer fewer edges.",
        ),
        (
            r"to_tuple",
            "`to_tuple` is gone: use `tuple(vector)` or `.X`, `.Y`, `.Z`.",
        ),
        (r"to_axis", "`Edge.to_axis()` is gone: use `Axis(edge)`."),
        (r"thicken", "`Face.thicken` is gone: use `Solid.thicken(face, depth)` or `thicken(face, amount)`."),
        (r"make_solid", "`Solid.make_solid` is gone: use `Solid(shell)`."),
        (
            r"offset_3d|\boffset\(|shell",
            "The offset removes a face or meets itself. Use a thinner wall, offset before filleting, and pass the "
            "opening as `openings=part.faces().sort_by(Axis.Z)[-1]`.",
        ),
        (
            r"Location\(\s*-?[\w.]+\s*,",
            "`Location` takes one tuple: `Location((x, y, z))`, or write `Pos(x, y, z)`.",
        ),
        (
            r"Locations?\(.*(invalid|unsupported|TypeError)",
            "`Locations` takes points: `Locations((x, y), (x, y))`.",
        ),
        (r"does not contact target|until", "The extrusion does not reach the target: give an `amount` instead."),
        (r"not planar", "The wire must lie in one plane: draw it in one BuildSketch on one Plane."),
        (
            r"no pending|pending|extrude a sketch|No sketch",
            "Nothing was drawn for this step: draw inside `with BuildSketch():` before calling extrude, revolve or loft.",
        ),
        (
            r"revolve",
            "Keep the profile on one side of the axis and in a plane that contains it.",
        ),
        (r"sweep", "Draw the profile at the start of the path, perpendicular to it, and smaller than its bends."),
        (r"loft", "Use profiles with as many edges each, in parallel planes, in order."),
        (
            r"ValueError: .*must be (greater|positive|>)|Standard_ConstructionError|gp_Dir|ZeroDivision",
            "A length, radius or direction is 0 or negative here; check the values that go into the marked line.",
        ),
        (
            r"IndexError|list index out of range",
            "The selection is empty or shorter than expected: check what `faces()`, `edges()`, `filter_by` or `sort_by` leaves.",
        ),
        (
            r"RecursionError",
            "The function calls itself without end; use a loop over the positions instead.",
        ),
        (
            r"No context|context|\bBuild(Part|Sketch|Line)\b.*(must|requires|applicable)",
            "This operation belongs inside a builder, and objects of one dimension inside the builder of that dimension.",
        ),
        (
            r"NameError",
            "The name is not defined: check its spelling, and that the script starts with `from build123d import *`.",
        ),
        (r"AttributeError", "build123d 0.13 has no such attribute on this object: use a documented one."),
        (
            r"TypeError.*(unexpected keyword|positional argument)",
            "The call does not take these arguments in build123d 0.13: use the documented parameter names.",
        ),
        (
            r"PermissionError|Operation not permitted|FileNotFoundError",
            "Scripts have no network, no other programs and no files: compute the part from numbers alone.",
        ),
        (r"OSError|File too large|No space", "Scripts keep no files: leave the part in `result` and drop the writing."),
        (
            r"Boolean|fuse|cut|BOP",
            "The kernel could not combine the solids: let them overlap by at least 0.01 mm instead of just touching.",
        ),
        (
            r"StdFail_NotDone|not done|Standard_Failure|Standard_",
            "The CAD kernel gave up on this feature: check for zero lengths and self-crossing outlines, or make it smaller.",
        ),
    )
]


def explain(error: BaseException, source_line: str) -> tuple[str, str]:
    """A message (what happened, in one line) and a hint (what to write instead) for an exception of a script."""
    kind = type(error).__name__
    try:
        text = str(error)
    except Exception:  # a script may define its own __str__
        text = ""
    text = re.sub(r"\s+", " ", text).strip()[:400]
    message = f"{kind}: {text}" if text else kind
    subject = f"{message}\n{source_line}"
    for pattern, hint in _RULES:
        if pattern.search(subject):
            return message, hint
    return message, GENERAL
