"""Every format opened by a library that did not write it, and the names, colours and facts that go with a part."""

from __future__ import annotations

import base64
import io
import json
import struct
import xml.etree.ElementTree as ElementTree
from typing import Any

import ezdxf
import lib3mf
import numpy as np
import pytest
import trimesh

from tests.scripts import PLATE
from tests.worker_process import Outcome, Worker

EVERY_FORMAT = ["glb", "stl", "step", "3mf", "dxf", "svg", "py", "png"]
ASSEMBLY = """
from build123d import *
base = Box(40, 40, 4)
base.label, base.color = "base", Color(1, 0, 0)
pin = Pos(0, 0, 12) * Cylinder(3, 20)
pin.label, pin.color = "pin", Color(0, 0, 1)
result = Compound(label="stand", children=[base, pin])
"""


@pytest.fixture(scope="module")
def plate(worker: Worker) -> Outcome:
    return worker.run(PLATE, formats=EVERY_FORMAT, density=7.85, printability=True)


@pytest.fixture(scope="module")
def assembly(worker: Worker) -> Outcome:
    return worker.run(ASSEMBLY, formats=["glb", "step", "3mf"])


def glb_document(content: bytes) -> dict[str, Any]:
    length = struct.unpack_from("<I", content, 12)[0]
    return json.loads(content[20 : 20 + length])


def opened_3mf(content: bytes) -> Any:
    model = lib3mf.get_wrapper().CreateModel()
    reader = model.QueryReader("3mf")
    reader.ReadFromBuffer(content)
    assert reader.GetWarningCount() == 0
    return model


@pytest.mark.parametrize(("kind", "scale"), [("glb", 1000.0), ("stl", 1.0)])
def test_a_mesh_is_closed_and_has_the_solids_volume(plate: Outcome, kind: str, scale: float) -> None:
    mesh = trimesh.load(io.BytesIO(plate.file(kind)), file_type=kind, force="mesh")
    mesh.merge_vertices(merge_norm=True)
    assert mesh.is_watertight
    assert mesh.volume * scale**3 == pytest.approx(plate.facts["volumeMm3"], rel=2e-3)


def test_a_3mf_file_is_a_closed_mesh_in_millimetres_to_the_reference_library(plate: Outcome) -> None:
    model = opened_3mf(plate.file("3mf"))
    assert model.GetUnit() == lib3mf.ModelUnit.MilliMeter
    objects = model.GetMeshObjects()
    assert objects.MoveNext()
    mesh = objects.GetCurrentMeshObject()
    assert mesh.IsManifoldAndOriented()
    points = np.array([list(vertex.Coordinates) for vertex in mesh.GetVertices()])
    assert np.ptp(points, axis=0) == pytest.approx([80, 60, 5], abs=1e-4)


def test_a_drawing_holds_the_exact_face_and_the_views(plate: Outcome) -> None:
    document = ezdxf.read(io.StringIO(plate.file("dxf").decode()))
    assert not document.audit().has_errors
    assert document.units == 4
    circles = document.modelspace().query('CIRCLE[layer=="FLAT"]')
    assert [circle.dxf.radius for circle in circles] == pytest.approx([2.5] * 4)
    assert len(document.modelspace().query('LINE[layer=="VISIBLE"]')) > 20
    assert len(document.modelspace().query('LINE[layer=="HIDDEN"]')) > 4


def test_a_sketch_is_drawn_as_it_lies(worker: Worker) -> None:
    script = "from build123d import *\nresult = Rectangle(30, 20) - Circle(4)"
    outcome = worker.run(script, formats=["dxf", "svg"])
    space = ezdxf.read(io.StringIO(outcome.file("dxf").decode())).modelspace()
    assert [circle.dxf.radius for circle in space.query("CIRCLE")] == pytest.approx([4])
    ends = np.array([(*line.dxf.start, *line.dxf.end) for line in space.query("LINE")])
    assert len(ends) == 4
    assert (ends[:, [0, 1]].min(axis=0).tolist(), ends[:, [0, 1]].max(axis=0).tolist()) == ([-15, -10], [15, 10])


def test_a_picture_of_lines_is_well_formed_and_in_millimetres(plate: Outcome) -> None:
    root = ElementTree.fromstring(plate.file("svg"))
    assert root.tag.endswith("svg")
    assert root.attrib["width"].endswith("mm")
    assert {path.attrib["id"] for path in root} == {"visible", "hidden", "flat"}


def test_a_step_file_read_again_is_the_same_part(worker: Worker, plate: Outcome) -> None:
    file = {"name": "plate", "format": "step", "base64": base64.b64encode(plate.file("step")).decode()}
    again = worker.run('result = inputs["plate"]', inputs=[file], formats=EVERY_FORMAT)
    for name in ("volumeMm3", "areaMm2"):
        assert again.facts[name] == pytest.approx(plate.facts[name], rel=1e-9)
    assert again.facts["faces"] == plate.facts["faces"]
    assert [entry["format"] for entry in again.closing["artifacts"]] == EVERY_FORMAT


def test_an_stl_file_becomes_a_solid_that_can_be_cut(worker: Worker, plate: Outcome) -> None:
    file = {"name": "plate", "base64": base64.b64encode(plate.file("stl")).decode()}
    script = 'from build123d import *\nresult = inputs["plate"] - Pos(0, 0, 0) * Box(10, 10, 10)'
    outcome = worker.run(script, inputs=[file], formats=["step"])
    assert outcome.facts["isValid"]
    assert outcome.facts["volumeMm3"] == pytest.approx(plate.facts["volumeMm3"] - 500, rel=1e-3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"nonsense", "neither STEP nor STL"), (b"ISO-10303-21;\nDATA;\n#1=", "STEP"), (b"", "empty")],
)
def test_a_file_that_is_none_ends_the_job_with_its_name(worker: Worker, content: bytes, reason: str) -> None:
    file = {"name": "bracket", "base64": base64.b64encode(content).decode()}
    outcome = worker.run('result = inputs["bracket"]', inputs=[file])
    assert outcome.code == "bad_input"
    assert reason in outcome.closing["message"]
    assert "bracket" in outcome.closing["message"]


