"""Plain words for what goes wrong in build123d scripts: what the kernel meant, and what to write instead."""

from __future__ import annotations

import re

from naturalcad_worker import api_help

SYNTAX = "Correct the marked line; the script must be plain Python that starts with `from build123d import *`."
MEMORY = "Use fewer or simpler features: fewer copies, larger steps, no nested patterns."
EMPTY = (
    "Check that every cut leaves material, that sketches are closed and extruded by more than 0, "
    "and that `result` is the part itself."
)
NO_RESULT = "End the script with `result = <the part>`; for a builder that is `result = builder.part`."
INVALID = "Build the part from closed solids; avoid faces that touch themselves and zero-thickness walls."
WRONG_NAME = "The name is not defined: check its spelling, and that the script starts with `from build123d import *`."
WRONG_CALL = "The call does not take these arguments in build123d 0.13: use the documented parameter names."
WRONG_ATTRIBUTE = "build123d 0.13 has no such attribute on this object: use a documented one."
WRONG_TYPE = "A value has the wrong type here: lengths are numbers, not texts or tuples."
OUTSIDE = "This operation belongs inside a builder, and objects of one dimension inside the builder of that dimension."
GENERAL = "Look at the marked line; build it up step by step from simple solids to find the feature that fails."

_BUILDERS = "Box|Cylinder|Cone|Sphere|Torus|Circle|Rectangle|Polygon|RegularPolygon|Hole"

