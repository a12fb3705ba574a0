"""3MF packages: millimetres, Z up, an object for each part, with its name and colour."""

from __future__ import annotations

import zipfile
from io import BytesIO
from xml.sax.saxutils import quoteattr

import numpy as np

from naturalcad_worker.geometry.mesh import Mesh
from naturalcad_worker.geometry.parts import PartLook

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Target="/3D/3dmodel.model" Id="rel0" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)
# Zip entries carry a date; a fixed one keeps the same part the same file.
DATE = (1980, 1, 1, 0, 0, 0)


def write_3mf(parts: list[tuple[PartLook, Mesh]]) -> bytes:
    """The package. Vertices are shared across the faces of a part, so that a closed part is a closed mesh."""
    materials = "".join(
        f'<base name={quoteattr(look.name)} displaycolor="{look.hex or "#b0b8c2"}"/>' for look, _ in parts
    )
    objects = "".join(_object(number, look, mesh) for number, (look, mesh) in enumerate(parts, start=2))
    items = "".join(f'<item objectid="{number}"/>' for number in range(2, len(parts) + 2))
    model = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<model unit="millimeter" xml:lang="en-US" xmlns="{CORE}">'
        '<metadata name="Application">NaturalCAD</metadata>'
        f'<resources><basematerials id="1">{materials}</basematerials>{objects}</resources>'
        f"<build>{items}</build></model>"
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        for name, text in (
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONS),
            ("3D/3dmodel.model", model),
        ):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text)
    return stream.getvalue()


def _object(number: int, look: PartLook, mesh: Mesh) -> str:
    labels, first = np.unique(mesh.labels.reshape(-1), return_index=True)
    points = mesh.corners.reshape(-1, 3)[first]
    triangles = np.searchsorted(labels, mesh.labels)
    vertices = "".join(f'<vertex x="{x:.6g}" y="{y:.6g}" z="{z:.6g}"/>' for x, y, z in points.tolist())
    faces = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in triangles.tolist())
    return (
        f'<object id="{number}" type="model" name={quoteattr(look.name)} pid="1" pindex="{number - 2}">'
        f"<mesh><vertices>{vertices}</vertices><triangles>{faces}</triangles></mesh></object>"
    )
