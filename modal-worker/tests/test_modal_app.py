"""What the Modal deployment declares. Without the package `modal` its text is read: that shows what is asked for, and
is no proof that Modal takes it."""

from __future__ import annotations

import ast
import importlib.util
from typing import Any

import pytest

from tests.worker_process import FOLDER

TREE = ast.parse((FOLDER / "modal_app.py").read_text())
GUIDE = (FOLDER.parent / "docs/executor.md").read_text()


def executor() -> ast.FunctionDef:
    return next(node for node in TREE.body if isinstance(node, ast.FunctionDef) and node.name == "executor")


def declared(decorator: str) -> dict[str, Any]:
    """The arguments of one decorator of `executor`, as source text."""
    calls = [call for call in executor().decorator_list if isinstance(call, ast.Call)]
    call = next(call for call in calls if ast.unparse(call.func) == decorator)
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg}


def test_the_deployment_asks_for_processors_and_names_its_secret() -> None:
    function = declared("app.function")
    assert function["cpu"] == "4"
    assert function["gpu"] == "os.environ.get('WORKER_GPU') or None"
    assert "required_keys=['WORKER_TOKEN']" in function["secrets"]
    assert function["enable_memory_snapshot"] == "True"
    assert {"memory", "timeout", "scaledown_window"} <= set(function)
    assert set(declared("modal.concurrent")) == {"max_inputs", "target_inputs"}


def test_the_warm_process_starts_inside_the_function_so_that_no_snapshot_holds_it() -> None:
    modules = {name.name for node in TREE.body if isinstance(node, ast.Import) for name in node.names}
    modules |= {str(node.module) for node in TREE.body if isinstance(node, ast.ImportFrom)}
    assert modules == {"os", "pathlib", "modal"}
    inner = [str(node.module) for node in ast.walk(executor()) if isinstance(node, ast.ImportFrom)]
    assert "naturalcad_worker.app" in inner


def test_the_image_has_the_pinned_packages_and_the_worker_itself() -> None:
    image = next(ast.unparse(node) for node in TREE.body if isinstance(node, ast.Assign) and "Image" in ast.dump(node))
    assert "requirements.txt" in image
    assert "add_local_python_source('naturalcad_worker')" in image
    pinned = [line for line in (FOLDER / "requirements.txt").read_text().splitlines() if line[:1].isalpha()]
    assert pinned
    assert all("==" in line for line in pinned)


def test_the_guide_has_the_commands_of_a_deployment() -> None:
    for command in ("modal setup", "modal secret create naturalcad-worker", "modal deploy modal-worker/modal_app.py"):
        assert command in GUIDE


def test_the_deployment_is_read_without_network_or_token(monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("modal") is None:
        pytest.skip("the package `modal` is not installed; it is needed only to deploy (pip install modal)")
    for name in ("MODAL_TOKEN_ID", "MODAL_TOKEN_SECRET"):
        monkeypatch.delenv(name, raising=False)
    import modal_app

    assert modal_app.app.name == "naturalcad-worker"
