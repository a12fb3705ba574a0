"""What build123d itself says about a name or a call that a script got wrong: the nearest name, the arguments in order.

Runs in the script's own process after it failed; nothing but a hint depends on it.
"""

from __future__ import annotations

import difflib
import inspect
import re
import types
from typing import Any

_CALL = re.compile(r"^(?:(?P<owner>\w+)\.)?(?P<name>\w+)\(\) (?:got|missing|takes)")
# As methods they take other arguments, which scripts rarely mean.
_OPERATIONS = frozenset("extrude revolve sweep loft fillet chamfer offset mirror split thicken section".split())
MOST_NAMES = 8


def about(error: BaseException, source_names: list[str]) -> str | None:
    """A sentence with the right name or the right arguments; None where build123d has nothing to say.

    `source_names` are the names that the script knows when it fails.
    """
    try:
        if isinstance(error, NameError) and error.name:
            return _nearest_name(error.name, source_names)
        if isinstance(error, AttributeError) and error.name:
            return _nearest_attribute(error.obj, error.name)
        if isinstance(error, TypeError):
            return _arguments(str(error))
    except Exception:  # a script's own objects may answer anything when they are looked at
        return None
    return None


def _public_names() -> dict[str, Any]:
    import build123d

    return {name: value for name, value in vars(build123d).items() if not name.startswith("_")}


def _nearest(name: str, names: list[str], cutoff: float) -> str | None:
    folded = {}
    for known in names:
        folded.setdefault(known.lower(), known)
    near = difflib.get_close_matches(name.lower(), list(folded), n=1, cutoff=cutoff)
    return folded[near[0]] if near else None


def _nearest_name(name: str, source_names: list[str]) -> str | None:
    # What the script itself names comes first, for its own names are the shorter ones and the likelier typos.
    public = _public_names()
    own = [known for known in source_names if known not in public and not known.startswith("_")]
    near = _nearest(name, own, 0.75) or _nearest(name, list(public), 0.75)
    return f"Did you mean `{near}`?" if near else None


def _nearest_attribute(owner: Any, name: str) -> str | None:
    if isinstance(owner, type) and hasattr(owner, "__members__"):
        members = list(owner.__members__)
        if len(members) <= MOST_NAMES:
            return f"`{owner.__name__}` has {', '.join(members)}."
    kind = owner if isinstance(owner, type) else type(owner)
    names = [known for known in dir(owner) if not known.startswith("_")]
    near = _nearest(name, names, 0.75)
    if near:
        return f"Did you mean `.{near}`?"
    operation = _public_names().get(name)
    if isinstance(operation, types.FunctionType):
        return f"`{name}` is a function here, not a method of {kind.__name__}: `{_signature(name, operation)}`."
    return None


def _arguments(message: str) -> str | None:
    match = _CALL.match(message)
    if match is None:
        return None
    owner, name = match["owner"], match["name"]
    known = _public_names()
    if owner is None or name == "__init__":
        called = known.get(owner or name)
        return f"It is written `{_signature(owner or name, called)}`." if called is not None else None
    if name in _OPERATIONS and isinstance(known.get(name), types.FunctionType):
        return f"As a function it is written `{_signature(name, known[name])}`."
    called = getattr(known.get(owner), name, None)
    return f"It is written `.{_signature(name, called)}`." if called is not None else None


def _signature(name: str, called: Any) -> str:
    """`Cylinder(radius, height, arc_size=360, …)`: what must be given, and the first few of what may be."""
    words: list[str] = []
    optional = 0
    # build123d's classes are made by a metaclass that hides their arguments.
    target = called.__init__ if isinstance(called, type) else called
    for parameter in inspect.signature(target).parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            words.append(f"*{parameter.name}")
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        elif parameter.default is inspect.Parameter.empty:
            words.append(parameter.name)
        elif optional < 4:
            optional += 1
            plain = isinstance(parameter.default, (int, float, bool)) and not hasattr(parameter.default, "name")
            words.append(f"{parameter.name}={parameter.default}" if plain else f"{parameter.name}=…")
        else:
            words.append("…")
            break
    return f"{name}({', '.join(words)})"
