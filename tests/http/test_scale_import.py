"""`goldsmith import scale`: an account is carried whole and once, whatever happens; what is lost is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import scaleapi
from scaleapi.exceptions import ScaleResourceNotFound
from scaleapi.tasks import TaskType

from goldsmith.compat.scale import connect
from goldsmith.compat.scale.importing import Door
from goldsmith.errors import ThrottledError, UnauthenticatedError, UnavailableError

from ..product import Customer, Product, wait_until
from .files import png
from .scale_account import ScaleAccount
from .test_scale import COWS, WORDS, claim, picture, submit, unreviewed

NER = TaskType.NamedEntityRecognition
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def key(customer: Customer) -> str:
    """The key of the account that is carried: one customer plays Scale."""
    made: str = customer.make_key("operator")["key"]
    return made


@pytest.fixture
def account(customer: Customer, key: str) -> scaleapi.ScaleClient:
    return connect(key, customer.product.url)


@pytest.fixture
def here(rival: Customer) -> scaleapi.ScaleClient:
    """Where it is carried to: another customer."""
    return connect(rival.make_key("operator")["key"], rival.product.url)


@pytest.fixture
def scripted() -> Iterator[ScaleAccount]:
    made = ScaleAccount()
    yield made
    made.close()


@pytest.fixture
def command(rival: Customer, tmp_path: Path) -> Callable[..., tuple[list[str], dict[str, str]]]:
    """The command line of an import into the rival's place, and its environment."""

    def build(scale_key: str, url: str, *more: str) -> tuple[list[str], dict[str, str]]:
        words = [sys.executable, "-m", "goldsmith", "import", "scale", "--from", url, "--json", *more]
        known = {"GOLDSMITH_URL": rival.product.url, "GOLDSMITH_KEY": rival.make_key("operator")["key"]}
        return words, {**os.environ, **known, "SCALE_API_KEY": scale_key, "XDG_STATE_HOME": str(tmp_path / "state")}

    return build


@pytest.fixture
def run(command: Callable[..., tuple[list[str], dict[str, str]]]) -> Run:
    def run_it(*given: str) -> subprocess.CompletedProcess[str]:
        words, environment = command(*given)
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    return run_it


def told(ran: subprocess.CompletedProcess[str]) -> Any:
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def all_tasks(client: scaleapi.ScaleClient, project: str) -> dict[str, Any]:
    found = [task.as_dict() for task in client.get_tasks(project_name=project)]
    by_name = {task["unique_id"]: task for task in found}
    assert len(by_name) == len(found)
    return by_name


