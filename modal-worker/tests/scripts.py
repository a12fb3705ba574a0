"""Scripts that several tests run."""

PLATE = """
from build123d import *

WIDTH = 80.0  # mm, 10..400, Width
HOLE_DIAMETER = 5.0  # mm
HOLES_PER_ROW = 2  # count, 1..6, Holes per row
WITH_HOLES = True
STYLE = "plain"  # choice(plain|rounded), Style
SPACING = 2 * WIDTH

with BuildPart() as plate:
    Box(WIDTH, 60, 5)
    if WITH_HOLES:
        with GridLocations(WIDTH - 10, 50, HOLES_PER_ROW, 2):
            Hole(HOLE_DIAMETER / 2)
    if STYLE == "rounded":
        fillet(plate.edges().filter_by(Axis.Z), 4)
result = plate.part
"""

CUBE = "from build123d import *\nresult = Box(10, 10, 10)\n"

FOREVER = "print('running', flush=True)\nwhile True:\n    pass\n"
