"""STEP files: AP214, millimetres, Z up, the exact shape."""

from __future__ import annotations

from io import BytesIO

from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.Interface import Interface_Static
from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer
from OCP.TopoDS import TopoDS_Shape

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