def test_an_unknown_input_says_which_there_are(worker: Worker, plate: Outcome) -> None:
    file = {"name": "plate", "base64": base64.b64encode(plate.file("step")).decode()}
    outcome = worker.run('result = inputs["plat"]', inputs=[file])
    assert outcome.code == "exception"
    assert "'plate'" in outcome.closing["message"]


def test_the_script_is_a_file_as_it_ran(worker: Worker) -> None:
    outcome = worker.run(PLATE, formats=["py"], parameters={"WIDTH": 90.0})
    assert "WIDTH = 90.0" in outcome.file("py").decode()


def test_holes_are_told_one_by_one(plate: Outcome) -> None:
    assert plate.closing["features"]["holes"] == [{"diameterMm": 5.0, "count": 4}]
    holes = plate.facts["holeList"]
    assert {(hole["diameterMm"], hole["depthMm"], *hole["axis"]) for hole in holes} == {(5.0, 5.0, 0, 0, 1)}
    assert sorted(hole["at"][:2] for hole in holes) == [[-35, -25], [-35, 25], [35, -25], [35, 25]]


@pytest.mark.parametrize(
    ("part", "depth", "middle"),
    [
        # A drill of 6 mm straight down through 20 mm that lean by 30°: 20 / cos 30° and 6 · tan 30° from rim to rim.
        ("Rot(0, 30, 0) * Box(40, 30, 20) - Cylinder(3, 80)", 26.558, [0, 0, 0]),
        # Across a bar of 40 mm: as deep as the bar is thick.
        ("Cylinder(20, 40) - Rot(0, 90, 0) * Cylinder(3, 60)", 40.0, [0, 0, 0]),
        ("Cylinder(20, 40) - Pos(20, 0, 0) * Rot(0, 90, 0) * Cylinder(3, 20)", 10.0, [15, 0, 0]),
        # Far from the origin, where a rounded axis would miss the hole by 0.2 mm.
        ("Pos(700, 0, 0) * Rot(0, 31, 0) * (Box(40, 30, 20) - Cylinder(3, 50))", 20.0, [700, 0, 0]),
    ],
)
def test_a_hole_on_a_slope_or_a_bar_is_as_deep_as_it_is(
    worker: Worker, part: str, depth: float, middle: list[float]
) -> None:
    (hole,) = worker.run(f"from build123d import *\nresult = {part}", formats=["stl"]).facts["holeList"]
    assert hole["depthMm"] == pytest.approx(depth, abs=0.002)
    assert hole["at"] == pytest.approx(middle, abs=0.002)


def test_the_thinnest_wall_is_found_and_said_to_be_an_estimate(worker: Worker, plate: Outcome) -> None:
    script = (
        "from build123d import *\nbody = Rot(0, 0, 30) * Box(60, 40, 30)\n"
        "result = body - Rot(0, 0, 30) * Pos(0, 0, 3) * Box(57, 37, 30)"
    )
    assert worker.run(script, formats=["stl"]).facts["minWallMm"] == pytest.approx(1.5, rel=0.03)
    assert plate.facts["minWallMm"] == pytest.approx(2.5, rel=0.05)
    assert plate.facts["minWallIsEstimate"] is True


def test_mass_and_printability_come_when_they_are_asked_for(worker: Worker, plate: Outcome) -> None:
    assert plate.facts["massG"] == pytest.approx(plate.facts["volumeMm3"] * 7.85e-3)
    assert isinstance(plate.facts["printability"], list)
    table = "from build123d import *\nresult = Box(5, 5, 20) + Pos(0, 0, 12) * Box(60, 60, 4)"
    findings = worker.run(table, formats=["stl"], printability=True).facts["printability"]
    assert "overhang" in {finding["kind"] for finding in findings}


def test_an_assembly_keeps_the_names_and_colours_of_its_parts(worker: Worker, assembly: Outcome) -> None:
    parts = assembly.facts["parts"]
    assert [(part["name"], part["color"]) for part in parts] == [("base", "#ff0000"), ("pin", "#0000ff")]
    assert [part["volumeMm3"] for part in parts] == pytest.approx([6400, np.pi * 180])
    scene = glb_document(assembly.file("glb"))
    assert [node["name"] for node in scene["nodes"]] == ["assembly", "base", "pin"]
    assert scene["scenes"] == [{"nodes": [0]}]
    colours = {entry["name"]: entry["pbrMetallicRoughness"]["baseColorFactor"] for entry in scene["materials"]}
    assert colours["base"] == [1, 0, 0, 1]
    step = assembly.file("step").decode()
    assert "'base'" in step
    assert "'pin'" in step
    assert "COLOUR_RGB" in step or "DRAUGHTING_PRE_DEFINED_COLOUR" in step
    objects = opened_3mf(assembly.file("3mf")).GetMeshObjects()
    names = []
    while objects.MoveNext():
        names.append(objects.GetCurrentMeshObject().GetName())
    assert names == ["base", "pin"]


def test_a_draft_comes_with_its_mesh_alone(worker: Worker) -> None:
    outcome = worker.run(PLATE, formats=["glb"], quality="draft")
    assert [entry["format"] for entry in outcome.closing["artifacts"]] == ["glb"]
    assert outcome.file("glb").startswith(b"glTF")
