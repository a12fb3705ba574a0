"""Runs a script in this very process and turns the part it leaves into a binary BREP.

Called in a confined child. Whatever happens here may be forged by the script, so nothing that is reported from here
is believed except the geometry itself, which other children measure.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import resource
import sys
import traceback
import types
from dataclasses import dataclass, field
from typing import Any

from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopoDS import TopoDS_Iterator, TopoDS_Shape

from naturalcad_worker import hints, largest, viewer_stub
from naturalcad_worker.geometry.shape_io import compound_of, read_shape, write_shape

SCRIPT_NAME = "part.py"
TRACEBACK_CHARACTERS = 4_000


@dataclass
class ScriptOutcome:
    """The part as a binary BREP, names and colours of its parts where it is an assembly, and sentences for the log."""

    brep: bytes
    parts: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ScriptFailure(Exception):
    """The script gave no part. `code` is one of the executor's stable error codes."""

    def __init__(self, code: str, message: str, hint: str = "", line: int | None = None, trace: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.line, self.trace = code, message, hint, line, trace
        self.feature: largest.Feature | None = None


def run_script(
    code: str,
    *,
    timeout_s: float | None = None,
    keeps_modules: bool = False,
    inputs: dict[str, bytes] | None = None,
) -> ScriptOutcome:
    """Executes the script and finds its part. `inputs` are BREPs that it finds as parts in `inputs["name"]`.

    Raises:
        ScriptFailure: syntax, exception, memory, no_result, empty_shape or invalid_shape.
    """
    if timeout_s is not None:
        # Behind the executor's wall clock: ends a script whose executor is gone.
        seconds = int(timeout_s) + 2 + int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    shown: list[Any] = []
    viewer_stub.install(shown)
    if not keeps_modules:
        _silence_exporters()
    linecache.cache[SCRIPT_NAME] = (len(code), None, code.splitlines(keepends=True), SCRIPT_NAME)
    module = types.ModuleType("__main__")
    namespace = module.__dict__
    namespace.update({"__file__": SCRIPT_NAME, "__builtins__": builtins, "inputs": _Inputs(inputs or {})})
    if not keeps_modules:
        sys.modules["__main__"] = module  # dataclasses and enums look their module up
    try:
        tree = ast.parse(code, SCRIPT_NAME)
        exec(compile(tree, SCRIPT_NAME, "exec"), namespace)  # noqa: S102  (running it is the point; the sandbox is around us)
    except SystemExit:
        pass  # a script may end itself; what it left counts
    except SyntaxError as error:
        if error.filename == SCRIPT_NAME:
            raise _syntax_failure(error) from None
        raise _exception_failure(error, code, list(namespace)) from None
    except MemoryError as error:
        raise ScriptFailure(
            "memory", "The script needed more memory than it may use.", hints.MEMORY, _line_of(error)
        ) from None
    except BaseException as error:
        raise _exception_failure(error, code, list(namespace)) from None
    try:
        value, shape, notes = _find_part(namespace, shown, tree)
        if not TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE).More():
            raise ScriptFailure("empty_shape", "The result holds no faces, so there is nothing to make.", hints.EMPTY)
        if not _is_solid(shape):
            notes.append(
                "The result is flat, no solid: it has faces but no volume. `extrude(result, amount=…)` makes a part."
            )
        pieces = _pieces(value, shape)
        if len(pieces) > 1:
            looks = [{"name": name, "rgb": rgb} for name, rgb, _ in pieces]
            return ScriptOutcome(write_shape(compound_of(piece for _, _, piece in pieces)), looks, notes)
        return ScriptOutcome(write_shape(shape), [], notes)
    except ScriptFailure:
        raise
    except MemoryError:
        raise ScriptFailure("memory", "The part needs more memory than it may use.", hints.MEMORY) from None
    except BaseException as error:
        raise ScriptFailure("invalid_shape", f"The result cannot be read as a shape: {error}", hints.INVALID) from None


