"""What people and models most often get wrong, run for real: the hint says what to write instead."""

from __future__ import annotations

import pytest

from tests.worker_process import Worker

MISTAKES = [
    ("b = Box(10, 10, 4)\nresult = fillet(b.edges(), 3)", "largest radius that works here is about 1.99 mm"),
    (
        "with BuildPart() as p:\n    Box(30, 20, 10)\n    fillet(p.edges().filter_by(Axis.Z), 15)\nresult = p.part",
        "about 9.96 mm",
    ),
    ("b = Box(10, 10, 4)\nresult = chamfer(b.edges(), 3)", "largest length that works here is about 1.99 mm"),
    (
        "with BuildSketch() as s:\n    Rectangle(10, 6)\n    fillet(s.vertices(), 4)\nresult = extrude(s.sketch, 2)",
        "largest radius that works here is about 3 mm",
    ),
    ('result = Workplane("XY").box(1, 2, 3)', "This is CadQuery"),
    ('import cadquery as cq\nresult = cq.Workplane("XY").box(1,2,3)', "This is CadQuery"),
    ('b = Box(1,2,3)\nresult = fillet(b.edges("|Z"), .1)', "Selectors as text"),
    ('result = Box(10,10,10).faces(">Z").workplane().hole(3)', "This is CadQuery"),
    ("result = Box(1,1,1).val()", "drop `.val()`"),
    ("result = Box(1,1,1).translate((1,0,0)).union(Box(1,1,1))", "`a + b`"),
    ("result = Box(4,4,4).cut(Box(1,1,9)).rotateAboutCenter((0,0,1), 45)", "`Rot(x, y, z) * part`"),
    ("result = Box(1,1,1, centered=False)", "Align.MIN"),
    (
        "with BuildPart(Plane.XY) as p:\n    Box(1,1,1)\n    with Workplanes(p.faces()[-1]):\n        Hole(.2)\nresult=p.part",
        "`Workplanes` is gone",
    ),
    ("print(Box(1,1,1).center().to_tuple())\nresult=Box(1,1,1)", "`tuple(vector)`"),
    ("print(Box(1,1,1).edges()[0].to_axis())", "`Axis(edge)`"),
    ("result = Rectangle(3,3).face().thicken(2)", "`thicken(face, amount)`"),
    ("result = Solid.make_solid(Shell(Box(1,1,1).faces()))", "`Solid(shell)`"),
    ("a,b,c = full_round(Rectangle(4,2).edges()[0])", "one face now"),
    (
        "with BuildPart() as p:\n    Box(5,5,5)\n    with BuildSketch(Plane.XY.offset(20)):\n        Circle(1)\n"
        "    extrude(until=Until.NEXT)\nresult=p.part",
        "give an `amount`",
    ),
    ("result = make_face(Polyline((0,0,0),(1,0,0),(1,1,1),(0,1,0),close=True))", "one plane"),
    ("with BuildPart() as p:\n    extrude(amount=3)\nresult=p.part", "BuildSketch"),
    ("result = Location(1,2,3,4,5) * Box(1,1,1)", "`Pos(x, y, z)`"),
    ("with BuildPart() as p:\n    with Locations(1, 2, 3):\n        Box(1,1,1)\nresult=p.part", "one pair of brackets"),
    ("result = Box(length=1, width=2, depth=3)", "`Box(length, width, height)`"),
    ("result = Cylinder(diameter=3, height=2)", "diameter / 2"),
    ("result = Box(5,5,5) - Hole(1)", "inside `BuildPart`"),
    ("result = Cylinder(0, 5)", "radii of 0"),
    ("result = Box(5, -5, 5)", "0 or negative"),
    ("b=Box(1,1,1)\nresult = fillet(b.edges().filter_by(GeomType.CIRCLE), 1)", "selection is empty"),
    ("result = revolve(Rectangle(10, 5), axis=Axis.Y)", "one side of the axis"),
    ("with BuildPart() as p:\n    Circle(3)\n    extrude(amount=2)\nresult=p.part", "another builder"),
    ("with BuildPart() as p:\n    Box(3,3,3)\nresult = p - Box(1,1,1)", "`builder.part`"),
    ("with BuildPart() as p:\n    Box(1,1,1)\nresult = p.part()", "leave the brackets out"),
    ("result = Box(math.pi, 1, 1)", "`import math`"),
    (
        "with BuildPart() as p:\n    with BuildSketch():\n        Circle(3)\n    loft()\nresult=p.part",
        "at least two profiles",
    ),
    ("result = sweep(Circle(1))", "`sweep` needs a path"),
    ('result = fillet(Box(5,5,5).edges().filter_by("Z"), 1)', "`Axis.Z`"),
    ('result = Box(1,1,1, align="min")', "`Align.MIN`"),
    ('result = Box("10", 1, 1)', "lengths are numbers"),
    ('result = import_step("part.step")', 'inputs["name"]'),
    ("result = extrude(Circle(3))", "amount=10"),
    ("result = extrude(make_face(Polyline((0,0),(1,0),(1,1))), 3)", "close=True"),
    ("result = Bolt(3)", "spelling"),
    ("result = Bx(1, 2, 3)", "Did you mean `Box`?"),
    ("WIDTH = 3\nresult = Box(WITDH, 2, 3)", "Did you mean `WIDTH`?"),
    ("result = Box(10 * mm, 1, 1)", "millimetres"),
    ("result = Box(10, 10)", "`Box(length, width, height"),
    ("result = Cylinder(r=2, h=3)", "`Cylinder(radius, height"),
    ("result = Box(9, 9, 9).fillet(1)", "`fillet(objects, radius)`"),
    ("result = Box(9, 9, 9).edges().fillet(1)", "`fillet(objects, radius)`"),
    ("result = fillet(Box(9, 9, 9), 1)", "Hand over edges"),
    ("result = fillet(Box(9, 9, 9).edges(), 0)", "greater than 0"),
    ("result = Box(9, 9, 9).faces().sort_by(Axis.W)", "use a documented one"),
    ("result = Box(9, 9, 9).rotate(45)", "`.rotate(axis, angle"),
    ("result = Box(1, 1, 1) * Pos(1, 2, 3)", "`Pos(x, y, z) * Rot(x, y, z) * part`"),
    ("result = Box(1, 1, 1) + 5", "Only shapes go together"),
    ('result = mirror(Box(1, 1, 1), about="XY")', "`Plane.XY`"),
    ('result = Box(1, 1, 1).to_stl("a.stl")', "leave the export out"),
    ("result = shell(Box(9, 9, 9), 1)", "`offset(part, amount=-wall"),
    ("result = extrude(SlotOverall(5, 8), 3)", "do not go together"),
    ("result = extrude(RectangleRounded(10, 5, 4), 3)", "do not go together"),
    (
        "with BuildPart() as p:\n    Box(9,9,9)\n    Hole(2, mode=Mode.CUT)\nresult = p.part",
        "`Mode` has ADD, SUBTRACT",
    ),
    (
        "with BuildPart() as p:\n    with BuildSketch() as s:\n        Circle(3)\n    extrude(s, 5)\nresult = p.part",
        "`builder.sketch`",
    ),
    ("WALL = 1\nassert WALL > 2, 'the wall is below 2'\nresult = Box(1, 1, 1)", "The script itself refuses"),
    ("result = Box(9, 9, 9) & Pos(50, 0, 0) * Box(1, 1, 1)", "every cut leaves material"),
]


