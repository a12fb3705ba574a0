"""Loads Dolphin-v2 with transformers and asks it about pictures.

Nothing heavy is imported before a model is loaded, so that the server and its tests need neither torch nor a GPU.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .layout import shrunk

if TYPE_CHECKING:
    from PIL.Image import Image

DEFAULT_MODEL = "ByteDance/Dolphin-v2"
MAX_NEW_TOKENS = 4_096


class Engine(Protocol):
    """Answers a question about each of some pictures."""

    name: str

    def ask(self, question: str, pictures: list[Image]) -> list[str]:
        """One answer for each picture, in their order."""
        ...


class TransformersEngine:
    """A vision model of the Hugging Face hub, or of a folder, asked greedily: the same page gives the same text.

    A T4 computes in 16-bit floats and not in bfloat16; its 16 GB hold 3 billion parameters and four pictures at once.
    """

    def __init__(self, model: str = DEFAULT_MODEL, *, batch: int = 4):
        import torch
        from transformers import AutoModelForImageTextToText, AutoProcessor

        self.name = model
        self._batch = batch
        self._torch = torch
        on_gpu = torch.cuda.is_available()
        dtype = torch.bfloat16 if on_gpu and torch.cuda.get_device_capability()[0] >= 8 else torch.float16
        self._processor = AutoProcessor.from_pretrained(model)
        # Answers begin where the questions end, so these are filled up at their beginning.
        self._processor.tokenizer.padding_side = "left"
        self._model = AutoModelForImageTextToText.from_pretrained(model, dtype=dtype if on_gpu else torch.float32)
        self._model.to("cuda" if on_gpu else "cpu").eval()

    def ask(self, question: str, pictures: list[Image]) -> list[str]:
        answers: list[str] = []
        for start in range(0, len(pictures), self._batch):
            answers += self._ask(question, pictures[start : start + self._batch])
        return answers

    def _ask(self, question: str, pictures: list[Image]) -> list[str]:
        talks = [
            [
                {
                    "role": "user",
                    "content": [
                        {"type": "image", "image": picture.resize(shrunk(*picture.size))},
                        {"type": "text", "text": question},
                    ],
                }
            ]
            for picture in pictures
        ]
        inputs = self._processor.apply_chat_template(
            talks, add_generation_prompt=True, tokenize=True, padding=True, return_dict=True, return_tensors="pt"
        ).to(self._model.device)
        with self._torch.inference_mode():
            written = self._model.generate(**inputs, max_new_tokens=MAX_NEW_TOKENS, do_sample=False)
        return self._processor.batch_decode(written[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