class _Inputs(dict[str, Any]):
    """The files that came with the job, as build123d parts; a name that is not among them says which are."""

    def __init__(self, breps: dict[str, bytes]) -> None:
        if breps:
            from build123d import Part
        super().__init__({name: Part(read_shape(brep)) for name, brep in breps.items()})

    def __missing__(self, name: str) -> Any:
        names = ", ".join(map(repr, self)) or "none"
        raise KeyError(f"no input {name!r}; the files that came with this job: {names}")


# ---- failures ----------------------------------------------------------------------------------------------------


def _syntax_failure(error: SyntaxError) -> ScriptFailure:
    text = (error.text or "").strip()
    near = f": {text[:120]}" if text else ""
    return ScriptFailure("syntax", f"{error.msg}{near}", hints.SYNTAX, error.lineno)


def _line_of(error: BaseException) -> int | None:
    line = None
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == SCRIPT_NAME:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _exception_failure(error: BaseException, code: str, names: list[str]) -> ScriptFailure:
    line = _line_of(error)
    message, hint = hints.explain(error, _source_line(code, line), names)
    entries = [entry for entry in traceback.extract_tb(error.__traceback__) if entry.filename == SCRIPT_NAME]
    trace = "".join(traceback.format_list(entries)) + "".join(traceback.format_exception_only(error))
    failure = ScriptFailure("exception", message, hint, line, trace[-TRACEBACK_CHARACTERS:])
    failure.feature = largest.failed_feature(error)
    return failure


def _source_line(code: str, line: int | None) -> str:
    lines = code.splitlines()
    return lines[line - 1].strip() if line and line <= len(lines) else ""


def _silence_exporters() -> None:
    """Exports inside a script succeed and write nothing: every file is made afterwards, from the measured shape."""
    import build123d

    def silenced(name: str):
        def export(*_: Any, **__: Any) -> bool:
            print(f"{name}: left out, the files are made from `result` when the script has ended")
            return True

        return export

    for name in ("export_step", "export_stl", "export_gltf", "export_brep"):
        setattr(build123d, name, silenced(name))


# ---- which object is the part ------------------------------------------------------------------------------------


def _as_shape(value: Any) -> TopoDS_Shape | None:
    """The kernel's shape behind a build123d object, a builder, or a list of them; None when it is none."""
    if isinstance(value, TopoDS_Shape):
        return None if value.IsNull() else value
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple, set)):
        shapes = [shape for shape in map(_as_shape, value) if shape is not None]
        if not shapes:
            return None
        return shapes[0] if len(shapes) == 1 else compound_of(shapes)
    for attribute in ("part", "sketch", "line"):
        if type(value).__name__ == f"Build{attribute.capitalize()}":
            return _as_shape(getattr(value, attribute))
    try:
        wrapped = getattr(value, "wrapped", None)
    except AssertionError:  # build123d's way of saying that solids which do not meet have nothing in common
        return None
    return wrapped if isinstance(wrapped, TopoDS_Shape) and not wrapped.IsNull() else None


def _is_solid(shape: TopoDS_Shape) -> bool:
    return bool(TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID).More())


_Look = tuple[str, list[float] | None]


def _look(value: Any, inherited: list[float] | None) -> _Look:
    label = getattr(value, "label", "")
    colour = getattr(value, "color", None)
    rgb = inherited if colour is None else [float(part) for part in tuple(colour)[:3]]
    return label if isinstance(label, str) else "", rgb


