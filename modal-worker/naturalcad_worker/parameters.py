"""The named constants of a script that people may turn, and how other values are put into them.

A parameter is a first assignment at the top level of an UPPER_CASE name to a number, True, False or a text:
`WIDTH = 80.0  # mm, 10..400, Width` — unit (mm, deg, count, choice(a|b)), range and label, each optional.
"""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from dataclasses import dataclass
from typing import Any

MAX_PARAMETERS = 64
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_NUMBER = r"([-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)"
_RANGE = re.compile(rf"{_NUMBER}\s*(?:\.\.|…|–|-|\bto\b)\s*{_NUMBER}\s*([a-z°]*)", re.IGNORECASE)
_CHOICE = re.compile(r"choice\(([^)]*)\)", re.IGNORECASE)
_UNITS = {
    "mm": "mm",
    "millimeters": "mm",
    "millimetres": "mm",
    "deg": "deg",
    "degrees": "deg",
    "°": "deg",
    "count": "count",
}
# `Wall thickness (mm)`, `[deg] lean`
_BRACKETED_UNIT = re.compile(rf"\s*[(\[](?P<unit>{'|'.join(_UNITS)})[)\]]\s*", re.IGNORECASE)
# Words of a name that mean degrees where the comment says nothing.
_ANGLES = {"ANGLE", "DEG", "DEGREES"}


class ParameterError(Exception):
    """A value that a parameter does not take; nothing was run."""

    def __init__(self, message: str, hint: str, name: str) -> None:
        super().__init__(message)
        self.message, self.hint, self.name = message, hint, name


@dataclass(frozen=True)
class Parameter:
    """One parameter and where its value stands in the source (1-based line, columns in UTF-8 bytes)."""

    name: str
    label: str
    unit: str
    default: float | int | bool | str
    min: float | None
    max: float | None
    step: float | None
    choices: list[str] | None
    start: tuple[int, int]
    end: tuple[int, int]

    def described(self, value: Any) -> dict[str, Any]:
        """As the result event carries it."""
        return {
            "name": self.name,
            "label": self.label,
            "unit": self.unit,
            "value": value,
            "default": self.default,
            "min": self.min,
            "max": self.max,
            "step": self.step,
            "choices": self.choices,
        }


def read_parameters(source: str) -> list[Parameter]:
    """The parameters of a script, in order; none when it does not parse."""
    try:
        tree = ast.parse(source)
        comments = _comments(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return []
    found: dict[str, Parameter] = {}
    seen: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target, value = statement.target, statement.value
        else:
            continue
        if not isinstance(target, ast.Name) or not _NAME.fullmatch(target.id) or target.id in seen:
            continue
        seen.add(target.id)
        literal = _literal(value)
        if literal is None:
            continue
        parameter = _parameter(target.id, literal, comments.get(value.end_lineno or 0, ""), value)
        if parameter is not None and len(found) < MAX_PARAMETERS:
            found[target.id] = parameter
    return list(found.values())


def apply_parameters(source: str, parameters: list[Parameter], values: dict[str, Any]) -> str:
    """The source with these values written in place of the constants.

    Raises:
        ParameterError: an unknown name, a wrong type, or a value out of range; names the limits.
    """
    known = {parameter.name: parameter for parameter in parameters}
    lines = source.encode().splitlines(keepends=True)
    edits: list[tuple[Parameter, Any]] = []
    for name, value in values.items():
        parameter = known.get(name)
        if parameter is None:
            names = ", ".join(known) or "none"
            raise ParameterError(f"The script has no parameter {name}.", f"Its parameters: {names}.", name)
        edits.append((parameter, checked_value(parameter, value)))
    for parameter, value in sorted(edits, key=lambda edit: edit[0].start, reverse=True):
        (first, column), (last, end_column) = parameter.start, parameter.end
        before, after = lines[first - 1][:column], lines[last - 1][end_column:]
        lines[first - 1 : last] = [before + repr(value).encode() + after]
    return b"".join(lines).decode()


def checked_value(parameter: Parameter, value: Any) -> float | int | bool | str:
    """The value as the script takes it.

    Raises:
        ParameterError: a wrong type, or out of range.
    """

    def refuse(message: str, hint: str) -> ParameterError:
        return ParameterError(f"{parameter.name} ({parameter.label}): {message}", hint, parameter.name)

    if parameter.unit == "bool":
        if not isinstance(value, bool):
            raise refuse(f"{value!r} is not true or false.", "Send true or false.")
        return value
    if parameter.unit == "choice":
        choices = parameter.choices or []
        if not isinstance(value, str) or value not in choices:
            raise refuse(f"{value!r} is not one of the choices.", f"Choose one of: {', '.join(choices)}.")
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise refuse(f"{value!r} is not a number.", "Send a number.")
    if parameter.unit == "count":
        if value != int(value):
            raise refuse(f"{value} is not a whole number.", "Send a whole number.")
        value = int(value)
    low, high = parameter.min, parameter.max
    if (low is not None and value < low - 1e-9) or (high is not None and value > high + 1e-9):
        unit = "" if parameter.unit == "count" else f" {parameter.unit}"
        raise refuse(f"{value}{unit} is out of range.", f"It takes {low:g} to {high:g}{unit}.")
    if isinstance(parameter.default, float):
        return float(value)
    return int(value) if value == int(value) else value


def _comments(source: str) -> dict[int, str]:
    return {
        token.start[0]: token.string.lstrip("#").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }


def _literal(node: ast.expr) -> float | int | bool | str | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inner = _literal(node.operand)
        if inner is None or isinstance(inner, (str, bool)):
            return None
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float, str)):
        if isinstance(node.value, float) and not math.isfinite(node.value):
            return None
        return node.value
    return None


