"""Label pictures, written against Scale's official client as a user of Scale would write it.

Two lines differ from the script that talks to Scale; they are marked. README.md in the folder above says how to run it.
"""

from __future__ import annotations

import argparse
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from scaleapi import Batch, ScaleClient
from scaleapi.exceptions import ScaleDuplicateResource
from scaleapi.tasks import TaskStatus, TaskType

from goldsmith.compat.scale import connect  # Scale: nothing

PHOTOS = Path(__file__).resolve().parents[2] / "src" / "goldsmith" / "demo" / "photos"
PROJECT = "Pictures"
PARAMS = {
    "instruction": "Draw a box around the animal, the cup or the rocket.",
    "geometries": {"box": {"objects_to_annotate": ["Animal", "Cup", "Rocket"], "min_height": 5, "min_width": 5}},
    "annotation_attributes": {"cut": {"description": "Is it cut off?", "type": "category", "choices": ["yes", "no"]}},
}
GUESSES = {
    "cat.jpg": {"type": "box", "label": "Animal", "left": 60, "top": 10, "width": 350, "height": 280},
    "coffee.jpg": {"type": "box", "label": "Cup", "left": 150, "top": 60, "width": 300, "height": 280},
    "rocket.jpg": {"type": "box", "label": "Rocket", "left": 300, "top": 60, "width": 50, "height": 280},
}
CALLBACK_SECONDS = 20


def main() -> None:
    asked = read_arguments()
    client = connect(asked.key, asked.url)  # Scale: ScaleClient(asked.key)
    calls = Calls(asked.callback_host)
    make_project(client)
    batch = client.create_batch(PROJECT, f"{PROJECT} {time.strftime('%Y-%m-%d %H:%M:%S')}", callback=calls.url)
    for name, guess in GUESSES.items():
        make_task(client, batch, asked.photos / name, guess, calls.url)
    batch.finalize()
    print(f"Open {asked.url}/work and label {len(GUESSES)} tasks. This script ends when all are done.")
    wait_for(batch)
    save(client, batch, asked.results)
    tell_of_callbacks(calls, asked.callback_key)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Label three pictures over Scale's API.")
    parser.add_argument("--url", default=os.environ.get("GOLDSMITH_URL", "http://127.0.0.1:8000"))
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="a folder with " + ", ".join(GUESSES))
    parser.add_argument("--results", type=Path, default=Path("results"), help="where the responses go")
    parser.add_argument("--callback-host", default="127.0.0.1", help="an address of this machine")
    asked = parser.parse_args()
    asked.key = os.environ.get("GOLDSMITH_KEY") or parser.error("set GOLDSMITH_KEY to a live key of an operator")
    asked.callback_key = os.environ.get("SCALE_CALLBACK_AUTH")
    return asked


def make_project(client: ScaleClient) -> None:
    """Make the project, or use the one that an earlier run made."""
    try:
        client.create_project(PROJECT, TaskType.ImageAnnotation, PARAMS, rapid=True)
    except ScaleDuplicateResource:
        client.update_project(PROJECT, patch=False, **PARAMS)


def make_task(client: ScaleClient, batch: Batch, photo: Path, guess: dict[str, Any], callback_url: str) -> None:
    """Upload a picture and ask for boxes on it; labelers see the guess first."""
    with photo.open("rb") as file:
        uploaded = client.upload_file(file=file, project_name=PROJECT, display_name=photo.name)
    client.create_task(
        TaskType.ImageAnnotation,
        project=PROJECT,
        batch=batch.name,
        attachment=uploaded.attachment_url,
        attachment_type="image",
        hypothesis={"annotations": [guess]},
        callback_url=callback_url,
        unique_id=f"{batch.name}/{photo.name}",
        metadata={"file": photo.name},
    )


def wait_for(batch: Batch) -> None:
    """Ask until no task is pending, and say how many are, whenever that changes."""
    before = None
    while pending := batch.get_status().get("pending", 0):
        if pending != before:
            print(f"{pending} tasks to go.")
        before = pending
        time.sleep(1)


def save(client: ScaleClient, batch: Batch, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for task in client.get_tasks(PROJECT, batch_name=batch.name, status=TaskStatus.Completed):
        path = folder / f"{task.metadata['file']}.json"
        path.write_text(json.dumps(task.response, indent=2) + "\n")
        print(f"{path}: {len(task.response['annotations'])} annotations")


class Calls:
    """A small receiver of callbacks: what came, and the key that each call carried."""

    def __init__(self, host: str) -> None:
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        calls = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                calls.received.append((self.headers.get("scale-callback-auth"), body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer((host, 0), Handler)
        self.url = f"http://{host}:{server.server_port}/"
        threading.Thread(target=server.serve_forever, daemon=True).start()


def tell_of_callbacks(calls: Calls, key: str | None) -> None:
    """Say which calls came: one for each task, and one for the batch."""
    deadline = time.monotonic() + CALLBACK_SECONDS
    while len(calls.received) < len(GUESSES) + 1 and time.monotonic() < deadline:
        time.sleep(0.5)
    if not calls.received:
        print("No callback came: private addresses are refused. GOLDSMITH_EGRESS_ALLOW=127.0.0.1/32 make up lets them.")
    for given, body in list(calls.received):
        who = "unchecked" if key is None else "genuine" if given == key else "FORGED"
        what = f"task {body['task_id']}" if "task_id" in body else f"batch {body['batch']['name']}"
        print(f"Callback for {what}: {who}")


if __name__ == "__main__":
    main()
