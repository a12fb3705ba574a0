"""What good scripts give: facts, files, the part that was meant."""

from __future__ import annotations

import io
import json
import math
import struct

import numpy as np
import pytest
import trimesh

from tests.scripts import CUBE, PLATE
from tests.worker_process import Worker

ALL = ["glb", "stl", "step", "png"]


@pytest.fixture(scope="module")
def plate(worker: Worker):
    return worker.run(PLATE, formats=ALL)


def gltf(content: bytes) -> tuple[dict, bytes]:
    length = struct.unpack_from("<I", content, 12)[0]
    return json.loads(content[20 : 20 + length]), content[28 + length :]


def test_a_plate_measures_what_it_was_drawn_as(plate) -> None:
    facts = plate.facts
    assert facts["volumeMm3"] == pytest.approx(80 * 60 * 5 - 4 * math.pi * 2.5**2 * 5, rel=1e-6)
    assert facts["volumeMm3"] == pytest.approx(23607, rel=1e-3)
    assert facts["bboxMm"] == {"min": [-40, -30, -2.5], "max": [40, 30, 2.5], "size": [80, 60, 5]}
    assert facts["centerOfMassMm"] == [0, 0, 0]
    assert (facts["solids"], facts["faces"], facts["edges"]) == (1, 10, 24)
    assert facts["isValid"] is True
    assert facts["isWatertight"] is True
    assert plate.closing["features"]["holes"] == [{"diameterMm": 5.0, "count": 4}]


def test_facts_have_exactly_the_fields_that_the_backend_stores(plate) -> None:
    assert set(plate.facts) == {
        "volumeMm3", "areaMm2", "bboxMm", "centerOfMassMm", "solids", "faces", "edges", "isValid", "isWatertight",
        "holeList", "minWallMm", "minWallIsEstimate",
    }  # fmt: skip
    assert set(plate.closing["timings"]) == {"startMs", "runMs", "measureMs", "exportMs"}


def test_events_come_in_order_and_each_file_before_the_result(plate) -> None:
    stages = [event["stage"] for event in plate.events if event["type"] == "stage"]
    assert stages == ["starting", "running", "measuring", "exporting"]
    announced = {event["artifact"]["format"] for event in plate.events if event["type"] == "artifact"}
    assert announced == set(ALL)
    assert [entry["format"] for entry in plate.closing["artifacts"]] == ALL


def test_the_stl_is_watertight_millimetres_with_z_up(plate) -> None:
    mesh = trimesh.load(io.BytesIO(plate.file("stl")), file_type="stl")
    assert mesh.is_watertight
    assert mesh.extents == pytest.approx([80, 60, 5], abs=1e-3)
    assert mesh.volume == pytest.approx(plate.facts["volumeMm3"], rel=2e-3)


def test_the_glb_is_metres_with_y_up_under_one_root_node(plate) -> None:
    document, _ = gltf(plate.file("glb"))
    assert document["scenes"][0]["nodes"] == [0] and len(document["nodes"]) == 1
    assert "extensionsRequired" not in document
    scene = trimesh.load(io.BytesIO(plate.file("glb")), file_type="glb")
    assert scene.extents == pytest.approx([0.080, 0.005, 0.060], abs=1e-6)
    body = next(part for part in scene.geometry.values() if isinstance(part, trimesh.Trimesh))
    body.merge_vertices(merge_norm=True)
    assert body.is_watertight
    assert body.volume == pytest.approx(plate.facts["volumeMm3"] * 1e-9, rel=2e-3)


