"""The language model server over real HTTP: with an engine of our own, and with transformers on a small stand-in model."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from seed_coder.engine import ContextTooLong, Request, TransformersEngine, Usage
from seed_coder.server import MAX_WAITING, create_app

TOKEN = "token-of-this-test"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
ASK = {"model": "any", "messages": [{"role": "user", "content": "a box"}], "max_tokens": 5}


class SpeakingEngine:
    """Writes four words, or what the prompt asks for. `gate` holds it before the second word."""

    name = "speaking"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.started = threading.Event()
        self.stopped = threading.Event()

    def write(self, request: Request, usage: Usage, stop: threading.Event) -> Iterator[str]:
        said = request.messages[-1]["content"]
        usage.prompt_tokens = len(said.split())
        if said == "too long":
            raise ContextTooLong(9000, 8192)
        if said == "break at once":
            raise RuntimeError("no memory")
        for index, word in enumerate(["from ", "build123d ", "import ", "*"]):
            if index == 1:
                self.started.set()
                self.gate.wait(10)
                if said == "break":
                    raise RuntimeError("no memory")
            if stop.is_set():
                break
            usage.completion_tokens += 1
            yield word
        if stop.is_set():
            self.stopped.set()


@contextmanager
def serving(load) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(load, TOKEN), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    while not httpx.get(f"{url}/health").json()["ok"] and httpx.get(f"{url}/health").json()["error"] is None:
        thread.join(0.01)
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def engine() -> SpeakingEngine:
    return SpeakingEngine()


@pytest.fixture
def url(engine: SpeakingEngine) -> Iterator[str]:
    with serving(lambda: engine) as address:
        yield address


def ask(url: str, content: str = "a box", **more) -> httpx.Response:
    body = {**ASK, "messages": [{"role": "user", "content": content}], **more}
    return httpx.post(f"{url}/v1/chat/completions", headers=HEADERS, json=body, timeout=20)


def events(text: str) -> list:
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    return [line if line == "[DONE]" else json.loads(line) for line in lines]


def test_answers_whole_with_counted_tokens(url: str) -> None:
    answer = ask(url).json()
    assert answer["choices"][0]["message"] == {"role": "assistant", "content": "from build123d import *"}
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"] == {"prompt_tokens": 2, "completion_tokens": 4, "total_tokens": 6}


def test_streams_pieces_then_usage_then_done(url: str) -> None:
    parts = events(ask(url, stream=True, stream_options={"include_usage": True}).text)
    assert parts[-1] == "[DONE]"
    assert parts[-2]["usage"]["completion_tokens"] == 4
    assert parts[-3]["choices"][0]["finish_reason"] == "stop"
    text = "".join(part["choices"][0]["delta"].get("content", "") for part in parts[:-2])
    assert text == "from build123d import *"


def test_says_length_when_the_answer_was_cut(url: str) -> None:
    assert ask(url, max_tokens=4).json()["choices"][0]["finish_reason"] == "length"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [("too long", 400, "context_length_exceeded"), ("break at once", 500, "generation_failed")],
)
def test_refuses_before_a_stream_begins(url: str, content: str, status: int, code: str) -> None:
    answer = ask(url, content, stream=True)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert ask(url).status_code == 200  # and lives on


def test_a_failure_inside_a_stream_is_said_in_the_stream_and_does_not_end_it_as_done(url: str) -> None:
    parts = events(ask(url, "break", stream=True).text)
    assert parts[-1]["error"]["code"] == "generation_failed"
    assert ask(url).status_code == 200


def test_takes_no_call_without_the_token(url: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
        assert httpx.post(f"{url}/v1/chat/completions", headers=headers, json=ASK).status_code == 401
    assert httpx.get(f"{url}/v1/models", headers=HEADERS).json()["data"][0]["id"] == "speaking"
    with pytest.raises(ValueError, match="SEED_CODER_TOKEN"):
        create_app(SpeakingEngine, "")


def test_whoever_hangs_up_ends_the_writing_and_the_next_is_served(url: str, engine: SpeakingEngine) -> None:
    engine.gate.clear()
    body = {**ASK, "stream": True}
    with httpx.stream("POST", f"{url}/v1/chat/completions", headers=HEADERS, json=body) as response:
        pieces = response.iter_bytes()  # kept: the stream closes with its iterator
        next(pieces)
        assert engine.started.wait(10)
    engine.gate.set()
    assert ask(url).status_code == 200


def test_more_than_a_few_waiting_are_told_when_to_come_back(url: str, engine: SpeakingEngine) -> None:
    engine.gate.clear()
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(ask(url).status_code)) for _ in range(MAX_WAITING + 1)]
    threads[0].start()
    assert engine.started.wait(10)
    for thread in threads[1:]:
        thread.start()
    while httpx.get(f"{url}/health").json()["waiting"] < MAX_WAITING:
        pass
    refused = ask(url)
    engine.gate.set()
    for thread in threads:
        thread.join()
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    assert statuses == [200] * (MAX_WAITING + 1)


def test_a_model_that_does_not_load_is_named() -> None:
    def load():
        raise OSError("no such model: nobody/nothing")

    with serving(load) as url:
        answer = ask(url)
        assert answer.status_code == 500
        assert "nobody/nothing" in answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [{"messages": []}, {}, {"messages": [{"role": "user", "content": 5}]}])
def test_a_malformed_request_is_refused(url: str, body: dict) -> None:
    assert httpx.post(f"{url}/v1/chat/completions", headers=HEADERS, json=body).status_code == 422


def test_the_real_loading_code_writes_with_a_small_model(tmp_path: Path) -> None:
    for package in ("torch", "transformers", "tokenizers"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed; it comes with seed_coder/requirements.txt (about 3 GB)")
    make_small_model(tmp_path)
    with serving(lambda: TransformersEngine(str(tmp_path))) as url:
        whole = ask(url, "a box", temperature=0).json()
        assert 1 <= whole["usage"]["completion_tokens"] <= 5
        parts = events(ask(url, "a box", stream=True, temperature=0).text)
        streamed = "".join(part["choices"][0]["delta"].get("content", "") for part in parts[:-1])
        assert streamed == whole["choices"][0]["message"]["content"]
        too_long = ask(url, "box " * 300)
        assert too_long.json()["error"]["code"] == "context_length_exceeded"


def make_small_model(folder: Path) -> None:
    """A Llama of 20,000 random weights with a tokenizer of words: the shape of Seed-Coder, none of its knowledge."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(7)
    words = {word: index for index, word in enumerate(["<s>", "</s>", "<unk>", "user", "a", "box", "from", "import"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    fast.chat_template = "{% for m in messages %}{{ m['role'] }} {{ m['content'] }} {% endfor %}"
    fast.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=256,
        bos_token_id=0,
        eos_token_id=1,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
