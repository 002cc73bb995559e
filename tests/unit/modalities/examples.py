"""Every modality's examples, and random answers made from them."""

import importlib.util
import json
from functools import cache

import msgspec

from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import link_types, read_ontology
from goldsmith.ontology.question_types import steps_of


class Example:
    """A real small file of a modality with its expected facts and two people's answers."""

    def __init__(self, modality, body):
        self.modality = modality
        self.name = body["name"]
        self.body = body
        self.facts = body["facts"]
        self.path = modality.folder / "examples" / body["file"]
        self.content = msgspec.convert(body["content"], modality.content)
        templates = {template.name: template.ontology for template in modality.templates}
        given = body.get("ontology")
        self.ontology = read_ontology(given, modality.shape_names) if given else templates[body["template"]]
        self.answers = [self.read(answer) for answer in body["answers"]]

    def read(self, answer, content=None, *, is_lossy=False):
        """Read an answer; one that a format lost something of may leave questions open and have polygons for boxes."""
        ontology = self.ontology
        if is_lossy:
            labels = tuple(msgspec.structs.replace(label, shapes=()) for label in ontology.labels)
            ontology = msgspec.structs.replace(ontology, labels=labels)
        given = {"content": content or self.content, "facts": self.facts, "complete": not is_lossy}
        return read_answer(self.modality, ontology, answer, **given)

    def random_answer(self, random):
        """Draw an answer that this example's ontology allows; equal marks under other labels are likely."""
        annotations = [mark for n in range(random.randint(0, 4)) if (mark := self._random_mark(random, n)) is not None]
        if annotations and random.random() < 0.3:
            annotations.append({**annotations[0], "uuid": "twin"})
        arrange = getattr(_shapes_of(self.modality), "arrange", None)
        if arrange is not None:
            annotations = arrange(random, self.body, self.ontology, annotations)
        links = self._random_links(random, annotations)
        values = _random_values(random, self.ontology.attributes)
        return self.read({"annotations": annotations, "global_attributes": values, "links": links})

    def _random_mark(self, random, number):
        shape = _shapes_of(self.modality).make_shape(random, self.body)
        labels = [label for label in self.ontology.labels if not label.shapes or shape["type"] in label.shapes]
        if not labels:
            return None
        label = random.choice(labels)
        lasting = [attribute for attribute in label.attributes if not attribute.is_mutable or "keyframes" not in shape]
        mutable = [attribute for attribute in label.attributes if attribute not in lasting]
        for keyframe in shape.get("keyframes", []):
            keyframe["attributes"] = _random_values(random, mutable)
        return {"uuid": f"m{number}", "label": label.name, "attributes": _random_values(random, lasting), **shape}

    def _random_links(self, random, annotations):
        links = {}
        for relation in link_types(self.ontology):
            starts = [mark["uuid"] for mark in annotations if mark["label"] in (relation.from_ or (mark["label"],))]
            ends = [mark["uuid"] for mark in annotations if mark["label"] in (relation.to or (mark["label"],))]
            if starts and ends and random.random() < 0.7:
                start, end = random.choice(starts), random.choice(ends)
                if start != end:
                    links[relation.name] = {"type": relation.name, "from": start, "to": end}
        return list(links.values())


def examples_of(modality):
    rows = json.loads((modality.folder / "examples" / "examples.json").read_text(encoding="utf-8"))
    return [Example(modality, row) for row in rows]


def records_of(examples):
    """The examples' answers as lines of a delivery."""
    given = [(example, answer) for example in examples for answer in example.answers]
    for number, (example, answer) in enumerate(given):
        asset = {"name": f"{number}-{example.path.name}", "sha256": "00" * 32, "facts": example.facts}
        record = {
            "task_id": f"task_{number}",
            "unique_id": f"item {number}",
            "content": msgspec.to_builtins(example.content),
            "answer": answer,
            "labelers": ["labeler_1"],
            "probability": 0.9,
            "annotation_id": f"annotation_{number}",
            "metadata": {},
            "assets": [asset],
        }
        yield msgspec.json.encode(record)


def _random_values(random, attributes):
    values = {}
    for attribute in _after_what_they_depend_on(attributes):
        if attribute.is_asked(values) and (attribute.required or random.random() < 0.7):
            values[attribute.name] = _random_value(random, attribute)
    return values


def _after_what_they_depend_on(attributes):
    waiting, known = list(attributes), set()
    while waiting:
        ready = [each for each in waiting if each.condition is None or known >= set(each.condition.names())]
        yield from ready
        known |= {each.name for each in ready}
        waiting = [each for each in waiting if each not in ready]


def _random_value(random, attribute):
    if attribute.type in _RANDOM:
        return _RANDOM[attribute.type](random, attribute)
    names = [choice.name for choice in attribute.choices]
    if not attribute.allow_multiple:
        return random.choice(names)
    chosen = [name for name in names if random.random() < 0.4]
    return chosen or names[:1]


def _random_text(random, attribute):
    if attribute.pattern:
        return random.choice(["40012345", "40012346"])
    return random.choice(["a", "b", "(no answer)"]).ljust(attribute.least or 0, "x")


def _random_order(random, attribute):
    names = [choice.name for choice in attribute.choices]
    return random.sample(names, len(names))


def _random_time(random, attribute):
    start = random.choice([0, 1.5, 2, 30])
    return {"start": start, "end": start + random.choice([0, 0.5, 3])}


_RANDOM = {
    "number": lambda random, attribute: random.choice([0, 1, 2.5]),
    "text": _random_text,
    "rating": lambda random, attribute: random.choice(steps_of(attribute)),
    "ranking": _random_order,
    "date": lambda random, attribute: random.choice(["2024-02-29", "2026-01-31"]) + "T10:30" * attribute.has_time,
    "file": lambda random, attribute: f"asset_01h455vb4pex5vsknk084sn02{random.choice('qrs')}",
    "entity": lambda random, attribute: random.choice(["Q1", "Q2", "NIL"]),
    "time_range": _random_time,
    "rubric": lambda random, attribute: {each.name: random.random() < 0.5 for each in attribute.criteria},
    "group": lambda random, attribute: [
        _random_values(random, attribute.questions) or {attribute.questions[0].name: "a"}
        for _ in range(random.randint(attribute.least or 1, attribute.most or 3))
    ],
}


@cache
def _shapes_of(modality):
    """The module of a modality's examples: `make_shape`, and `arrange` where marks depend on each other."""
    spec = importlib.util.spec_from_file_location(
        f"shapes_of_{modality.name}", modality.folder / "examples" / "shapes.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