def test_an_account_is_carried_whole_and_a_second_run_adds_nothing(
    customer: Customer, account: scaleapi.ScaleClient, key: str, here: scaleapi.ScaleClient, run: Run
) -> None:
    account.create_project("People", NER, {**WORDS, "instruction": "one"})
    account.update_project("People", patch=True, instruction="two")
    account.update_project("People", patch=False, **WORDS, instruction="three")
    account.create_batch("People", "first", metadata={"n": 1})
    account.create_project("Rapid", NER, WORDS, rapid=True)
    account.create_batch("Rapid", "not begun")
    finished = account.create_task(NER, project="People", batch="first", unique_id="done")
    labeler, claimed = claim(customer, unreviewed(customer, "People"))
    submit(labeler, claimed, {"annotations": [
        {"type": "span", "label": "person", "start": 0, "end": 3, "text": "Ada", "uuid": "a", "attributes": {}}
    ], "global_attributes": {}, "links": []})  # fmt: skip
    wait_until(lambda: account.get_task(finished.id).status == "completed")
    finished.audit(accepted=False, comments="No.")
    nameless = account.create_task(NER, project="People", instruction="Look well.", tags=["a"], metadata={"k": [1]})
    account.create_task(NER, project="People", batch="first", unique_id="open", priority=70)
    account.create_task(NER, project="Rapid", batch="not begun", unique_id="staged")
    account.cancel_task(account.create_task(NER, project="People", unique_id="canceled").id)
    frames = {"attachments": ["https://example.com/frame.json"], "labels": ["car"]}
    account.create_task(TaskType.LidarAnnotation, unique_id="lidar", **frames)

    report = told(run(key, customer.product.url))
    counts = {name: report[name] for name in ("projects", "batches", "tasks", "known", "refused")}
    assert counts == {"projects": 3, "batches": 3, "tasks": 5, "known": 0, "refused": 0}
    assert report["losses"] == {
        "canceled tasks": 1,
        "your own verdicts on finished tasks, with their comments": 1,
    }
    assert report["notes"] == {
        "are open at Scale too; cancel them there, or both places do the work": 4,
        "wait for what is not built yet: pointcloud.v1": 1,
        "were finished there and rest in staged batches; finalize one to let people look": 1,
    }

    def history(client: scaleapi.ScaleClient) -> list[Any]:
        versions = client.get_project("People").as_dict()["param_history"]
        return [{name: value for name, value in each.items() if name != "created_at"} for each in versions]

    assert history(here) == history(account)
    tasks = all_tasks(here, "People")
    assert set(tasks) == {"done", "open", f"scale:{nameless.id}"}
    carried = tasks[f"scale:{nameless.id}"]
    assert (carried["instruction"], carried["tags"], carried["metadata"]) == (nameless.instruction, ["a"], {"k": [1]})
    assert (tasks["open"]["batch"], tasks["open"]["priority"]) == ("first", 70)
    assert tasks["done"]["params"]["hypothesis"] == account.get_task(finished.id).response
    assert tasks["done"]["batch"] == "People / first (finished at Scale)"
    statuses = {batch.name: batch.status for batch in here.get_batches()}
    assert statuses == {"first": "in_progress", "not begun": "staging", tasks["done"]["batch"]: "staging"}
    assert here.get_batch("first").metadata == {"n": 1}
    assert set(all_tasks(here, "default lidarannotation")) == {"lidar"}

    again = told(run(key, customer.product.url))
    assert {name: again[name] for name in counts} == {**dict.fromkeys(counts, 0), "known": 5}
    assert again["losses"] == report["losses"]
    account.create_task(NER, project="People", batch="first", unique_id="later")
    assert told(run(key, customer.product.url, "--project", "People"))["tasks"] == 1


def test_finished_tasks_rest_until_their_batch_is_finalized(
    customer: Customer, rival: Customer, account: scaleapi.ScaleClient, key: str, here: scaleapi.ScaleClient, run: Run
) -> None:
    """A batch that is over there keeps its name; nothing of it is work here until somebody says so."""
    account.create_project("Over", NER, WORDS)
    account.create_batch("Over", "all done")
    task = account.create_task(NER, batch="all done", unique_id="done")
    labeler, claimed = claim(customer, unreviewed(customer, "Over"))
    submit(labeler, claimed, {"annotations": [], "global_attributes": {}, "links": []})
    wait_until(lambda: account.get_batch("all done").status == "completed")
    told(run(key, customer.product.url))
    [mine] = here.get_tasks(batch_name="all done")
    assert rival.operator.ask("GET", f"/tasks/{mine.id}").status_code == 404
    assert account.get_task(task.id).response == mine.params["hypothesis"]
    here.finalize_batch("all done")
    assert wait_until(lambda: claim(rival, unreviewed(rival, "Over")))[1]["task"]["unique_id"] == "done"


