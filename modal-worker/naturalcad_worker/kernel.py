"""The CAD kernel inside the forkserver: how it is made safe to fork, and warmed so that no child pays for a first call.

The only module besides the ones that run in children which imports build123d; never imported by the executor itself.
"""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable, Iterator

# Threads of numpy's and scipy's own libraries would make forking unsafe as well.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from OCP.OSD import OSD_Parallel, OSD_ThreadPool  # noqa: E402


def make_fork_safe() -> None:
    """Leaves OCC one thread. Must run before any other call into the kernel: its pool never shrinks."""
    OSD_Parallel.SetUseOcctThreads_s(True)
    OSD_ThreadPool.DefaultPool_s(1).SetNbDefaultThreadsToLaunch(1)


MIB = 1024 * 1024
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3

WARM_SCRIPT = """
from build123d import *
with BuildPart() as plate:
    Box(20, 12, 4)
    with GridLocations(10, 6, 2, 2):
        CounterBoreHole(1, 2, 1)
    fillet(plate.edges().filter_by(Axis.Z), 1)
    chamfer(plate.faces().sort_by(Axis.Z)[-1].edges().sort_by(SortBy.LENGTH)[-1], 0.3)
with BuildSketch() as outline:
    RegularPolygon(5, 6)
rib = extrude(outline.sketch, 3) - Cylinder(1, 9)
result = plate.part + Pos(0, 0, 3) * rib
"""


def warm_up() -> None:
    """Runs one small part through every stage: imports, first calls and caches are then in the memory that is forked."""
    import build123d  # noqa: F401  (the import is most of the warm-up)

    from naturalcad_worker import script_run
    from naturalcad_worker.geometry import (
        compare,  # noqa: F401  (its imports are what is warmed)
        drawing,
        facts,
        glb,
        mesh,
        package3mf,
        parts,
        printability,
        step,
        thumbnail,
        walls,
    )
    from naturalcad_worker.geometry.shape_io import read_shape

    run = script_run.run_script(WARM_SCRIPT, keeps_modules=True)
    shape = read_shape(run.brep)
    facts.measure(shape)
    step.write_step(shape)
    whole = read_shape(run.brep)
    made = mesh.tessellate(whole, "draft")
    glb.write_glb(made)
    package3mf.write_3mf([(parts.PartLook("part", None), made)])
    sheet = drawing.draw(whole)
    drawing.write_svg(sheet)
    drawing.write_dxf(sheet)
    walls.thinnest_wall(made.corners)
    printability.findings(whole)
    mesh.write_stl(made)
    thumbnail.render_png(made, width=96, height=72)


REHEARSED_SCRIPTS = (
    "from build123d import *\nresult = Box(9, 9, 9) - Cylinder(2, 9)",
    "from build123d import *\nwith BuildPart() as p:\n    Box(9, 9, 9)\n    Hole(1)\nresult = p.part",
    "from build123d import *\nb = Box(9, 9, 9)\nresult = fillet(b.edges().filter_by(Axis.Z), 1)",
    "from build123d import *\nwith BuildPart() as p:\n    with BuildSketch():\n        Circle(5)\n    extrude(amount=3)\n"
    "result = p.part",
)


def rehearsal() -> Iterator[Callable[[], object]]:
    """Short steps that go through what most jobs do, in a child that waits for one."""
    from naturalcad_worker import script_run
    from naturalcad_worker.geometry import facts, glb, mesh, step, walls
    from naturalcad_worker.geometry.shape_io import read_shape

    breps: list[bytes] = []
    meshes: list[mesh.Mesh] = []
    for script in REHEARSED_SCRIPTS:
        yield lambda script=script: breps.append(script_run.run_script(script, keeps_modules=True).brep)
    yield lambda: meshes.append(mesh.tessellate(read_shape(breps[0]), "normal"))
    yield lambda: (glb.write_glb(meshes[0]), mesh.write_stl(meshes[0]), mesh.is_watertight(meshes[0]))
    yield lambda: walls.thinnest_wall(meshes[0].corners)
    yield lambda: facts.measure(read_shape(breps[0]))
    yield lambda: step.write_step(read_shape(breps[0]))


def thread_count() -> int:
    """Threads of this process; 1 where the system does not tell."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def freeze_memory() -> None:
    """Moves everything alive out of the garbage collector's sight, so that children do not copy pages to scan them."""
    gc.collect()
    gc.freeze()
    try:
        libc = ctypes.CDLL(None)
        libc.malloc_trim(0)
        # Arrays of some megabytes come from memory that stays: fresh pages for each would cost more than the arithmetic.
        for option, value in ((M_MMAP_THRESHOLD, 32 * MIB), (M_TRIM_THRESHOLD, 256 * MIB), (M_TOP_PAD, 16 * MIB)):
            libc.mallopt(option, value)
    except (OSError, AttributeError):
        return  # not glibc


def build123d_version() -> str:
    """The installed build123d's version."""
    from importlib.metadata import version

    return version("build123d")
