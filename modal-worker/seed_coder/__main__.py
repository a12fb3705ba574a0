"""`python -m seed_coder`: serves the model of SEED_CODER_MODEL on SEED_CODER_PORT (8900) of this machine."""

import os

import uvicorn

from .engine import DEFAULT_MODEL, TransformersEngine
from .server import create_app


def main() -> None:
    model = os.environ.get("SEED_CODER_MODEL", DEFAULT_MODEL)
    eight_bit = os.environ.get("SEED_CODER_EIGHT_BIT", "1") != "0"
    app = create_app(lambda: TransformersEngine(model, eight_bit=eight_bit), os.environ.get("SEED_CODER_TOKEN", ""))
    port = int(os.environ.get("SEED_CODER_PORT", "8900"))
    uvicorn.run(app, host=os.environ.get("SEED_CODER_HOST", "127.0.0.1"), port=port, log_level="warning")


if __name__ == "__main__":
    main()