def _pieces(value: Any, shape: TopoDS_Shape) -> list[tuple[str, list[float] | None, TopoDS_Shape]]:
    """The labelled or coloured leaves of an assembly or a list; nothing where no leaf has a name or a colour."""
    found: list[tuple[str, list[float] | None, TopoDS_Shape]] = []

    def visit(node: Any, placed: TopoDS_Shape, inherited: list[float] | None) -> None:
        name, rgb = _look(node, inherited)
        children = list(getattr(node, "children", ()))
        placed_children = _direct_children(placed)
        # A compound carries its children's shapes in their order; where it does not, it is one piece.
        if children and len(children) == len(placed_children):
            for child, placed_child in zip(children, placed_children, strict=True):
                visit(child, placed_child, rgb)
            return
        found.append((name, rgb, placed))

    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for entry in value:
            placed = _as_shape(entry)
            if placed is not None:
                entry = getattr(entry, "part", entry) if type(entry).__name__ == "BuildPart" else entry
                visit(entry, placed, None)
    else:
        visit(getattr(value, "part", value) if type(value).__name__ == "BuildPart" else value, shape, None)
    return found if any(name or rgb for name, rgb, _ in found) else []


def _direct_children(shape: TopoDS_Shape) -> list[TopoDS_Shape]:
    found = []
    iterator = TopoDS_Iterator(shape)
    while iterator.More():
        found.append(iterator.Value())
        iterator.Next()
    return found


def _find_part(namespace: dict[str, Any], shown: list[Any], tree: ast.Module) -> tuple[Any, TopoDS_Shape, list[str]]:
    if "result" in namespace:
        value = namespace["result"]
        shape = _as_shape(value)
        if shape is None:
            kind = type(value).__name__
            if value is None or kind.startswith(("Build", "Part", "Compound", "Solid", "Sketch", "list", "Shape")):
                raise ScriptFailure("empty_shape", f"`result` is empty ({kind}).", hints.EMPTY)
            raise ScriptFailure("no_result", f"`result` is a {kind}, which is no shape.", hints.NO_RESULT)
        return value, shape, []

    shape = _as_shape(shown)
    if shape is not None:
        return shown, shape, ["No `result` in the script: the objects handed to show() were taken."]

    found: list[tuple[str, Any, TopoDS_Shape]] = []
    empty: list[str] = []
    for name in _assigned_names(tree):
        value = namespace.get(name)
        if isinstance(value, (int, float, str, bool, dict)) or value is None:
            continue
        candidate = _as_shape(value)
        if candidate is not None:
            found.append((name, value, candidate))
        elif type(value).__name__ in ("BuildPart", "Part", "Compound", "Solid"):
            empty.append(name)
    for wanted, accepts in (
        ("the last BuildPart", lambda value, candidate: type(value).__name__ == "BuildPart" and _is_solid(candidate)),
        ("the last solid", lambda _, candidate: _is_solid(candidate)),
        ("the last shape", lambda _, candidate: TopExp_Explorer(candidate, TopAbs_ShapeEnum.TopAbs_FACE).More()),
    ):
        matching = [(name, value, candidate) for name, value, candidate in found if accepts(value, candidate)]
        if matching:
            name, value, candidate = matching[-1]
            return value, candidate, [f"No `result` in the script: `{name}`, {wanted}, was taken."]
    if empty:
        raise ScriptFailure("empty_shape", f"`{empty[-1]}` holds no geometry.", hints.EMPTY)
    raise ScriptFailure("no_result", "The script leaves no shape behind.", hints.NO_RESULT)


def _assigned_names(tree: ast.Module) -> list[str]:
    """Names bound at the top level, the one bound last at the end."""
    names: dict[str, None] = {}

    def bind(target: ast.expr) -> None:
        if isinstance(target, ast.Name):
            names.pop(target.id, None)
            names[target.id] = None
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element in target.elts:
                bind(element)

    def visit(statements: list[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    bind(target)
            elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
                bind(statement.target)
            elif isinstance(statement, ast.With):
                for item in statement.items:
                    if item.optional_vars is not None:
                        bind(item.optional_vars)
                visit(statement.body)
            elif isinstance(statement, (ast.For, ast.While, ast.If)):
                visit(statement.body)
                visit(statement.orelse)
            elif isinstance(statement, ast.Try):
                visit(statement.body)
                visit(statement.finalbody)

    visit(tree.body)
    return list(names)