def test_responses_become_gold_or_stay_there_when_asked(
    customer: Customer, rival: Customer, here: scaleapi.ScaleClient, run: Run
) -> None:
    test_key = customer.make_key("operator", "test")["key"]
    done_at_once = connect(test_key, customer.product.url)
    done_at_once.create_project("Gold", NER, WORDS)
    done_at_once.create_task(NER, project="Gold", unique_id="g")
    left = told(run(test_key, customer.product.url, "--responses", "none"))
    assert (left["tasks"], left["losses"]) == (0, {"finished tasks (--responses none leaves them there)": 1})
    for tasks, known in ((1, 0), (0, 1)):
        report = told(run(test_key, customer.product.url, "--responses", "gold"))
        assert (report["tasks"], report["known"], report["batches"]) == (tasks, known, 0)
    wait_until(lambda: [row["kind"] for row in rival.rows("select kind::text from annotation")] == ["expected"])
    assert here.tasks().total == 0
    refused = run(test_key, customer.product.url, "--responses", "maybe")
    assert (refused.returncode, json.loads(refused.stderr)["field"]) == (1, "responses")


def test_what_is_killed_goes_on_where_it_was(
    customer: Customer,
    account: scaleapi.ScaleClient,
    key: str,
    here: scaleapi.ScaleClient,
    command: Callable[..., tuple[list[str], dict[str, str]]],
    run: Run,
) -> None:
    account.create_project("Many", NER, WORDS)
    for batch in ("one", "two"):
        account.create_batch("Many", batch)
    for number in range(160):
        account.create_task(NER, project="Many", batch=("one", "two")[number % 2], unique_id=f"{number}")
    words, environment = command(key, customer.product.url)
    before = 0
    for enough in (1, 40, 90):
        process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda enough=enough: here_count(here, "Many") >= enough)
        process.kill()
        process.wait()
        assert here_count(here, "Many") >= before
        before = here_count(here, "Many")
        assert {batch.status for batch in here.get_batches()} == {"staging"}
    report = told(run(key, customer.product.url))
    assert before < 160
    assert report["tasks"] + report["known"] == 160
    assert {name: task["batch"] for name, task in all_tasks(here, "Many").items()} == {
        f"{number}": ("one", "two")[number % 2] for number in range(160)
    }
    assert {batch.status for batch in here.get_batches()} == {"in_progress"}
    assert told(run(key, customer.product.url))["tasks"] == 0


def here_count(client: scaleapi.ScaleClient, project: str) -> int:
    try:
        return client.get_tasks_count(project_name=project)
    except ScaleResourceNotFound:
        return 0


def test_what_is_carried_to_one_customer_is_nobody_elses(
    product: Product, customer: Customer, account: scaleapi.ScaleClient, key: str, here: scaleapi.ScaleClient, run: Run
) -> None:
    account.create_project("Mine", NER, WORDS)
    account.create_task(NER, project="Mine", unique_id="1")
    ran = run(key, product.url)
    assert told(ran)["tasks"] == 1
    assert key not in ran.stdout + ran.stderr
    stranger = connect(product.found_customer().make_key("operator")["key"], product.url)
    assert stranger.tasks().total == 0
    assert stranger.projects() == []
    assert account.get_tasks_count(project_name="Mine") == here.get_tasks_count(project_name="Mine") == 1


def image_task(task_id: str, attachment: str, **more: Any) -> dict[str, Any]:
    return {
        "task_id": task_id,
        "type": "imageannotation",
        "status": "pending",
        "project": "Pictures",
        "params": {**COWS, "attachment": attachment, "attachment_type": "image"},
        "metadata": {},
        **more,
    }


