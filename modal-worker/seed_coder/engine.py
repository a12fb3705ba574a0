"""Loads a chat model with transformers and writes with it, token by token.

Nothing heavy is imported before a model is loaded, so that the server and its tests need neither torch nor a GPU.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

DEFAULT_MODEL = "ByteDance-Seed/Seed-Coder-8B-Instruct"


@dataclass(frozen=True)
class Request:
    """What to write: chat messages with `role` and `content`, and at most `max_tokens` new tokens."""

    messages: list[dict[str, str]]
    max_tokens: int
    temperature: float


@dataclass
class Usage:
    """Tokens read and written; counted by the engine, not estimated."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class ContextTooLong(Exception):
    """The messages and the asked-for answer do not fit the model's context."""

    def __init__(self, prompt_tokens: int, limit: int):
        super().__init__(f"The messages have {prompt_tokens} tokens; with the answer the limit is {limit}.")


class Engine(Protocol):
    """Writes the answer to one request. `stop` set by the caller ends the writing at the next token."""

    name: str

    def write(self, request: Request, usage: Usage, stop: threading.Event) -> Iterator[str]:
        """Yields pieces of text. `usage` is filled while it writes; `finish_reason` "length" shows in the count.

        Raises ContextTooLong before the first piece.
        """
        ...


class TransformersEngine:
    """A causal language model of the Hugging Face hub, or of a folder.

    On a GPU with `eight_bit` its weights are held in 8 bits (bitsandbytes), which fits 8 billion parameters into the
    16 GB of a T4.
    """

    def __init__(self, model: str, *, eight_bit: bool = True, max_context: int | None = None):
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.name = model
        self._torch = torch
        self._tokenizer = AutoTokenizer.from_pretrained(model)
        self._model = AutoModelForCausalLM.from_pretrained(model, **self._placement(torch, eight_bit))
        self._model.eval()
        config_limit = getattr(self._model.config, "max_position_embeddings", 4096)
        self._max_context = min(config_limit, max_context or config_limit)

    @staticmethod
    def _placement(torch, eight_bit: bool) -> dict:
        if not torch.cuda.is_available():
            return {"dtype": torch.float32}
        if not eight_bit:
            return {"dtype": torch.float16, "device_map": "auto"}
        from transformers import BitsAndBytesConfig

        return {"quantization_config": BitsAndBytesConfig(load_in_8bit=True), "device_map": "auto"}

    def write(self, request: Request, usage: Usage, stop: threading.Event) -> Iterator[str]:
        from transformers import StoppingCriteria, StoppingCriteriaList, TextIteratorStreamer

        class Stopped(StoppingCriteria):
            def __call__(self, input_ids, scores, **kwargs):
                usage.completion_tokens = int(input_ids.shape[1]) - usage.prompt_tokens
                return stop.is_set()

        inputs = self._tokenizer.apply_chat_template(
            request.messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        ).to(self._model.device)
        usage.prompt_tokens = int(inputs["input_ids"].shape[1])
        if usage.prompt_tokens + 1 > self._max_context:
            raise ContextTooLong(usage.prompt_tokens, self._max_context)
        room = self._max_context - usage.prompt_tokens
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        sampling = (
            {"do_sample": True, "temperature": request.temperature} if request.temperature > 0 else {"do_sample": False}
        )
        failure: list[BaseException] = []

        def generate() -> None:
            try:
                with self._torch.inference_mode():
                    self._model.generate(
                        **inputs,
                        **sampling,
                        max_new_tokens=min(request.max_tokens, room),
                        streamer=streamer,
                        stopping_criteria=StoppingCriteriaList([Stopped()]),
                        pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id,
                    )
            except BaseException as error:  # handed to whoever reads the stream
                failure.append(error)
                streamer.end()

        thread = threading.Thread(target=generate, name="generate", daemon=True)
        thread.start()
        try:
            yield from (piece for piece in streamer if piece)
        finally:
            stop.set()
            thread.join()
        if failure:
            raise failure[0]