@pytest.mark.parametrize(("mistake", "words"), MISTAKES, ids=lambda text: text.splitlines()[-1][:40])
def test_a_mistake_is_answered_with_what_to_write_instead(worker: Worker, mistake: str, words: str) -> None:
    outcome = worker.run("from build123d import *\n" + mistake, formats=["stl"])
    assert outcome.code in ("exception", "forbidden", "invalid_shape", "empty_shape")
    assert words in outcome.closing["hint"]


def test_a_fillet_that_is_too_large_names_a_radius_that_works(worker: Worker) -> None:
    script = (
        "from build123d import *\nb = Box(30, 20, 6) + Pos(0, 0, 5) * Cylinder(6, 8)\nresult = fillet(b.edges(), SIZE)"
    )
    hint = worker.run(script.replace("SIZE", "4"), formats=["stl"]).closing["hint"]
    size = hint.split("about ")[1].split(" mm")[0]
    assert 1 < float(size) < 4
    assert worker.run(script.replace("SIZE", size), formats=["stl"]).facts["isValid"]


def test_a_size_far_too_large_still_names_one_that_works(worker: Worker) -> None:
    # The kernel takes many seconds to refuse 2.25 mm here, which lies between what works and what was asked for.
    script = "from build123d import *\nresult = fillet(Box(4, 4, 4).edges(), SIZE)"
    hint = worker.run(script.replace("SIZE", "9"), formats=["stl"]).closing["hint"]
    assert " mm works here" in hint or "works here is about" in hint
    size = hint.split(" mm")[0].split(" ")[-1]
    assert worker.run(script.replace("SIZE", size), formats=["stl"]).facts["isValid"]


def test_a_parameter_that_breaks_the_part_gives_the_reason(worker: Worker) -> None:
    script = (
        "from build123d import *\nROUND = 1.0  # mm, 0.5..20\nb = Box(10, 10, 10)\nresult = fillet(b.edges(), ROUND)"
    )
    assert worker.run(script, formats=["stl"]).is_result
    outcome = worker.run(script, formats=["stl"], parameters={"ROUND": 12.0})
    assert (outcome.code, outcome.closing["line"]) == ("exception", 4)
    assert "radius of 12" in outcome.closing["message"]
    assert "works here is about 4." in outcome.closing["hint"]


def test_a_flat_result_is_said_to_have_no_volume(worker: Worker) -> None:
    outcome = worker.run("from build123d import *\nresult = Circle(3)", formats=["stl"])
    assert outcome.is_result
    assert "flat, no solid" in outcome.log
    assert "flat" not in worker.run("from build123d import *\nresult = Box(1, 1, 1)", formats=["stl"]).log
