"""Parts of rising difficulty: every mesh is closed, leaves no face bare, and keeps the solid's volume within 0.2 %."""

from __future__ import annotations

import io

import pytest
import trimesh

from tests.worker_process import Worker

PARTS = {
    "box": "result = Box(10, 20, 30)",
    "cylinder": "result = Cylinder(10, 20)",
    "cone": "result = Cone(10, 2, 20)",
    "pointed cone": "result = Cone(8, 0, 15)",
    "sphere": "result = Sphere(10)",
    "torus": "result = Torus(20, 5)",
    "thin ring": "result = Torus(50, 1)",
    "wedge": "result = Wedge(10, 10, 10, 2, 2, 8, 8)",
    "tube": "result = Cylinder(10, 20) - Cylinder(8, 20)",
    "long thin pipe": "result = Cylinder(50, 300) - Cylinder(49, 300)",
    "tiny bush": "result = Cylinder(0.2, 0.5) - Cylinder(0.1, 0.5)",
    "bowl": "result = (Sphere(20) - Sphere(19)) & Pos(0, 0, -15) * Box(50, 50, 30)",
    "half sphere": "result = Sphere(10) & Pos(0, 0, 5) * Box(30, 30, 10)",
    "rounded box": "b = Box(20, 20, 20)\nresult = fillet(b.edges(), 4)",
    "chamfered box": "b = Box(20, 20, 20)\nresult = chamfer(b.edges(), 2)",
    "drilled cube": "c = Cylinder(6, 30)\nresult = Box(20, 20, 20) - c - Rot(90, 0, 0) * c - Rot(0, 90, 0) * c",
    "loft": "result = loft([Circle(10).face(), Pos(0, 0, 20) * Rectangle(8, 8).face()])",
    "bent pipe": "path = Line((0, 0), (0, 20)) + CenterArc((10, 20), 10, 90, 90)\n"
    "result = sweep(Plane.XZ * Circle(3), path=path)",
    "vase": "result = revolve(make_face(Polyline((0, 0), (8, 0), (12, 15), (5, 25), (7, 30), (0, 30), close=True)), Axis.Y)",
    "shelled case": "b = fillet(Box(60, 40, 20).edges().filter_by(Axis.Z), 5)\n"
    "result = offset(b, amount=-2, openings=b.faces().sort_by(Axis.Z)[-1])",
    "ellipsoid": "result = scale(Sphere(10), (1, 0.5, 2))",
    "two bodies": "result = Pos(-20, 0, 0) * Sphere(8) + Pos(20, 0, 0) * Cylinder(6, 12)",
}


@pytest.mark.parametrize("name", PARTS)
def test_a_mesh_is_closed_and_keeps_the_volume(worker: Worker, name: str) -> None:
    outcome = worker.run("from build123d import *\n" + PARTS[name] + "\n", formats=["stl"])
    facts = outcome.facts
    assert facts["isValid"] and facts["isWatertight"]
    mesh = trimesh.load(io.BytesIO(outcome.file("stl")), file_type="stl")
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(facts["volumeMm3"], rel=2e-3)