def test_files_that_only_the_account_gives_are_uploaded_once(
    scripted: ScaleAccount, rival: Customer, here: scaleapi.ScaleClient, run: Run
) -> None:
    scripted.add_project("Pictures", "imageannotation", **COWS)
    scripted.files["/files/signed"] = png()
    signed = [
        {"attachmentURL": "scaledata://a/b", "s3URL": f"{scripted.url}/files/converted", "isConvertedImage": True},
        {"attachmentURL": "scaledata://a/b", "s3URL": f"{scripted.url}/files/signed", "isConvertedImage": False},
    ]
    scripted.tasks = [
        image_task("t1", "scaledata://a/b", attachmentS3Downloads=signed),
        image_task("t2", "scaledata://a/b", attachmentS3Downloads=signed),
        image_task("t3", "scaledata://nowhere"),
        image_task("t4", "https://example.com/x.jpg"),
        image_task("t5", f"{scripted.url}/files/signed"),
        image_task("t6", f"{scripted.url}/files/expired"),
    ]
    report = told(run("live_theirs", scripted.url))
    assert (report["tasks"], report["files"], report["refused"]) == (5, 1, 1)
    assert report["refusals"][0]["name"] == "t3"
    tasks = all_tasks(here, "Pictures")
    address = tasks["scale:t1"]["params"]["attachment"]
    assert address.startswith("scaledata://asset_")
    assert tasks["scale:t2"]["params"]["attachment"] == address
    assert tasks["scale:t5"]["params"]["attachment"] == f"{scripted.url}/files/signed"
    rival.wait_until_taken_up(tasks["scale:t1"]["task_id"])
    rival.wait_for_stage(tasks["scale:t1"]["task_id"], "label")
    fetched = [path for path, _ in scripted.asked].count("/files/signed")
    assert fetched <= 2  # once by the command, once by the product


def test_attachments_behind_plain_addresses_are_uploaded_when_asked(
    scripted: ScaleAccount, here: scaleapi.ScaleClient, run: Run
) -> None:
    scripted.add_project("Pictures", "imageannotation", **COWS)
    scripted.files["/files/a.png"] = png()
    scripted.tasks = [
        image_task("t1", f"{scripted.url}/files/a.png"),
        image_task("t2", f"{scripted.url}/files/expired.png"),
    ]
    report = told(run("live_theirs", scripted.url, "--attachments"))
    assert (report["tasks"], report["files"], report["refused"]) == (1, 1, 1)
    assert "expire" in report["refusals"][0]["reason"]
    assert all_tasks(here, "Pictures")["scale:t1"]["params"]["attachment"].startswith("scaledata://")


def test_responses_and_their_files_are_saved_in_a_folder(
    scripted: ScaleAccount, here: scaleapi.ScaleClient, run: Run, tmp_path: Path
) -> None:
    scripted.add_project("../Pictures", "segmentannotation", labels=["cow"])
    scripted.files["/files/mask.png"] = png()
    urls = {"combined": {"image": f"{scripted.url}/files/mask.png", "indexedImage": f"{scripted.url}/files/gone.png"}}
    scripted.tasks = [
        image_task(
            "..",
            "https://example.com/x.jpg",
            type="segmentannotation",
            status="completed",
            project="../Pictures",
            response={"annotations": urls},
        )
    ]
    told_without = told(run("live_theirs", scripted.url))
    assert told_without["losses"] == {"result files (name a folder with --results)": 2}
    for saved in (1, 0):
        report = told(run("live_theirs", scripted.url, "--results", str(tmp_path / "results")))
        assert report["results"] == saved
        assert report["losses"] == {"result files that could not be downloaded": 1}
    folder = tmp_path / "results" / "_..%2FPictures" / "_.."
    assert sorted(path.name for path in folder.iterdir()) == [
        "annotations.combined.image.png",
        "response.json",
    ]
    assert (folder / "annotations.combined.image.png").read_bytes() == png()
    assert json.loads((folder / "response.json").read_text()) == {"annotations": urls}
    assert here.get_tasks_count(project_name="../Pictures") == 1


def test_an_answer_that_cannot_be_read_is_left_out_and_told(
    scripted: ScaleAccount, here: scaleapi.ScaleClient, run: Run
) -> None:
    scripted.add_project("Pictures", "imageannotation", **COWS)
    bad = {"annotations": [{"type": "box", "label": "Dog", "left": 1, "top": 1, "width": 1, "height": 1}]}
    scripted.tasks = [image_task("t1", "https://example.com/x.jpg", status="completed", response=bad)]
    report = told(run("live_theirs", scripted.url))
    assert report["losses"] == {"answers that cannot be read here (their tasks came without)": 1}
    assert "hypothesis" not in all_tasks(here, "Pictures")["scale:t1"]["params"]


