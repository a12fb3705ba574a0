"""A small picture of a mesh: shaded, with its CAD edges, seen from the front right above, on a transparent ground.

Drawn in numpy by filling the rows of every projected triangle at once; needs no graphics library.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from naturalcad_worker.geometry.mesh import Mesh

SUPERSAMPLING = 2
MARGIN = 0.07
PART_COLOUR = np.array([178, 188, 202], np.float32)
EDGE_COLOUR = np.array([38, 44, 54], np.float32)
# Unit vectors in millimetre space, Z up: towards the eye, to the right, up.
TOWARDS_EYE = np.array([0.612, -0.612, 0.5], np.float64)
TOWARDS_EYE /= np.linalg.norm(TOWARDS_EYE)
RIGHT = np.array([1.0, 1.0, 0.0]) / np.sqrt(2)
UP = np.cross(TOWARDS_EYE, RIGHT)
KEY_LIGHT = (0.35 * RIGHT + 0.75 * UP + 0.9 * TOWARDS_EYE) / np.linalg.norm(
    0.35 * RIGHT + 0.75 * UP + 0.9 * TOWARDS_EYE
)


def render_png(mesh: Mesh, width: int = 384, height: int = 288) -> bytes:
    """The picture as PNG bytes; width and height in pixels."""
    vertices, normals, indices = mesh.welded
    wide, high = width * SUPERSAMPLING, height * SUPERSAMPLING
    axes = np.stack((RIGHT, -UP, TOWARDS_EYE), axis=1)
    seen = vertices.astype(np.float64) @ axes
    low, top = seen[:, :2].min(axis=0), seen[:, :2].max(axis=0)
    span = np.maximum(top - low, 1e-9)
    scale = (1 - 2 * MARGIN) * min(wide / span[0], high / span[1])
    shift = np.array([wide / 2, high / 2]) - (low + top) / 2 * scale

    def to_screen(points: np.ndarray) -> np.ndarray:
        screen = points * scale
        screen[..., :2] += shift
        return screen

    screen = to_screen(seen)
    facing = np.abs(normals @ TOWARDS_EYE)
    light = 0.34 + 0.5 * np.clip(normals @ KEY_LIGHT, 0, 1) + 0.22 * facing
    depth = np.full(wide * high, -np.inf, np.float32)
    shade = np.zeros(wide * high, np.float32)
    is_line = np.zeros(wide * high, np.float32)
    _fill(screen[indices], light[indices], wide, high, depth, shade)
    if len(mesh.segments):
        _draw_lines(to_screen(mesh.segments.astype(np.float64) @ axes), wide, high, depth, is_line)
    return _encode(depth, shade, is_line, width, height)


def _spread(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For counts [2, 3]: owners [0, 0, 1, 1, 1] and steps [0, 1, 0, 1, 2]."""
    owners = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    starts = (np.cumsum(counts) - counts).astype(np.int32)
    return owners, np.arange(len(owners), dtype=np.int32) - starts[owners]


