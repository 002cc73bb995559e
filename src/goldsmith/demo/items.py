"""The texts and photos of the demo and what simulated labelers say about them, from the files beside this one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import goldsmith

HERE = Path(__file__).parent
PUBLIC_DOMAIN_TEXT = Path(goldsmith.__file__).parent / "modalities" / "text" / "examples" / "fogg.txt"
ADA, BEN = "ada", "ben"
SIDES = ("left", "top", "width", "height")
Json = dict[str, Any]


class Item(NamedTuple):
    """One task to be, the answers that simulated labelers give to it, and the right answer where they differ."""

    row: Json
    answers: dict[str, Json] = {}  # noqa: RUF012  (never changed)
    truth: Json | None = None


def reviews_for_one() -> list[Item]:
    """Reviews that nobody has answered yet."""
    return [Item({"unique_id": each["id"], "text": each["text"]}) for each in _read("reviews.jsonl") if ADA not in each]


def reviews_for_two() -> list[Item]:
    """Reviews that one or two simulated labelers answer; they do not always agree."""
    return [_answered_review(each) for each in _read("reviews.jsonl") if ADA in each]


def names() -> list[Item]:
    """Sentences in six languages, some with suggested names, and a passage from a novel."""
    novel = {"unique_id": "novel", "text": PUBLIC_DOMAIN_TEXT.read_text(encoding="utf-8").strip()}
    return [*map(_sentence, _read("names.jsonl")), Item(novel)]


def photos() -> list[Item]:
    """Photos, some with suggested boxes, some that two simulated labelers answer; `attachment` is a file of ours."""
    return [_photo(each) for each in _read("photos.jsonl")]


def prompts() -> list[Item]:
    """Prompts to write rubrics about, with planted responses that the rubrics are tested on."""
    return [_prompt(each) for each in _read("rubrics.jsonl")]


def comparisons() -> list[Item]:
    """Prompts with the responses of three models, most of them ranked by two simulated labelers; the rest is open."""
    return [_comparison(number, each) for number, each in enumerate(_read("preferences.jsonl"))]


def photo_path(item: Item) -> Path:
    return HERE / "photos" / str(item.row["attachment"])


def _answered_review(review: Json) -> Item:
    answers = {who: _feeling(review[who]) for who in (ADA, BEN) if who in review}
    truth = _feeling(review["truth"] if "truth" in review else review[ADA])
    return Item({"unique_id": review["id"], "text": review["text"]}, answers, truth)


def _feeling(sentiment: str) -> Json:
    return {"annotations": [], "global_attributes": {"sentiment": sentiment}, "links": []}


def _sentence(sentence: Json) -> Item:
    row = {"unique_id": sentence["id"], "text": sentence["text"], "metadata": {"language": sentence["language"]}}
    return Item(_suggesting(row, _spans(sentence)))


def _photo(photo: Json) -> Item:
    answers = {who: _boxes(photo[who]) for who in (ADA, BEN) if who in photo}
    row = {"unique_id": photo["id"], "attachment": photo["file"], "answers_needed": max(len(answers), 1)}
    row["priority"] = 40 if answers else 60
    return Item(_suggesting(row, _boxes(photo.get("suggested", []))), answers)


def _prompt(given: Json) -> Item:
    planted = [{"quality": quality, "content": text} for quality in ("good", "bad") for text in given[quality]]
    return Item({"unique_id": given["id"], "prompt": given["prompt"], "planted": planted})


def _comparison(number: int, given: Json) -> Item:
    """The models stand in another order each time, and their names nowhere where labelers look."""
    models = [*given["responses"]]
    order = models[number % len(models) :] + models[: number % len(models)]
    ids = {model: str(place) for place, model in enumerate(order, start=1)}
    responses = [
        {"id": ids[model], "parent": "0", "role": "assistant", "content": given["responses"][model], "source": model}
        for model in order
    ]
    answers = {who: _ranking(given[who], ids) for who in (ADA, BEN) if who in given}
    messages = [{"id": "0", "role": "user", "content": given["prompt"]}, *responses]
    return Item({"unique_id": given["id"], "messages": messages, "answers_needed": max(len(answers), 1)}, answers)


def _ranking(groups: list[list[str]], ids: Mapping[str, str]) -> Json:
    ranked = [[ids[model] for model in group] for group in groups]
    place = {"after": "0", "groups": ranked, "shown": sorted(ids.values())}
    return {"annotations": [{"uuid": "ranking", "type": "ranking", "label": "overall", **place}]}


def _boxes(corners: list[list[Any]]) -> Json:
    shapes = [
        {"uuid": f"box-{number}", "type": "box", "label": label, **dict(zip(SIDES, sides, strict=True))}
        for number, (label, *sides) in enumerate(corners, start=1)
    ]
    return {"annotations": shapes}


def _spans(sentence: Json) -> Json:
    suggested = enumerate(sentence.get("suggested", []), start=1)
    return {"annotations": [_span(number, sentence["text"], *marked) for number, marked in suggested]}


def _span(number: int, text: str, label: str, name: str) -> Json:
    """Offsets are Unicode code points, which is how Python counts."""
    start = text.index(name)
    place = {"start": start, "end": start + len(name), "text": name}
    return {"uuid": f"name-{number}", "type": "span", "label": label, **place}


def _suggesting(row: Json, hypothesis: Json) -> Json:
    return {**row, "hypothesis": hypothesis} if hypothesis["annotations"] else row


def _read(name: str) -> list[Json]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
