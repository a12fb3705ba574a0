"""Dolphin-v2 on Modal: `modal deploy dolphin_app.py` from this folder. Importing it needs neither a network nor a token.

The secret `dolphin` carries DOLPHIN_TOKEN. Weights are kept in a volume, so only the first start downloads them. Their
licence is for whoever deploys this to read first: see dolphin/README.md.
"""

from pathlib import Path

import modal

MINUTES = 60
FOLDER = Path(__file__).resolve().parent
WEIGHTS = "/weights"

image = (
    modal.Image.debian_slim(python_version="3.11")
    .pip_install_from_requirements(str(FOLDER / "dolphin" / "requirements.txt"))
    .env({"HF_HOME": WEIGHTS})
    .add_local_python_source("dolphin")
)

app = modal.App("dolphin", image=image)


@app.function(
    gpu="T4",
    memory=16 * 1024,
    timeout=10 * MINUTES,
    scaledown_window=5 * MINUTES,
    max_containers=1,
    volumes={WEIGHTS: modal.Volume.from_name("dolphin-weights", create_if_missing=True)},
    secrets=[modal.Secret.from_name("dolphin", required_keys=["DOLPHIN_TOKEN"])],
)
@modal.concurrent(max_inputs=16)
@modal.asgi_app()
def server():
    """Serves `/v1/parse` over the one model."""
    import os

    from dolphin.engine import DEFAULT_MODEL, TransformersEngine
    from dolphin.server import create_app

    return create_app(
        lambda: TransformersEngine(os.environ.get("DOLPHIN_MODEL", DEFAULT_MODEL)), os.environ["DOLPHIN_TOKEN"]
    )