def _fill(corners: np.ndarray, light: np.ndarray, wide: int, high: int, depth: np.ndarray, shade: np.ndarray) -> None:
    x, y, z = corners[..., 0], corners[..., 1], corners[..., 2]
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (x[:, 2] - x[:, 0]) * (y[:, 1] - y[:, 0])
    keep = np.abs(area) > 1e-6
    x, y, z, light, area = x[keep], y[keep], z[keep], light[keep], area[keep]

    def gradient(value: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        one, two = value[:, 1] - value[:, 0], value[:, 2] - value[:, 0]
        along_x = (one * (y[:, 2] - y[:, 0]) - two * (y[:, 1] - y[:, 0])) / area
        along_y = (two * (x[:, 1] - x[:, 0]) - one * (x[:, 2] - x[:, 0])) / area
        return along_x, along_y, value[:, 0] - along_x * x[:, 0] - along_y * y[:, 0]

    first = np.maximum(np.ceil(y.min(axis=1) - 0.5), 0).astype(np.int64)
    last = np.minimum(np.floor(y.max(axis=1) - 0.5), high - 1).astype(np.int64)
    owner, step = _spread(np.maximum(last - first + 1, 0))
    row = first[owner] + step
    middle = row + 0.5
    left, right = np.full(len(row), np.inf), np.full(len(row), -np.inf)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        ya, yb = y[owner, a], y[owner, b]
        crosses = (np.minimum(ya, yb) <= middle) & (middle <= np.maximum(ya, yb)) & (ya != yb)
        at = x[owner, a] + (middle - ya) / np.where(ya == yb, 1, yb - ya) * (x[owner, b] - x[owner, a])
        left = np.where(crosses, np.minimum(left, at), left)
        right = np.where(crosses, np.maximum(right, at), right)
    hit = left <= right
    owner, row, left, right = owner[hit], row[hit], left[hit], right[hit]
    start = np.maximum(np.ceil(left - 0.5), 0).astype(np.int64)
    stop = np.minimum(np.floor(right - 0.5), wide - 1).astype(np.int64)
    span, step = _spread(np.maximum(stop - start + 1, 0))
    column = start[span] + step
    triangle = owner[span]
    px, py = column + 0.5, row[span] + 0.5
    pixel = row[span] * wide + column
    zx, zy, z0 = gradient(z)
    near = (zx[triangle] * px + zy[triangle] * py + z0[triangle]).astype(np.float32)
    np.maximum.at(depth, pixel, near)
    front = near >= depth[pixel]
    triangle, px, py, pixel = triangle[front], px[front], py[front], pixel[front]
    lx, ly, l0 = gradient(light)
    shade[pixel] = lx[triangle] * px + ly[triangle] * py + l0[triangle]


def _draw_lines(ends: np.ndarray, wide: int, high: int, depth: np.ndarray, is_line: np.ndarray) -> None:
    length = np.abs(ends[:, 1, :2] - ends[:, 0, :2]).max(axis=1)
    counts = np.ceil(length).astype(np.int64) + 1
    owner, step = _spread(counts)
    part = (step / np.maximum(counts[owner] - 1, 1))[:, None]
    points = ends[owner, 0] * (1 - part) + ends[owner, 1] * part
    # An edge lies in the surfaces that it bounds: let it win against them, not against what is in front.
    visible_from = points[:, 2] + 3.0
    for dx, dy in ((0, 0), (-1, 0), (0, -1), (-1, -1)):
        column, row = np.rint(points[:, 0]).astype(np.int64) + dx, np.rint(points[:, 1]).astype(np.int64) + dy
        inside = (column >= 0) & (column < wide) & (row >= 0) & (row < high)
        pixel = row[inside] * wide + column[inside]
        pixel = pixel[visible_from[inside] >= depth[pixel]]
        is_line[pixel] = 1


def _encode(depth: np.ndarray, shade: np.ndarray, is_line: np.ndarray, width: int, height: int) -> bytes:
    part = np.isfinite(depth).astype(np.float32) * (1 - is_line)
    light = _summed(np.minimum(shade, 1.12) * part, width, height)
    parts, lines = _summed(part, width, height), _summed(is_line, width, height)
    cover = parts + lines
    weight = 1 / np.maximum(cover, 1)
    picture = np.empty((height, width, 4), np.uint8)
    for channel in range(3):
        picture[..., channel] = (PART_COLOUR[channel] * light + EDGE_COLOUR[channel] * lines) * weight
    picture[..., 3] = cover * (255 / SUPERSAMPLING**2)
    stream = BytesIO()
    Image.fromarray(picture).save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def _summed(samples: np.ndarray, width: int, height: int) -> np.ndarray:
    """The samples of each pixel added up."""
    grid = samples.reshape(height * SUPERSAMPLING, width * SUPERSAMPLING)
    steps = range(SUPERSAMPLING)
    return sum(grid[down::SUPERSAMPLING, across::SUPERSAMPLING] for down in steps for across in steps)
