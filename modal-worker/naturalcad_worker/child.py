"""What a confined child does: says that it is ready, takes one task over its connection, answers in frames, ends.

Tasks: `script` (runs untrusted code, answers with a BREP), `export` (reads a BREP, answers with facts and files),
`import` (reads a STEP or STL file, answers with a BREP), `compare` (reads two files, answers with figures) and `parse`
(reads a document, answers with its elements). Before its task a child may be told to `rehearse`.
A child serves one task of one job, then exits: nothing is carried from one job to the next.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import socket
import sys
from typing import Any

from naturalcad_worker import frames
from naturalcad_worker.sandbox import JOB_FOLDER

# The executor waits a little longer than this.
MEASURE_FOR_S = 2.0


def serve(connection: socket.socket, layers: dict[str, str]) -> None:
    """Serves one task and exits the process."""
    folder = layers.pop("folder", JOB_FOLDER)
    frames.send(connection, {"kind": "ready", "layers": layers})
    try:
        header, payload = _next(connection)
        while header["task"] == "rehearse":
            _rehearse(connection)
            header, payload = _next(connection)
    except (EOFError, OSError):
        _leave(folder)
    try:
        if header["task"] == "script":
            _serve_script(connection, header, bytes(payload))
        elif header["task"] == "parse":
            _serve_parse(connection, bytes(payload))
        else:
            _serve_clean(connection, header, bytes(payload))
    except (BrokenPipeError, ConnectionError):
        pass
    _leave(folder)


def _next(connection: socket.socket) -> tuple[dict[str, Any], bytearray]:
    select.select([connection], [], [])
    return frames.receive(connection)


def _rehearse(connection: socket.socket) -> None:
    """Does once what jobs do: the memory that it touches is then this process's own, and the job need not wait for it.

    Stops at the next step as soon as a task comes.
    """
    from naturalcad_worker import kernel

    for step in kernel.rehearsal():
        if select.select([connection], [], [], 0)[0]:
            return
        step()


def _leave(folder: str) -> None:
    """Ends at once: tearing the interpreter and the kernel down would only cost time."""
    if folder not in (JOB_FOLDER, "/"):
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _serve_script(connection: socket.socket, header: dict[str, Any], breps: bytes) -> None:
    from naturalcad_worker import largest
    from naturalcad_worker.script_run import ScriptFailure, run_script

    feature: largest.Feature | None = None
    # New streams, for the inherited ones were opened on /dev/null. By lines: also a script that never ends is heard.
    sys.stdout = sys.__stdout__ = open(1, "w", 1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", 1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    try:
        inputs: dict[str, bytes] = {}
        for entry in header["inputs"]:
            inputs[entry["name"]], breps = breps[: entry["bytes"]], breps[entry["bytes"] :]
        outcome = run_script(header["code"], timeout_s=header["timeoutS"], inputs=inputs)
        answer: dict[str, Any] = {"kind": "shape", "notes": outcome.notes, "parts": outcome.parts}
        payload = outcome.brep
    except ScriptFailure as failure:
        feature = failure.feature
        answer = {
            "kind": "failure",
            "isMeasuring": feature is not None,
            "code": failure.code,
            "message": failure.message,
            "hint": failure.hint,
            "line": failure.line,
            "traceback": failure.trace,
        }
        payload = b""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue
    frames.send(connection, answer, payload)
    if feature is not None:
        # After the answer: trying may crash or take for ever, and the answer stands without it.
        for sentence in largest.sentences_about(feature, MEASURE_FOR_S):
            frames.send(connection, {"kind": "measured", "sentence": sentence})
        frames.send(connection, {"kind": "measured"})


def _serve_parse(connection: socket.socket, content: bytes) -> None:
    from naturalcad_worker.parse.document import parse
    from naturalcad_worker.parse.elements import ParseFailure

    try:
        document = parse(content)
        answer = document.answer()
        answer["pictures"] = [
            None if page.picture is None else base64.b64encode(page.picture).decode() for page in document.pages
        ]
        frames.send(connection, {"kind": "parsed"}, json.dumps(answer).encode())
    except ParseFailure as failure:
        frames.send(
            connection,
            {"kind": "failure", "code": failure.code, "message": failure.message, "hint": failure.hint},
        )
    except MemoryError:
        frames.send(
            connection,
            {
                "kind": "failure",
                "code": "too_large",
                "message": "The document takes more memory than it may.",
                "hint": "Upload fewer pages.",
            },
        )


def _serve_clean(connection: socket.socket, header: dict[str, Any], payload: bytes) -> None:
    from naturalcad_worker.geometry.shape_io import ShapeError

    try:
        {"export": _export, "import": _import, "compare": _compare}[header["task"]](connection, header, payload)
        frames.send(connection, {"kind": "done"})
    except ShapeError as error:
        frames.send(connection, {"kind": "failure", "code": error.code, "message": error.message, "hint": error.hint})
    except MemoryError:
        frames.send(
            connection,
            {"kind": "failure", "code": "memory", "message": "The part is too large to be exported.", "hint": ""},
        )
    except Exception as error:  # any kernel error becomes a typed failure of this part
        code = "invalid_shape" if header["task"] == "export" else "bad_input"
        message = f"The kernel could not {header['task']} the part: {type(error).__name__}: {error}"[:500]
        hint = "Build the part from closed solids and try again."
        frames.send(connection, {"kind": "failure", "code": code, "message": message, "hint": hint})


def _import(connection: socket.socket, header: dict[str, Any], content: bytes) -> None:
    from naturalcad_worker.geometry.imports import read_input
    from naturalcad_worker.geometry.shape_io import write_shape

    frames.send(connection, {"kind": "shape"}, write_shape(read_input(content, header["format"])))


def _compare(connection: socket.socket, header: dict[str, Any], content: bytes) -> None:
    from naturalcad_worker.geometry import compare
    from naturalcad_worker.geometry.shape_io import ShapeError

    cut = header["bytes"]
    sides = [
        compare.load(part, file_format)
        for part, file_format in zip((content[:cut], content[cut:]), header["formats"], strict=True)
    ]
    frames.send(connection, {"kind": "metrics", "metrics": compare.metrics(*sides)})
    try:
        exact, added, removed = compare.difference(*sides)
    except ShapeError as error:
        reason = {"code": error.code, "message": error.message, "hint": error.hint}
        frames.send(connection, {"kind": "inexact", "reason": reason})
        return
    frames.send(connection, {"kind": "exact", "metrics": exact})
    frames.send(connection, {"kind": "added"}, added)
    frames.send(connection, {"kind": "removed"}, removed)


def _export(connection: socket.socket, header: dict[str, Any], brep: bytes) -> None:
    from naturalcad_worker.geometry import drawing, facts, glb, mesh, package3mf, parts, printability, step, walls
    from naturalcad_worker.geometry.shape_io import read_shape

    shape = read_shape(brep)
    looks = parts.read_looks(header["parts"], shape.NbChildren())
    made: mesh.Mesh | None = None
    sheet: drawing.Sheet | None = None

    def pieces() -> list[tuple[parts.PartLook, mesh.Mesh]]:
        assert made is not None
        if not looks:
            return [(parts.PartLook("part", None), made)]
        return list(zip(looks, mesh.of_parts(shape), strict=True))

    for want in header["wants"]:
        if want == "facts":
            measured = facts.measure(shape)
            if looks:
                measured.facts["parts"] = facts.measure_parts(shape, looks)
            frames.send(connection, {"kind": "facts", "facts": measured.facts, "features": measured.features})
            continue
        if want == "printability":
            frames.send(connection, {"kind": "printability", "findings": printability.findings(shape)})
            continue
        if want == "step":
            content = step.write_assembly_step(shape, looks) if looks else step.write_step(shape)
            frames.send(connection, {"kind": "file", "format": want}, content)
            continue
        if made is None:
            made = mesh.tessellate(shape, header["quality"])
        if want == "glb":
            content = glb.write_assembly_glb(pieces()) if looks else glb.write_glb(made)
        elif want == "stl":
            content = mesh.write_stl(made)
        elif want == "3mf":
            content = package3mf.write_3mf(pieces())
        elif want in ("dxf", "svg"):
            sheet = drawing.draw(shape) if sheet is None else sheet
            content = drawing.write_dxf(sheet) if want == "dxf" else drawing.write_svg(sheet)
        else:
            from naturalcad_worker.geometry import thumbnail

            content = thumbnail.render_png(made)
        frames.send(connection, {"kind": "file", "format": want}, content)
    if made is not None:
        is_closed = mesh.is_watertight(made)
        thinnest = walls.thinnest_wall(made.corners) if is_closed and header["quality"] != "draft" else None
        frames.send(connection, {"kind": "mesh", "isWatertight": is_closed, "minWallMm": thinnest})
