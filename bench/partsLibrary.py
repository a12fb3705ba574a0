"""Runs scripts of the parts library in one process and prints their measured facts, a JSON object a line.

Input: a JSON object a line on stdin, {"id", "script"}. Output: {"id", "ms", "error"} or the facts in mm.
Only for scripts that the parts library wrote: there is no sandbox here.
"""

import json
import sys
import time

import build123d
from build123d import GeomType, Shape


def measure(shape: Shape) -> dict:
    """Box, volume, solids, validity, and the holes: by topology (genus) and as cylinders by diameter and axis."""
    box = shape.bounding_box(optimal=True)
    faces, edges, vertices = shape.faces(), shape.edges(), shape.vertices()
    loops = sum(len(face.wires()) for face in faces)
    solids = shape.solids()
    genus = len(solids) - (len(vertices) - len(edges) + 2 * len(faces) - loops) / 2
    holes: dict[tuple, dict] = {}
    for face in faces:
        if face.geom_type != GeomType.CYLINDER:
            continue
        u = face.axis_of_rotation
        if u is None:
            continue
        point = face.position_at(0.5, 0.5)
        outward = face.normal_at(point)
        centre = u.position + u.direction * (point - u.position).dot(u.direction)
        concave = (point - centre).dot(outward) < 0
        if not concave:
            continue
        d = u.direction
        axis = max((abs(d.X), "x"), (abs(d.Y), "y"), (abs(d.Z), "z"))[1]
        flat = u.position - d * u.position.dot(d)
        key = (axis, round(2 * face.radius, 3), round(flat.X, 2), round(flat.Y, 2), round(flat.Z, 2))
        holes.setdefault(key, {"axis": axis, "diameter": round(2 * face.radius, 4), "area": 0.0})["area"] += face.area
    return {
        "min": [box.min.X, box.min.Y, box.min.Z],
        "size": [box.size.X, box.size.Y, box.size.Z],
        "volume": shape.volume,
        "solids": len(solids),
        "valid": bool(shape.is_valid),
        "genus": genus,
        "holes": [{"axis": h["axis"], "diameter": h["diameter"]} for h in holes.values()],
    }


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        started = time.perf_counter()
        out: dict = {"id": job["id"]}
        try:
            scope: dict = {"__name__": "__main__"}
            exec(compile(job["script"], job["id"], "exec"), scope)
            out["ms"] = (time.perf_counter() - started) * 1000
            result = scope["result"]
            if not isinstance(result, Shape):
                result = build123d.Compound(list(result))
            out |= measure(result)
        except Exception as error:
            out["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(out), flush=True)


main()
