"""Seed-Coder on Modal: `modal deploy seed_coder_app.py` from this folder. Importing it needs neither a network nor a token.

The secret `seed-coder` carries SEED_CODER_TOKEN. Weights are kept in a volume, so only the first start downloads them.
"""

from pathlib import Path

import modal

MINUTES = 60
FOLDER = Path(__file__).resolve().parent
WEIGHTS = "/weights"

image = (
    modal.Image.debian_slim(python_version="3.11")
    .pip_install_from_requirements(str(FOLDER / "seed_coder" / "requirements.txt"))
    .env({"HF_HOME": WEIGHTS})
    .add_local_python_source("seed_coder")
)

app = modal.App("seed-coder", image=image)


@app.function(
    gpu="T4",
    memory=24 * 1024,
    timeout=10 * MINUTES,
    scaledown_window=5 * MINUTES,
    max_containers=1,
    volumes={WEIGHTS: modal.Volume.from_name("seed-coder-weights", create_if_missing=True)},
    secrets=[modal.Secret.from_name("seed-coder", required_keys=["SEED_CODER_TOKEN"])],
)
@modal.concurrent(max_inputs=16)
@modal.asgi_app()
def server():
    """Serves OpenAI's chat completions over the one model."""
    import os

    from seed_coder.engine import DEFAULT_MODEL, TransformersEngine
    from seed_coder.server import create_app

    return create_app(
        lambda: TransformersEngine(os.environ.get("SEED_CODER_MODEL", DEFAULT_MODEL)), os.environ["SEED_CODER_TOKEN"]
    )
