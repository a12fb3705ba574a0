"""How fine round faces must be meshed for the mesh to keep the volume of its solid.

The mesher turns by half the angle a it is given from one chord to the next. A chord over a/2 cuts r·(1 - cos(a/4)) off at
its middle, two thirds of that on average: a face of area A and radius r loses A·r·a²/48 in volume. Faces that are round
both ways were measured to lose three times that, cones three and a half times.
"""

from __future__ import annotations

import math

from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepGProp import BRepGProp
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.GProp import GProp_GProps
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Shape

# At normal quality; a finer one loses less, with the square of its angle.
WANTED_LOSS, NORMAL_RAD = 0.0013, 0.2
FINEST_RAD = 0.02
# Patterns of many small rounds: chords of 1/32 turn are still round to the eye, and take half the time.
MANY_ROUNDS, COARSE_RAD = 150, 0.4


def angle_for(shape: TopoDS_Shape, angular: float) -> float:
    """The angle in radians to mesh with: `angular`, less where that would lose volume, more where there are many rounds."""
    loss, rounds = _loss_per_square_radian(shape)
    if rounds == 0:
        return angular
    wanted = WANTED_LOSS * (angular / NORMAL_RAD) ** 2
    if rounds > MANY_ROUNDS:
        angular *= COARSE_RAD / NORMAL_RAD
    volume = solid_volume(shape)
    if volume <= 0 or loss <= 0:
        return angular
    return max(min(angular, math.sqrt(wanted * volume / loss)), FINEST_RAD)


def solid_volume(shape: TopoDS_Shape) -> float:
    """The exact volume in mm³; 0 where there is no solid."""
    if not TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID).More():
        return 0.0
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties, True)
    return float(properties.Mass())


def _loss_per_square_radian(shape: TopoDS_Shape) -> tuple[float, int]:
    """Volume that meshing loses for an angle of one radian, in mm³, inward and outward rounds held against each other."""
    total, rounds = 0.0, 0
    explorer = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE)
    while explorer.More():
        face = TopoDS.Face(explorer.Current())
        explorer.Next()
        # Without the outline: a face that is cut out of a full turn counts as its box of parameters, which is more.
        surface = BRepAdaptor_Surface(face, True)
        kind = surface.GetType()
        across = surface.LastUParameter() - surface.FirstUParameter()
        along = surface.LastVParameter() - surface.FirstVParameter()
        if kind == GeomAbs_SurfaceType.GeomAbs_Cylinder:
            radius, factor = surface.Cylinder().Radius(), 1
            area = radius * across * along
        elif kind == GeomAbs_SurfaceType.GeomAbs_Cone:
            cone = surface.Cone()
            middle = (surface.FirstVParameter() + surface.LastVParameter()) / 2
            radius, factor = abs(cone.RefRadius() + middle * math.sin(cone.SemiAngle())), 3.5
            area = radius * across * along
        elif kind == GeomAbs_SurfaceType.GeomAbs_Sphere:
            radius, factor = surface.Sphere().Radius(), 3
            area = radius * radius * across * min(along, 2.0)
        elif kind == GeomAbs_SurfaceType.GeomAbs_Torus:
            torus = surface.Torus()
            radius, factor = torus.MinorRadius(), 3
            area = torus.MajorRadius() * radius * across * along
        else:
            continue
        rounds += 1
        is_outward = face.Orientation() == TopAbs_Orientation.TopAbs_FORWARD
        total += (1 if is_outward else -1) * area * radius * factor / 48
    return abs(total), rounds
