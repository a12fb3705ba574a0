"""NaturalCAD's CAD executor: runs build123d scripts in a sandbox and measures and exports what they make."""

VERSION = "0.1.0"
