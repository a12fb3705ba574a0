"""`python -m dolphin`: serves the model of DOLPHIN_MODEL on DOLPHIN_PORT (8910) of this machine."""

import os

import uvicorn

from .engine import DEFAULT_MODEL, TransformersEngine
from .server import create_app


def main() -> None:
    model = os.environ.get("DOLPHIN_MODEL", DEFAULT_MODEL)
    app = create_app(lambda: TransformersEngine(model), os.environ.get("DOLPHIN_TOKEN", ""))
    port = int(os.environ.get("DOLPHIN_PORT", "8910"))
    uvicorn.run(app, host=os.environ.get("DOLPHIN_HOST", "127.0.0.1"), port=port, log_level="warning")


if __name__ == "__main__":
    main()
