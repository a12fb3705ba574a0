"""The executor on Modal: the same FastAPI application in a container image. `modal deploy modal_app.py` from this folder.

Holds nothing but the deployment: image, secret, sizes. Importing it needs neither a network nor a token. CAD kernels
run on processors, so no GPU is asked for unless WORKER_GPU names one (`T4`) when it is deployed. The secret
`naturalcad-worker` carries WORKER_TOKEN and UPLOAD_ORIGINS.
"""

import os
from pathlib import Path

import modal

MINUTES = 60
FOLDER = Path(__file__).resolve().parent

image = (
    modal.Image.debian_slim(python_version="3.11")
    .apt_install("libgl1", "libx11-6", "libexpat1")
    .pip_install_from_requirements(str(FOLDER / "requirements.txt"))
    .env({"WORKER_OUTER_SANDBOX": "gvisor", "WORKER_CONCURRENCY": "4"})
    .add_local_python_source("naturalcad_worker")
)

app = modal.App("naturalcad-worker", image=image)


@app.function(
    cpu=4,
    gpu=os.environ.get("WORKER_GPU") or None,
    memory=16 * 1024,
    timeout=3 * MINUTES,
    scaledown_window=5 * MINUTES,
    # What is kept is the interpreter before `executor` runs: the warm process is started after a restore, never copied.
    enable_memory_snapshot=True,
    secrets=[modal.Secret.from_name("naturalcad-worker", required_keys=["WORKER_TOKEN"])],
)
@modal.concurrent(max_inputs=16, target_inputs=4)
@modal.asgi_app()
def executor():
    """Serves the worker API. The forkserver starts with the application, after any snapshot is restored."""
    from naturalcad_worker.app import create_app
    from naturalcad_worker.settings import read_settings

    return create_app(read_settings())
