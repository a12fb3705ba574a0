"""Stands in for the `ocp_vscode` viewer, which most published build123d scripts import.

`show`, `show_object` and `show_all` note what they are given; every other name is a call that does nothing.
"""

from __future__ import annotations

import sys
import types
from typing import Any

NAMES = (
    "show show_object show_all show_clear push_object reset_show set_port set_defaults reset_defaults get_defaults "
    "set_viewer_config get_viewer_config status workspace_config combined_config save_screenshot animate Animation "
    "Camera Collapse Render Up ColorMap ListedColorMap set_colormap unset_colormap get_colormap modify_material"
).split()


class _Nothing:
    """Takes any call, attribute or index and gives itself back."""

    def __call__(self, *_: Any, **__: Any) -> _Nothing:
        return self

    def __getattr__(self, name: str) -> _Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _: Any) -> _Nothing:
        return self


def install(shown: list[Any]) -> None:
    """Makes `import ocp_vscode` give the stub; objects that are shown are appended to `shown`."""
    stub = types.ModuleType("ocp_vscode")
    nothing = _Nothing()
    for name in NAMES:
        setattr(stub, name, nothing)

    def show(*objects: Any, **_: Any) -> None:
        shown[:] = [item for item in objects if not isinstance(item, (str, int, float, bool))]

    def show_object(item: Any, *_: Any, **__: Any) -> None:
        shown.append(item)

    stub.show, stub.show_object, stub.push_object = show, show_object, show_object  # type: ignore[attr-defined]
    stub.__all__ = NAMES  # type: ignore[attr-defined]
    stub.__path__ = []  # type: ignore[attr-defined]  # `import ocp_vscode.config` then fails by name, not by type
    sys.modules["ocp_vscode"] = stub
