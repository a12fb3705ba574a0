"""Binary glTF 2.0 without extensions: metres, +Y up, one root node.

Each mesh has a TRIANGLES primitive (smooth normals inside each CAD face) and a LINES primitive (CAD edges, seams left
out). `mesh.extras.faces` and `.edges` say which triangles and line vertices belong to which CAD face and edge:
[{start, count, kind, radiusMm?, lengthMm?}]. A part of its own is one mesh at the root; an assembly has a node for each
part, with its name and colour.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from naturalcad_worker.geometry.mesh import Mesh
from naturalcad_worker.geometry.parts import PartLook

PART_COLOUR, EDGE_COLOUR = (0.69, 0.72, 0.76), (0.05, 0.06, 0.08)
FLOAT, SHORT, INT = 5126, 5123, 5125
VERTICES, INDICES = 34962, 34963


def write_glb(mesh: Mesh) -> bytes:
    """One part."""
    writer = _Writer()
    writer.materials = [_material("part", PART_COLOUR, 0.1, 0.55), _material("edges", EDGE_COLOUR, 0, 1)]
    writer.add_mesh("part", mesh, 0, 1)
    return writer.finish([{"name": "part", "mesh": 0}])


def write_assembly_glb(parts: list[tuple[PartLook, Mesh]]) -> bytes:
    """A root node with a child for each part."""
    writer = _Writer()
    writer.materials = [_material("edges", EDGE_COLOUR, 0, 1)]
    nodes: list[dict[str, Any]] = [{"name": "assembly", "children": list(range(1, len(parts) + 1))}]
    for look, mesh in parts:
        colour = PART_COLOUR if look.rgb is None else tuple(_linear(value) for value in look.rgb)
        writer.materials.append(_material(look.name, colour, 0.1, 0.55))
        writer.add_mesh(look.name, mesh, len(writer.materials) - 1, 0)
        nodes.append({"name": look.name, "mesh": len(writer.meshes) - 1})
    return writer.finish(nodes)


class _Writer:
    def __init__(self) -> None:
        self.meshes: list[dict[str, Any]] = []
        self.materials: list[dict[str, Any]] = []
        self._content: list[bytes] = []
        self._length = 0
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []

    def add_mesh(self, name: str, mesh: Mesh, material: int, edge_material: int) -> None:
        vertices, normals, indices = mesh.welded
        index_type, index_code = (np.uint16, SHORT) if len(vertices) < 65_535 else (np.uint32, INT)
        primitives: list[dict[str, Any]] = [
            {
                "attributes": {
                    "POSITION": self._add(_to_gltf(vertices) * np.float32(0.001), FLOAT, "VEC3", VERTICES, True),
                    "NORMAL": self._add(_to_gltf(normals), FLOAT, "VEC3", VERTICES),
                },
                "indices": self._add(indices.reshape(-1).astype(index_type), index_code, "SCALAR", INDICES),
                "material": material,
                "mode": 4,
            }
        ]
        if len(mesh.segments):
            lines = _to_gltf(mesh.segments.reshape(-1, 3)) * np.float32(0.001)
            position = self._add(lines, FLOAT, "VEC3", VERTICES, True)
            primitives.append({"attributes": {"POSITION": position}, "material": edge_material, "mode": 1})
        extras = {"faces": mesh.faces, "edges": mesh.edges}
        self.meshes.append({"name": name, "primitives": primitives, "extras": extras})

    def _add(self, array: np.ndarray, code: int, kind: str, target: int, has_bounds: bool = False) -> int:
        content = np.ascontiguousarray(array).tobytes()
        padding = -len(content) % 4
        self._views.append({"buffer": 0, "byteOffset": self._length, "byteLength": len(content), "target": target})
        self._content.append(content + b"\0" * padding)
        self._length += len(content) + padding
        accessor: dict[str, Any] = {
            "bufferView": len(self._views) - 1,
            "componentType": code,
            "count": len(array),
            "type": kind,
        }
        if has_bounds:
            accessor["min"], accessor["max"] = array.min(axis=0).tolist(), array.max(axis=0).tolist()
        self._accessors.append(accessor)
        return len(self._accessors) - 1

    def finish(self, nodes: list[dict[str, Any]]) -> bytes:
        document = {
            "asset": {"version": "2.0", "generator": "NaturalCAD"},
            "scene": 0,
            "scenes": [{"nodes": [0]}],
            "nodes": nodes,
            "meshes": self.meshes,
            "materials": self.materials,
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": self._length}],
        }
        head = json.dumps(document, separators=(",", ":")).encode()
        head += b" " * (-len(head) % 4)
        total = 12 + 8 + len(head) + 8 + self._length
        return b"".join(
            (
                struct.pack("<4sII", b"glTF", 2, total),
                struct.pack("<I4s", len(head), b"JSON"),
                head,
                struct.pack("<I4s", self._length, b"BIN\0"),
                *self._content,
            )
        )


def _material(name: str, colour: tuple[float, ...], metallic: float, roughness: float) -> dict[str, Any]:
    return {
        "name": name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*colour, 1],
            "metallicFactor": metallic,
            "roughnessFactor": roughness,
        },
    }


def _linear(value: float) -> float:
    """From the sRGB that people write to the linear light that glTF counts in."""
    return round(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4, 6)


def _to_gltf(points: np.ndarray) -> np.ndarray:
    """Z up becomes +Y up: (x, y, z) → (x, z, -y)."""
    return np.stack((points[:, 0], points[:, 2], -points[:, 1]), axis=1).astype(np.float32)