def _parameter(name: str, default: float | int | bool | str, comment: str, node: ast.expr) -> Parameter | None:
    choices: list[str] | None = None
    choice = _CHOICE.search(comment)
    if choice:
        choices = _choices(choice.group(1), "|" if "|" in choice.group(1) else ",")
        comment = comment[: choice.start()] + comment[choice.end() :]
    unit, low, high = None, None, None
    bracketed = _BRACKETED_UNIT.search(comment)
    if bracketed:
        unit = _UNITS[bracketed["unit"].lower()]
        comment = f"{comment[: bracketed.start()]} {comment[bracketed.end() :]}"
    words: list[str] = []
    for piece in (part.strip() for part in comment.split(",")):
        limits = _RANGE.fullmatch(piece)
        if piece.lower() in _UNITS and unit is None:
            unit = _UNITS[piece.lower()]
        elif limits and low is None and (not limits.group(3) or limits.group(3).lower() in _UNITS):
            low, high = sorted((float(limits.group(1)), float(limits.group(2))))
            unit = unit or _UNITS.get(limits.group(3).lower())
        elif choices is None and "|" in piece and default in _choices(piece, "|"):
            choices = _choices(piece, "|")
        elif piece:
            words.append(piece)
    # Words beside a unit or range are the label; a comment of words alone is prose, and may be a sentence.
    spoken = ", ".join(words)
    has_grammar = unit is not None or low is not None or choices is not None
    label = spoken[:60] if spoken and has_grammar else _label(name)

    step: float | None = None
    if isinstance(default, bool):
        unit, low, high = "bool", None, None
    elif isinstance(default, str):
        if not choices or default not in choices:
            return None
        unit, low, high = "choice", None, None
    else:
        choices = None
        if unit is None and _ANGLES.intersection(name.split("_")):
            unit = "deg"
        if unit is None:
            unit = "count" if isinstance(default, int) else "mm"
        if unit == "count" and default != int(default):
            unit = "mm"
        inferred = _inferred_range(unit, float(default))
        low = inferred[0] if low is None else low
        high = inferred[1] if high is None else high
        low, high = min(low, float(default)), max(high, float(default))
        step = _step(unit, abs(float(default)))
    assert node.end_lineno is not None and node.end_col_offset is not None
    return Parameter(
        name=name,
        label=label,
        unit=unit,
        default=default,
        min=low,
        max=high,
        step=step,
        choices=choices,
        start=(node.lineno, node.col_offset),
        end=(node.end_lineno, node.end_col_offset),
    )


def _choices(text: str, separator: str) -> list[str]:
    return [part for part in (piece.strip().strip("'\"") for piece in text.split(separator)) if part]


def _step(unit: str, size: float) -> float:
    if unit in ("deg", "count"):
        return 1.0
    if 0 < size < 1:
        return 10.0 ** (math.floor(math.log10(size)) - 1)  # a hundredth of a gap of 0.5, not a fifth
    return 0.1 if size < 10 else 0.5 if size < 100 else 1.0


def _label(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


def _inferred_range(unit: str, value: float) -> tuple[float, float]:
    if unit == "deg":
        return (0.0, 360.0) if value >= 0 else (-360.0, 360.0)
    if unit == "count":
        return (1.0, max(4 * value, 12.0)) if value >= 1 else (value, 12.0)
    if value == 0:
        return (0.0, 10.0)
    low, high = sorted((value / 4, value * 4))
    return float(f"{low:.6g}"), float(f"{high:.6g}")
