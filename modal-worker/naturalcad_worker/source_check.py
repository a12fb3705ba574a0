"""Reads a script's source before it runs: does it parse, and does it stay with what a part needs?

A help, not a wall: it answers at once and names the line. The walls are the layers in sandbox.py, which hold without it.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from naturalcad_worker import hints

ALLOWED_MODULES = frozenset(
    "build123d OCP ocp_vscode math cmath numpy typing random itertools functools dataclasses collections copy enum "
    "statistics fractions decimal operator string abc numbers bisect heapq warnings time logging __future__ "
    "scipy.spatial scipy.optimize scipy.interpolate scipy.integrate scipy.linalg scipy.special".split()
)
FORBIDDEN_CALLS = frozenset("eval exec compile __import__ open input breakpoint globals memoryview help".split())
ALLOWED_DUNDERS = frozenset(
    "__init__ __name__ __post_init__ __version__ __doc__ __all__ __main__ __repr__ __str__".split()
)
FORBIDDEN_ATTRIBUTES = frozenset(
    "f_globals f_locals f_builtins f_back f_code tb_frame tb_next gi_frame gi_code cr_frame ag_frame func_globals mro "
    "co_code system popen spawnl spawnv fork forkpty execv execve ctypeslib fromfile tofile memmap loadtxt savetxt".split()
)
_INTERNALS = re.compile(r"__(subclasses|globals|builtins|import|bases|mro|code|class)__")


@dataclass(frozen=True)
class Rejection:
    """Why a script is not run. `code` is `syntax` or `forbidden`."""

    code: str
    message: str
    hint: str
    line: int | None


def check(source: str, *, checks_names: bool) -> Rejection | None:
    """None when the script may run. With `checks_names` off only its syntax counts."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        near = f": {error.text.strip()[:120]}" if error.text and error.text.strip() else ""
        return Rejection("syntax", f"{error.msg}{near}", hints.SYNTAX, error.lineno)
    except ValueError as error:
        return Rejection("syntax", str(error), hints.SYNTAX, None)
    except (RecursionError, MemoryError):
        return Rejection("syntax", "The script is nested too deeply to be read.", hints.SYNTAX, None)
    if not source.strip():
        return Rejection("syntax", "The script is empty.", hints.NO_RESULT, None)
    if not checks_names:
        return None
    for node in ast.walk(tree):
        message = _objection(node)
        if message is not None:
            line = getattr(node, "lineno", None)
            return Rejection("forbidden", message, _hint(message), line)
    return None


def _hint(message: str) -> str:
    if "cadquery" in message or "`cq`" in message:
        return "This is CadQuery; write build123d: `from build123d import *`, then `Box`, `Cylinder`, `extrude`, `fillet` …"
    if "pathlib" in message or "`os`" in message or "open" in message:
        return "Scripts read and write no files: STEP, STL and GLB are made from `result` when the script has ended."
    return "Use build123d, math, numpy and plain Python only, and leave the part in `result`."


def _objection(node: ast.AST) -> str | None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if not _is_allowed(alias.name):
                return f"`{alias.name}` cannot be imported here."
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if node.level or not _is_allowed(module):
            return f"`{'.' * node.level}{module}` cannot be imported here."
    elif isinstance(node, ast.Name):
        if node.id in FORBIDDEN_CALLS or (_is_dunder(node.id) and node.id not in ALLOWED_DUNDERS | {"__file__"}):
            return f"`{node.id}` cannot be used here."
    elif isinstance(node, ast.Attribute):
        if node.attr in FORBIDDEN_ATTRIBUTES or (_is_dunder(node.attr) and node.attr not in ALLOWED_DUNDERS):
            return f"`.{node.attr}` cannot be used here."
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _INTERNALS.search(node.value):
        # getattr(x, "__class__"), "{0.__class__}".format(x): the name is in a string then.
        return "A string here names a Python internal."
    return None


def _is_allowed(module: str) -> bool:
    pieces = module.split(".")
    return pieces[0] in ALLOWED_MODULES or ".".join(pieces[:2]) in ALLOWED_MODULES


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
