"""STEP files: AP214, millimetres, Z up, the exact shape."""

from __future__ import annotations

from io import BytesIO

from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.Interface import Interface_Static
from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer
from OCP.TopoDS import TopoDS_Iterator, TopoDS_Shape

from naturalcad_worker.geometry.parts import PartLook
from naturalcad_worker.geometry.shape_io import ShapeError


def write_step(shape: TopoDS_Shape) -> bytes:
    """The shape as a STEP file.

    Raises:
        ShapeError: the kernel refused (invalid_shape).
    """
    writer = STEPControl_Writer()
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    Interface_Static.SetCVal_s("write.step.product.name", "NaturalCAD part")
    if writer.Transfer(shape, STEPControl_StepModelType.STEPControl_AsIs) != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise ShapeError(
            "invalid_shape", "The kernel cannot describe the part in STEP.", "Build it from closed solids."
        )
    stream = BytesIO()
    if writer.WriteStream(stream) != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise ShapeError("invalid_shape", "The kernel could not write the STEP file.", "Build it from closed solids.")
    return stream.getvalue()


def write_assembly_step(shape: TopoDS_Shape, looks: list[PartLook]) -> bytes:
    """The children of a compound as a STEP assembly (AP214, millimetres), with their names and colours.

    Raises:
        ShapeError: the kernel refused (invalid_shape).
    """
    from build123d import Color, Compound, export_step

    children = []
    explorer = TopoDS_Iterator(shape)
    for look in looks:
        part = Compound(explorer.Value())
        part.label = look.name
        if look.rgb is not None:
            part.color = Color(*look.rgb)
        children.append(part)
        explorer.Next()
    stream = BytesIO()
    if not export_step(Compound(label="assembly", children=children), stream):
        raise ShapeError("invalid_shape", "The kernel could not write the STEP file.", "Build it from closed solids.")
    return stream.getvalue()
