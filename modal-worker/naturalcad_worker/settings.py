"""Everything the executor reads from its environment. No other module touches os.environ."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MIB = 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """Limits and secrets of one executor. Sizes in bytes, times in seconds."""

    token: str
    upload_origins: frozenset[str] = field(default_factory=frozenset)
    concurrency: int = 2
    queue_limit: int = 256
    default_timeout_s: float = 60.0
    max_timeout_s: float = 120.0
    export_timeout_s: float = 60.0
    import_timeout_s: float = 30.0
    max_code_bytes: int = 256 * 1024
    max_body_bytes: int = 1 * MIB
    max_document_bytes: int = 32 * MIB
    # Requests that carry files: two of the largest as base64, and room for the script.
    max_files_body_bytes: int = 48 * MIB
    max_input_bytes: int = 16 * MIB
    max_output_bytes: int = 8 * MIB
    kept_log_bytes: int = 64 * 1024
    max_brep_bytes: int = 64 * MIB
    max_artifact_bytes: int = 128 * MIB
    max_inline_bytes: int = 32 * MIB
    memory_bytes: int = 3 * 1024 * MIB
    # Layers left out on purpose (comma separated): how the tests see that the remaining ones still hold.
    skipped_layers: frozenset[str] = field(default_factory=frozenset)
    # Off only in the tests of the kernel layers: the source check would stop most attacks before they reach one.
    checks_source: bool = True
    # "gvisor" on Modal: the container's own sandbox then stands in for the layers that gVisor does not offer.
    outer_sandbox: str = ""
    allows_weak_sandbox: bool = False


def origin_of(url: str) -> str | None:
    """Scheme, host and port of an http(s) URL in one spelling, or None when it is no such URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    port = port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}"


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def read_settings() -> Settings:
    """Reads the environment.

    Raises:
        ValueError: a variable holds something that cannot be used; the message names it.
    """
    env = os.environ
    origins: set[str] = set()
    for text in _names(env.get("UPLOAD_ORIGINS", "")):
        origin = origin_of(text)
        if origin is None:
            raise ValueError(f"UPLOAD_ORIGINS holds {text!r}; each entry must look like http://host:port")
        origins.add(origin)

    def number(name: str, default: float) -> float:
        text = env.get(name, "")
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not value > 0:
            raise ValueError(f"{name} is {text!r}; it must be a number above 0")
        return value

    return Settings(
        token=env.get("WORKER_TOKEN", ""),
        upload_origins=frozenset(origins),
        concurrency=int(number("WORKER_CONCURRENCY", max(1, os.cpu_count() or 1))),
        queue_limit=int(number("WORKER_QUEUE_LIMIT", 256)),
        default_timeout_s=number("WORKER_TIMEOUT_S", 60.0),
        max_timeout_s=number("WORKER_MAX_TIMEOUT_S", 120.0),
        memory_bytes=int(number("WORKER_MEMORY_MB", 3072) * MIB),
        skipped_layers=frozenset(_names(env.get("WORKER_SKIP_LAYERS", ""))),
        checks_source=env.get("WORKER_SOURCE_CHECK", "on") != "off",
        outer_sandbox=env.get("WORKER_OUTER_SANDBOX", ""),
        allows_weak_sandbox=env.get("WORKER_ALLOW_WEAK_SANDBOX", "") == "1",
    )