# (pattern over "Type: message", a line break and the source line, hint). The first that matches counts: CadQuery's
# habits and the names that older releases had come before the words that many messages share.
_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), hint)
    for pattern, hint in (
        (
            r"Workplanes\b",
            "`Workplanes` is gone: write `with BuildSketch(plane):`, or `with Locations(face):` for features on a face.",
        ),
        (
            r"\bcq\.|cadquery|Workplane|\.workplane\(",
            "This is CadQuery. Write build123d: `with BuildPart() as p: Box(…)`, or `Box(…) - Cylinder(…)`.",
        ),
        (
            r"\.(?:faces|edges|vertices|solids)\(\s*[\"'][<>|#%+-]",
            'Selectors as text are CadQuery. Write `faces().sort_by(Axis.Z)[-1]` for ">Z", '
            '`edges().filter_by(Axis.Z)` for "|Z".',
        ),
        (
            r"no attribute '(?:val|vals|toPending|extrudeBlind|cutThruAll|cutBlind|cboreHole|polarArray|rarray|end)'",
            "This is CadQuery. A build123d object is its own value: drop `.val()` and chain no work planes.",
        ),
        (
            r"no attribute '(?:union|combine)'",
            "Solids are joined with `a + b`, cut with `a - b` and intersected with `a & b`.",
        ),
        (
            r"no attribute '(?:translate|translated|move|moved|rotated|rotateAboutCenter)'|\.rotate\(\s*\(",
            "Parts are placed with `Pos(x, y, z) * part` and turned with `Rot(x, y, z) * part` (degrees), "
            "or `part.rotate(Axis.Z, 45)`.",
        ),
        (r"to_tuple", "`to_tuple` is gone: use `tuple(vector)` or `.X`, `.Y`, `.Z`."),
        (r"to_axis", "`Edge.to_axis()` is gone: use `Axis(edge)`."),
        (
            r"AttributeError: .*thicken",
            "`Face.thicken` is gone: use `Solid.thicken(face, depth)` or `thicken(face, amount)`.",
        ),
        (r"make_solid", "`Solid.make_solid` is gone: use `Solid(shell)`."),
        (r"unpack.*\n.*full_round", "`full_round` gives one face now, not three values: `sketch = full_round(edge)`."),
        (
            r"keyword argument 'centered'",
            "`centered` is CadQuery: write `align=(Align.CENTER, Align.CENTER, Align.MIN)` to stand on the plane.",
        ),
        (r"keyword argument 'depth'", "A `Box` is `Box(length, width, height)`; only holes have a `depth`."),
        (r"keyword argument 'diameter'", "build123d takes radii: write `radius=diameter / 2`."),
        (r"not a valid Align", "`align` takes `Align.MIN`, `Align.CENTER` or `Align.MAX`, one for each axis."),
        (
            r"not a valid (\w+)|Unsupported filter_by",
            "Name the thing itself, not a text: `Axis.Z`, `Plane.XY`, `GeomType.CYLINDER`, `Mode.SUBTRACT`.",
        ),
        (
            r"IndexError|list index out of range",
            "The selection is empty or shorter than expected: check what `faces()`, `edges()`, `filter_by` or `sort_by` leaves.",
        ),
        (
            r"^\w+: name '(math|np|numpy|random)' is not defined",
            "The module is not imported: begin with `import math`, or `import numpy as np`.",
        ),
        (
            r"no attribute '(?:to_?stl|to_?step|export\w*|save|write)'|name 'exporters'",
            "Files are made from `result` when the script has ended: leave the export out.",
        ),
        (
            r"name '(?:mm|cm|millimet\w+|inch|inches|deg|degrees)' is not defined",
            "Lengths are plain numbers in millimetres and angles in degrees; for other units multiply by `IN`, `CM` or `M`.",
        ),
        (
            r"name '(?:shell|hollow)' is not defined|no attribute '(?:shell|hollowed)'",
            "Walls are made with `offset(part, amount=-wall, openings=part.faces().sort_by(Axis.Z)[-1])`.",
        ),
        (
            r"NameError",
            WRONG_NAME,
        ),
        (
            r"(?:'Pos'|'Location'|'Rotation'|'Rot'|'Plane')\n|for \*: '\w+' and '(?:Pos|Rot|Rotation|Location|Plane)'",
            "The place comes first: `Pos(x, y, z) * Rot(x, y, z) * part`.",
        ),
        (
            r"'(?:int|float|str|\w*Meta|type)' object (?:is not iterable|has no attribute '(?:get_top_level_shapes|wrapped)')",
            "Only shapes go together here: no numbers, no texts, and a class only when it is called, as in `Box(1, 2, 3)`.",
        ),
        (
            r"'str' object has no attribute|local variable 'combined'",
            "Name the thing itself, not a text: `Plane.XY`, `Axis.Z`, `Mode.SUBTRACT`.",
        ),
        (
            r"doesn't accept Build",
            "A builder is not its part: hand over `builder.sketch` (or `.part`, `.line`), or leave it out inside the block.",
        ),
        (
            rf"doesn't have an? (?:{_BUILDERS}) object",
            "This object belongs inside another builder: circles and rectangles inside `BuildSketch`, "
            "boxes and cylinders inside `BuildPart`.",
        ),
        (
            r"can't be combined|is a builder",
            "A builder is not its part: write `builder.part` (or `.sketch`, `.line`) when you combine it.",
        ),
        (
            r"'(?:Part|Sketch|Curve|ShapeList)' object is not callable",
            "`part`, `sketch` and `line` of a builder are no functions: leave the brackets out.",
        ),
        (
            r"Locations doesn't accept",
            "`Locations` takes points: `Locations((x, y, z))`, with one pair of brackets for each point.",
        ),
        (
            r"Location\(\s*-?[\w.]+\s*,",
            "`Location` takes one tuple: `Location((x, y, z))`, or write `Pos(x, y, z)`.",
        ),
        (
            r"No depth provided",
            "A `Hole` needs a part to go through: use it inside `BuildPart`, or subtract `Cylinder(radius, height)`.",
        ),
        (r"Either amount or until", "`extrude` needs a length: `extrude(sketch, amount=10)`."),
        (r"does not contact target", "The extrusion does not reach the target: give an `amount` instead."),
        (r"not planar", "The wire must lie in one plane: draw it in one BuildSketch on one Plane."),
        (
            r"closed wires|not closed",
            "The outline is open: end it where it began, or write `Polyline(…, close=True)`.",
        ),
        (
            r"A face or sketch must be provided|No sketch|pending",
            "Nothing was drawn for this step: draw inside `with BuildSketch():` before calling extrude, revolve or loft.",
        ),
        (r"path must be provided", "`sweep` needs a path: `sweep(profile, path=wire)`."),
        (
            r"incompatible (?:constructor|function) arguments|not supported between instances of 'str'|can't multiply sequence",
            WRONG_TYPE,
        ),
        (
            r"FileNotFoundError|could not be opened|ELib3MF|import_(?:step|stl|svg|brep)",
            'Scripts open no files. Attach the file: the script then has it as a part in `inputs["name"]`.',
        ),
        (
            r"PermissionError|Operation not permitted",
            "Scripts have no network, no other programs and no files: compute the part from numbers alone.",
        ),
        (r"OSError|File too large|No space", "Scripts keep no files: leave the part in `result` and drop the writing."),
        (r"RecursionError", "The function calls itself without end; use a loop over the positions instead."),
        (
            r"^AssertionError|\n(?:raise|assert)\b",
            "The script itself refuses these values: change the ones that its message names.",
        ),
        (
            r"(?:fillet|chamfer).*(?:radius|length) of (?:0|-[\d.]+)[, ]",
            "The size of a fillet or chamfer must be greater than 0; leave the step out where it is 0.",
        ),
        (
            r"Nothing to (?:fillet|chamfer)",
            "Hand over edges, not the part: `fillet(part.edges(), radius)`, or fewer of them with `filter_by` and `sort_by`.",
        ),
        (
            r"ValueError: .*(?:must be >|must have|requires that)",
            "The sizes in this line do not go together; change one so that what the message says holds.",
        ),
        (
            r"ValueError: .*must be (greater|positive)|Standard_(Construction|Domain)Error|gp_Dir|ZeroDivision",
            "A length, radius or direction is 0 or negative here; check the values that go into the marked line.",
        ),
        (
            r"(?:unexpected keyword|missing \d+ required|positional argument)",
            WRONG_CALL,
        ),
        (r"No context|applicable", OUTSIDE),
        (r"AttributeError", WRONG_ATTRIBUTE),
        (r"^TypeError", WRONG_TYPE),
        (
            r"fillet",
            "The radius is too large for an edge next to it, or the edges no longer exist. Use a smaller radius "
            "or fillet fewer edges, as late as possible.",
        ),
        (r"chamfer", "The chamfer is longer than a face next to it. Use a smaller length or chamfer fewer edges."),
        (
            r"offset_3d|\boffset\(|shell",
            "The offset removes a face or meets itself. Use a thinner wall, offset before filleting, and pass the "
            "opening as `openings=part.faces().sort_by(Axis.Z)[-1]`.",
        ),
        (r"revolve", "Keep the profile on one side of the axis and in a plane that contains it."),
        (r"sweep", "Draw the profile at the start of the path, perpendicular to it, and smaller than its bends."),
        (
            r"loft|More than one wire",
            "Use at least two profiles with as many edges each, in parallel planes, in order.",
        ),
        (
            r"context|\bBuild(Part|Sketch|Line)\b.*(must|requires|applicable)",
            OUTSIDE,
        ),
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

# build123d's own answer, where it has one, says more than these.
_WEAK = {WRONG_NAME, WRONG_CALL, WRONG_ATTRIBUTE, WRONG_TYPE, GENERAL}


def explain(error: BaseException, source_line: str, names: list[str] | None = None) -> tuple[str, str]:
    """A message (what happened, in one line) and a hint (what to write instead) for an exception of a script.

    `names` are the ones that the script has bound so far, for the nearest to one that it does not know.
    """
    kind = type(error).__name__
    try:
        text = str(error)
    except Exception:  # a script may define its own __str__
        text = ""
    text = re.sub(r"\s+", " ", text).strip()[:400]
    message = f"{kind}: {text}" if text else kind
    subject = f"{message}\n{source_line}"
    hint = next((hint for pattern, hint in _RULES if pattern.search(subject)), GENERAL)
    return message, (api_help.about(error, names or []) if hint in _WEAK else None) or hint
