"""A small client of NaturalCAD's HTTP API: prompt in, links to the three files out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

ENDED = {"succeeded", "failed", "canceled", "needs_input"}
FORMATS = ("stl", "step", "glb")
PAUSE_S = 0.5


@dataclass
class Answer:
    """What became of a prompt. `links` has an address for each of STL, STEP and GLB that there is."""

    status: str
    message: str
    code: str = ""
    provider: str = ""
    links: dict[str, str] = field(default_factory=dict)


class NaturalCad:
    """One workspace, reached with an API key. Raises httpx.HTTPError where the installation does not answer."""

    def __init__(self, url: str, api_key: str, timeout_s: float = 180.0):
        self.url = url.rstrip("/") + "/"
        self.timeout_s = timeout_s
        self._http = httpx.Client(headers={"Authorization": f"Bearer {api_key}"}, timeout=30.0)

    def generate(self, prompt: str, provider: str = "auto", kind: str | None = None) -> Answer:
        """Makes a part or an app and waits for its end, at most `timeout_s` seconds."""
        body = {"prompt": prompt, "provider": provider} | ({"kind": kind} if kind else {})
        created = self._call("POST", "api/v1/generations", body)
        if "error" in created:
            return self._refused(created["error"])
        give_up_at = time.monotonic() + self.timeout_s
        while True:
            generation = self._call("GET", f"api/v1/generations/{created['id']}")
            if "error" in generation and "status" not in generation:
                return self._refused(generation["error"])
            if generation["status"] in ENDED or time.monotonic() > give_up_at:
                return self._answer(generation)
            time.sleep(PAUSE_S)

    def providers(self) -> list[dict]:
        """The providers with `id`, `ok` and `model`, as the installation knows them now."""
        return self._call("GET", "api/v1/health").get("providers", [])

    def _call(self, method: str, path: str, body: dict | None = None) -> dict:
        return self._http.request(method, urljoin(self.url, path), json=body).json()

    def _answer(self, generation: dict) -> Answer:
        links = {a["format"]: urljoin(self.url, a["url"]) for a in generation["artifacts"] if a["format"] in FORMATS}
        return Answer(
            status=generation["status"],
            message=self._message(generation),
            code=generation["code"] or "",
            provider=generation["provider"] or "",
            links=links,
        )

    @staticmethod
    def _message(generation: dict) -> str:
        status = generation["status"]
        if status == "needs_input":
            choices = "; ".join(choice["prompt"] for choice in generation["question"]["choices"])
            return f"{generation['question']['text']} {choices}".strip()
        if status == "failed":
            return f"{generation['error']['message']} {generation['error']['hint']}"
        if status == "succeeded":
            notes = " ".join(warning["message"] for warning in generation["warnings"])
            return f"Made by {generation['provider']}. {notes}".strip()
        return "Canceled." if status == "canceled" else f"Still at {generation['stage']}."

    @staticmethod
    def _refused(error: dict) -> Answer:
        return Answer(status="refused", message=f"{error['message']} {error.get('hint', '')}".strip())
