"""What callers send and what they are sent: request models, error codes, events. See "Worker API" in the contracts."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

ErrorCode = Literal[
    "syntax",
    "forbidden",
    "exception",
    "no_result",
    "empty_shape",
    "invalid_shape",
    "timeout",
    "memory",
    "output_too_large",
    "upload_failed",
    "crashed",
    "busy",
    "canceled",
    "bad_input",
]
ERROR_CODES: frozenset[str] = frozenset(ErrorCode.__args__)  # type: ignore[attr-defined]
Format = Literal["glb", "stl", "step", "3mf", "dxf", "svg", "py", "png"]
InputFormat = Literal["step", "stl"]
Quality = Literal["draft", "normal", "fine"]
Stage = Literal["queued", "starting", "running", "measuring", "exporting", "uploading"]

MEDIA_TYPES: dict[str, str] = {
    "glb": "model/gltf-binary",
    "stl": "model/stl",
    "step": "model/step",
    "3mf": "model/3mf",
    "dxf": "image/vnd.dxf",
    "svg": "image/svg+xml",
    "py": "text/x-python",
    "png": "image/png",
}


class UploadTarget(BaseModel):
    """Where one file goes."""

    model_config = ConfigDict(extra="forbid")
    method: Literal["POST", "PUT"]
    url: Annotated[str, Field(max_length=4096)]
    headers: dict[str, str] = Field(default_factory=dict)


class InputSource(BaseModel):
    """A STEP or STL file: its bytes as base64, or where they can be fetched."""

    model_config = ConfigDict(extra="forbid")
    format: InputFormat | None = None
    url: Annotated[str, Field(max_length=4096)] | None = None
    base64: str | None = None


class NamedInput(InputSource):
    """A file that a script finds as `inputs["name"]`."""

    name: Annotated[str, Field(min_length=1, max_length=100)]


class CompareRequest(BaseModel):
    """Two parts; `a` is the reference or the older one."""

    model_config = ConfigDict(extra="forbid")
    a: InputSource
    b: InputSource
    diff: bool = False
    workspace: Annotated[str, Field(max_length=200)] = ""


class ExecuteRequest(BaseModel):
    """One script to run. `timeoutS` in seconds, `density` in g/cm³."""

    model_config = ConfigDict(extra="forbid")
    jobId: Annotated[str, Field(min_length=1, max_length=200)]
    code: str
    parameters: dict[str, float | int | bool | str] | None = None
    formats: list[Format] = Field(default_factory=lambda: ["glb", "stl", "step"], min_length=1)
    quality: Quality = "normal"
    timeoutS: Annotated[float, Field(gt=0)] | None = None
    density: Annotated[float, Field(gt=0, le=100)] | None = None
    uploads: dict[Format, UploadTarget] | None = None
    inputs: list[NamedInput] = Field(default_factory=list, max_length=16)
    # Overhangs, thin walls and the like; as late as the files at most, and left out where they take longer.
    printability: bool = False
    # Whose job it is, for fairness between workspaces; any name will do.
    workspace: Annotated[str, Field(max_length=200)] = ""


class CancelRequest(BaseModel):
    """The job to end."""

    model_config = ConfigDict(extra="forbid")
    jobId: Annotated[str, Field(min_length=1, max_length=200)]


class Event(TypedDict, total=False):
    """One line of the answer; `type` says which of the other keys are there."""

    type: Literal["stage", "log", "ping", "artifact", "result", "error"]


class JobError(Exception):
    """Ends a job with an error event."""

    def __init__(
        self, code: str, message: str, hint: str = "", line: int | None = None, traceback: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code if code in ERROR_CODES else "crashed"
        self.message, self.hint, self.line, self.traceback = message, hint, line, traceback

    def event(self) -> dict[str, Any]:
        """The closing line of the job."""
        return {
            "type": "error",
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "line": self.line,
            "traceback": self.traceback or None,
        }
