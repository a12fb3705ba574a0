"""The peer of executor.bench.ts: one script from standard input in a process of its own, with build123d's own exporters."""

import sys
import tempfile
from pathlib import Path

from build123d import *

namespace = dict(globals())
exec(sys.stdin.read(), namespace)  # noqa: S102  (what a person does on a command line)
part = namespace["result"]
part = getattr(part, "part", part)
# The executor's tolerances at normal quality, so that both make meshes of one size.
LINEAR, ANGULAR = 0.1, 0.2
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    export_step(part, folder / "part.step")
    export_stl(part, folder / "part.stl", tolerance=LINEAR, angular_tolerance=ANGULAR)
    export_gltf(part, str(folder / "part.glb"), binary=True, linear_deflection=LINEAR, angular_deflection=ANGULAR)
    facts = part.volume, part.area, part.bounding_box(), part.is_valid, len(part.faces()), len(part.edges())