def test_the_accounts_key_goes_to_the_account_alone(scripted: ScaleAccount, run: Run, tmp_path: Path) -> None:
    other = ScaleAccount()
    scripted.add_project("Pictures", "segmentannotation", labels=["cow"])
    for server in (scripted, other):
        server.files["/files/mask.png"] = png()
    urls = {"own": f"{scripted.url}/files/mask.png", "other": f"{other.url}/files/mask.png"}
    scripted.tasks = [
        image_task("t", "https://example.com/x.jpg", type="segmentannotation", status="completed", response=urls)
    ]
    assert told(run("live_theirs", scripted.url, "--results", str(tmp_path)))["results"] == 2
    other.close()
    assert scripted.asked[0][1] is not None
    assert other.asked == [("/files/mask.png", None)]


def test_a_busy_account_is_waited_for_and_a_refused_key_is_said_plainly(scripted: ScaleAccount, run: Run) -> None:
    scripted.add_project("Pictures", "imageannotation", **COWS)
    scripted.troubles = [429, 503]
    assert told(run("live_theirs", scripted.url))["projects"] == 1
    scripted.troubles = [401]
    refused = run("live_theirs", scripted.url)
    assert refused.returncode == 1
    assert json.loads(refused.stderr)["error"] == f"Scale at {scripted.url} refuses the key: No."
    scripted.troubles = [200]
    assert json.loads(run("live_theirs", scripted.url).stderr)["code"] == "not_scale"
    missing = run("live_theirs", scripted.url, "--project", "Nothing")
    assert json.loads(missing.stderr)["code"] == "project_not_found"


def test_a_project_that_cannot_be_made_is_told_and_the_others_come(
    scripted: ScaleAccount, here: scaleapi.ScaleClient, run: Run
) -> None:
    scripted.add_project("Odd", "telepathy")
    scripted.add_project("x" * 300, "imageannotation")
    scripted.add_project("Pictures", "imageannotation", **COWS)
    report = told(run("live_theirs", scripted.url))
    assert (report["projects"], report["refused"]) == (1, 2)
    assert [each["name"] for each in report["refusals"]] == ["Odd", "x" * 300]
    assert [project.name for project in here.projects()] == ["Pictures"]


def test_patience_ends(scripted: ScaleAccount) -> None:
    client = connect("live_theirs", scripted.url)
    for status, error in ((429, ThrottledError), (503, UnavailableError), (401, UnauthenticatedError)):
        scripted.troubles = [status] * 3
        with pytest.raises(error, match="Scale"):
            Door(client, "Scale", wait_seconds=(0.0, 0.0)).ask(client.projects)
        scripted.troubles = []
    nobody = connect("live_theirs", "http://127.0.0.1:9")
    with pytest.raises(UnavailableError, match="cannot be reached"):
        Door(nobody, "Scale").ask(nobody.projects)


def test_an_account_is_not_carried_into_itself(rival: Customer, command: Any) -> None:
    words, environment = command("x", rival.product.url)
    environment["SCALE_API_KEY"] = environment["GOLDSMITH_KEY"]
    ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert "into itself" in json.loads(ran.stderr)["error"]


def test_pictures_uploaded_to_the_account_come_along(
    customer: Customer, rival: Customer, account: scaleapi.ScaleClient, key: str, run: Run
) -> None:
    account.create_project("Cows", TaskType.ImageAnnotation, COWS)
    account.create_task(TaskType.ImageAnnotation, project="Cows", attachment=picture(customer))
    report = told(run(key, customer.product.url))
    assert (report["tasks"], report["refusals"]) == (1, [])
    [mine] = customer.rows("select sha256 from asset")
    [theirs] = rival.rows("select sha256 from asset")
    assert mine["sha256"] == theirs["sha256"]
