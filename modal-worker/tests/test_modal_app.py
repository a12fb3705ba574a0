"""The Modal deployment can be read without an account."""

from __future__ import annotations

import importlib.util

import pytest


def test_the_deployment_is_read_without_network_or_token(monkeypatch: pytest.MonkeyPatch) -> None:
    if importlib.util.find_spec("modal") is None:
        pytest.skip("the package `modal` is not installed; it is needed only to deploy (pip install modal)")
    for name in ("MODAL_TOKEN_ID", "MODAL_TOKEN_SECRET"):
        monkeypatch.delenv(name, raising=False)
    import modal_app

    assert modal_app.app.name == "naturalcad-worker"
