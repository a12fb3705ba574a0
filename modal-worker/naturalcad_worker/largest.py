"""How large a feature may be that the kernel refused: found by trying, in the script's own process, after it failed.

Nothing depends on it: it may be cut off at any time, and what it says goes into a hint and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

MOST_TRIES = 14
# The first size that is tried is this part of the one that failed.
FIRST_PART = 16
# Good enough once what works and what does not are this close.
CLOSE = 0.02


@dataclass(frozen=True)
class Feature:
    """One call into build123d that failed: what its size is called, the size, and how to try another one."""

    name: str
    size_name: str
    size: float
    attempt: Callable[[float], Any]


def _fillet(values: dict[str, Any]) -> Feature:
    part, edges = values["self"], list(values["edge_list"])
    return Feature("fillet", "radius", values["radius"], lambda size: type(part).fillet(part, size, edges))


def _chamfer(values: dict[str, Any]) -> Feature:
    part, edges, face = values["self"], list(values["edge_list"]), values["face"]
    length, second = values["length"], values["length2"]
    ratio = 1.0 if second is None else second / length

    def attempt(size: float) -> Any:
        return type(part).chamfer(part, size, None if second is None else size * ratio, edges, face)

    return Feature("chamfer", "length", length, attempt)


def _fillet_2d(values: dict[str, Any]) -> Feature:
    face, vertices = values["self"], list(values["vertices"])
    return Feature("fillet", "radius", values["radius"], lambda size: type(face).fillet_2d(face, size, vertices))


def _offset_3d(values: dict[str, Any]) -> Feature:
    part, openings, thickness = values["self"], values["openings"], values["thickness"]
    openings = None if openings is None else list(openings)
    sign = -1.0 if thickness < 0 else 1.0

    def attempt(size: float) -> Any:
        return type(part).offset_3d(part, openings, sign * size, values["tolerance"], values["kind"])

    return Feature("offset", "amount", abs(thickness), attempt)


_FEATURES = {"fillet": _fillet, "chamfer": _chamfer, "fillet_2d": _fillet_2d, "offset_3d": _offset_3d}


def failed_feature(error: BaseException) -> Feature | None:
    """The feature of build123d inside which the error arose, if its size can be tried anew."""
    found: FrameType | None = None
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_name in _FEATURES and "build123d" in code.co_filename and "self" in step.tb_frame.f_locals:
            found = step.tb_frame
        step = step.tb_next
    if found is None:
        return None
    try:
        feature = _FEATURES[found.f_code.co_name](found.f_locals)
        return feature if float(feature.size) > 0 else None
    except (KeyError, TypeError, ValueError):
        return None


def sentences_about(feature: Feature, budget_s: float) -> Iterator[str]:
    """What size works, in words that grow truer; none where the time did not suffice to say anything.

    From small to large: sizes that work are made in milliseconds, while a size far too large can hold the kernel up
    for longer than anybody waits.
    """
    deadline = time.monotonic() + budget_s
    works, fails = 0.0, float(feature.size)
    size = fails / FIRST_PART
    for _ in range(MOST_TRIES):
        if time.monotonic() >= deadline or fails - works <= CLOSE * fails:
            break
        if _is_good(feature, size):
            works = size
            yield f"A {feature.size_name} of {_rounded_down(works):g} mm works here."
        else:
            fails = size
        size = 2 * works if 0 < 2 * works < fails else (works + fails) / 2
    if works > 0:
        yield f"The largest {feature.size_name} that works here is about {_rounded_down(works):g} mm."
    elif fails < 0.01 * feature.size:
        yield f"No {feature.size_name} works on this selection, however small: choose other edges or an earlier step."


def _is_good(feature: Feature, size: float) -> bool:
    try:
        made = feature.attempt(size)
        return bool(made.is_valid) and any(getattr(made, extent, 0) > 0 for extent in ("volume", "area", "length"))
    except Exception:  # the kernel refuses in many ways, and all of them mean no
        return False


def _rounded_down(size: float) -> float:
    if size < 0.1:
        return float(f"{0.99 * size:.2g}")
    step = 10.0 ** (-2 if size < 10 else -1 if size < 100 else 0)
    return int(size / step) * step