def test_the_glb_turns_the_part_upright_without_mirroring_it(worker: Worker) -> None:
    # A step that is high at +X and +Y: a mirrored or rotated file puts it elsewhere.
    code = "from build123d import *\nresult = Box(20, 20, 2) + Pos(8, 8, 5) * Box(4, 4, 8)\n"
    outcome = worker.run(code, formats=["glb"])
    document, data = gltf(outcome.file("glb"))
    accessor = document["accessors"][document["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]
    view = document["bufferViews"][accessor["bufferView"]]
    points = np.frombuffer(data, np.float32, accessor["count"] * 3, view["byteOffset"]).reshape(-1, 3)
    highest = points[points[:, 1] > 0.0085]
    assert highest[:, 0] == pytest.approx(np.clip(highest[:, 0], 0.006, 0.010), abs=1e-6)
    assert highest[:, 2] == pytest.approx(np.clip(highest[:, 2], -0.010, -0.006), abs=1e-6)


def test_the_glb_says_which_triangles_and_lines_belong_to_which_face_and_edge(plate) -> None:
    document, _ = gltf(plate.file("glb"))
    mesh = document["meshes"][0]
    faces, edges = mesh["extras"]["faces"], mesh["extras"]["edges"]
    triangles, lines = mesh["primitives"]
    assert (triangles["mode"], lines["mode"]) == (4, 1)
    assert len(faces) == plate.facts["faces"]
    assert sum(face["count"] for face in faces) * 3 == document["accessors"][triangles["indices"]]["count"]
    assert all(a["start"] + a["count"] == b["start"] for a, b in zip(faces, faces[1:], strict=False))
    assert sorted(face["kind"] for face in faces) == ["cylinder"] * 4 + ["plane"] * 6
    assert {face["radiusMm"] for face in faces if face["kind"] == "cylinder"} == {2.5}
    assert sum(edge["count"] for edge in edges) == document["accessors"][lines["attributes"]["POSITION"]]["count"]
    # 12 of the box, 2 circles a hole; the seams of the holes are no edges that anyone sees.
    assert sorted(edge["kind"] for edge in edges) == ["circle"] * 8 + ["line"] * 12


def test_the_glb_tells_the_true_length_of_curves_that_are_no_circles(worker: Worker) -> None:
    outcome = worker.run("from build123d import *\nresult = extrude(Ellipse(20, 11.3), 8)\n", formats=["glb"])
    document, _ = gltf(outcome.file("glb"))
    lengths = [edge["lengthMm"] for edge in document["meshes"][0]["extras"]["edges"]]
    # Ramanujan's second formula, right to 1e-6 for this ellipse.
    h = ((20 - 11.3) / (20 + 11.3)) ** 2
    assert lengths == pytest.approx([math.pi * 31.3 * (1 + 3 * h / (10 + math.sqrt(4 - 3 * h)))] * 2, abs=1e-3)


def test_the_step_file_reads_back_as_the_same_solid(plate, tmp_path) -> None:
    from build123d import import_step

    path = tmp_path / "part.step"
    path.write_bytes(plate.file("step"))
    part = import_step(path)
    assert part.volume == pytest.approx(plate.facts["volumeMm3"], rel=1e-6)
    assert len(part.solids()) == 1


def test_the_picture_is_transparent_around_the_part(plate) -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(plate.file("png")))
    assert (picture.size, picture.mode) == ((384, 288), "RGBA")
    alpha = np.asarray(picture)[..., 3]
    assert alpha[0, 0] == 0
    assert alpha[144, 192] == 255
    assert 0.15 < (alpha > 0).mean() < 0.9


CURVED = {
    "gear-like": (
        "from build123d import *\n"
        "with BuildPart() as p:\n"
        "    with BuildSketch():\n"
        "        Circle(20)\n"
        "        with PolarLocations(20, 24):\n"
        "            Circle(1.5, mode=Mode.SUBTRACT)\n"
        "    extrude(amount=6)\n"
        "    Hole(5)\n"
        "    chamfer(p.faces().sort_by(Axis.Z)[-1].edges().filter_by(GeomType.CIRCLE).sort_by(SortBy.LENGTH)[-1], 0.5)\n"
        "result = p.part\n"
    ),
    "shelled box": (
        "from build123d import *\n"
        "with BuildPart() as p:\n"
        "    Box(60, 40, 30)\n"
        "    fillet(p.edges().filter_by(Axis.Z), 6)\n"
        "    fillet(p.faces().sort_by(Axis.Z)[0].edges(), 3)\n"
        "    offset(amount=-2, openings=p.faces().sort_by(Axis.Z)[-1])\n"
        "result = p.part\n"
    ),
    "loft and sphere": (
        "from build123d import *\n"
        "with BuildPart() as p:\n"
        "    with BuildSketch():\n"
        "        Rectangle(20, 20)\n"
        "    with BuildSketch(Plane.XY.offset(25)):\n"
        "        Circle(6)\n"
        "    loft()\n"
        "result = p.part + Pos(0, 0, 28) * Sphere(8)\n"
    ),
    "torus and cone": "from build123d import *\nresult = Torus(20, 5) + Pos(0, 0, 4) * Cone(22, 4, 30)\n",
    "tiny": "from build123d import *\nresult = Cylinder(0.2, 0.5) - Cylinder(0.1, 0.5)\n",
}


@pytest.mark.parametrize("name", CURVED)
def test_a_curved_part_is_meshed_without_a_gap_and_keeps_its_volume(worker: Worker, name: str) -> None:
    outcome = worker.run(CURVED[name], formats=["stl"])
    facts = outcome.facts
    mesh = trimesh.load(io.BytesIO(outcome.file("stl")), file_type="stl")
    assert facts["isValid"] and facts["isWatertight"] and facts["solids"] == 1
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(facts["volumeMm3"], rel=1e-2 if name == "tiny" else 4e-3)
    assert mesh.extents == pytest.approx(facts["bboxMm"]["size"], rel=5e-3)


def test_finer_quality_gives_more_triangles_and_draft_fewer(worker: Worker) -> None:
    code = "from build123d import *\nresult = Sphere(10)\n"
    sizes = [len(worker.run(code, formats=["stl"], quality=name).file("stl")) for name in ("draft", "normal", "fine")]
    assert sizes == sorted(sizes) and len(set(sizes)) == 3


@pytest.mark.parametrize(
    ("ending", "taken"),
    [
        ("with BuildPart() as bracket:\n    Box(3, 4, 5)\n", "`bracket`, the last BuildPart"),
        ("base = Box(1, 1, 1)\nhousing = Box(3, 4, 5)\nprint(housing)\n", "`housing`, the last solid"),
        ("from ocp_vscode import show, Camera\nb = Box(3, 4, 5)\nc = Box(1, 1, 1)\nshow(b)\n", "show()"),
        ("from ocp_vscode import *\nset_port(3939)\nb = Box(3, 4, 5)\nshow_object(b, name='b')\n", "show()"),
    ],
)
def test_without_a_result_the_obvious_shape_is_taken_and_the_log_says_so(
    worker: Worker, ending: str, taken: str
) -> None:
    outcome = worker.run("from build123d import *\n" + ending, formats=["stl"])
    assert outcome.facts["volumeMm3"] == pytest.approx(60)
    assert taken in outcome.log


@pytest.mark.parametrize(
    ("ending", "volume", "solids"),
    [
        ("result = [Box(1, 2, 3), Pos(5, 0, 0) * Box(1, 1, 1)]", 7, 2),
        ("with BuildPart() as p:\n    Box(1, 2, 3)\nresult = p", 6, 1),
        ("result = Compound(children=[Box(1, 2, 3), Pos(9, 0, 0) * Box(1, 2, 3)])", 12, 2),
        ("result = Rectangle(4, 5)", 0, 0),
        ("result = Pos(100, 0, 0) * Rot(0, 0, 90) * Box(1, 2, 3)", 6, 1),
    ],
)
def test_a_result_may_be_a_list_a_builder_an_assembly_or_a_sketch(
    worker: Worker, ending: str, volume: float, solids: int
) -> None:
    outcome = worker.run(f"from build123d import *\n{ending}\n", formats=["glb"])
    assert outcome.facts["volumeMm3"] == pytest.approx(volume, abs=1e-6)
    assert outcome.facts["solids"] == solids
    assert outcome.facts["isWatertight"] is (solids > 0)


def test_exports_inside_a_script_are_left_out_and_do_no_harm(worker: Worker) -> None:
    outcome = worker.run(CUBE + 'export_stl(result, "/nowhere/part.stl")\nexport_step(result, "part.step")\n')
    assert outcome.facts["volumeMm3"] == pytest.approx(1000)
    assert "export_stl: left out" in outcome.log


def test_holes_are_counted_by_diameter_and_pins_and_fillets_are_not(worker: Worker) -> None:
    code = (
        "from build123d import *\n"
        "with BuildPart() as p:\n"
        "    Box(60, 40, 10)\n"
        "    fillet(p.edges().filter_by(Axis.Z), 5)\n"
        "    with GridLocations(30, 20, 2, 2):\n"
        "        CounterBoreHole(2, 4, 3)\n"
        "    with Locations((0, 0, 5)):\n"
        "        Cylinder(3, 20)\n"
        "result = p.part\n"
    )
    holes = worker.run(code, formats=["stl"]).closing["features"]["holes"]
    assert holes == [{"diameterMm": 4.0, "count": 4}, {"diameterMm": 8.0, "count": 4}]


def test_a_density_gives_the_mass(worker: Worker) -> None:
    outcome = worker.run(CUBE, formats=["stl"], density=7.85)
    assert outcome.closing["features"]["massG"] == pytest.approx(7.85)


def test_the_same_script_gives_the_same_mesh_every_time(worker: Worker) -> None:
    first, second = (worker.run(PLATE, formats=["stl", "glb"]) for _ in range(2))
    assert first.file("stl") == second.file("stl")
    assert first.file("glb") == second.file("glb")
