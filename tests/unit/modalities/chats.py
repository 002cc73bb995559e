"""What can be said about a conversation, one thing at a time, for the page that says what formats carry."""

from goldsmith.ontology import Attribute, Choice, Comparison, Label, Ontology, Writing

COLORS = Attribute(name="color", type="category", choices=(Choice("red"), Choice("blue")))
WEATHER = Attribute(name="weather", type="category", choices=(Choice("sunny"), Choice("rain")))
SCALE = Attribute(name="helpfulness", type="number", minimum=0, maximum=4)
CHAT = Ontology(
    labels=(
        Label("overall", shapes=("ranking",), comparison=Comparison(strengths=3, allow_all_bad=True)),
        Label("quality", shapes=("rating",), attributes=(SCALE, COLORS)),
        Label("demonstration", shapes=("message",), writing=Writing()),
        Label("rewrite", shapes=("message",), writing=Writing(is_revision=True)),
        Label("step", shapes=("step",)),
        Label("grade", shapes=("grade",)),
        Label("doubtful", shapes=("span",)),
    ),
    attributes=(WEATHER,),
)
CRITERIA = Ontology(labels=(Label("criterion", shapes=("criterion",)),))
TURNS = [
    {"id": "1", "parent": "", "role": "user", "content": "How long is the Nile?"},
    {"id": "a", "parent": "1", "role": "assistant", "content": "6,650 km.\n\nIt is long.", "source": "model-one"},
    {"id": "b", "parent": "1", "role": "assistant", "content": "It is very long.", "source": "model-two"},
]
RUBRIC = [{"id": "c1", "criterion": "Names a length", "points": 5}]


def _mark(kind, uuid, label, **body):
    return {"type": kind, "uuid": uuid, "label": label, "attributes": {}, **body}


def _answer(*annotations, weather=None):
    answers = {"weather": weather} if weather else {}
    return {"annotations": list(annotations), "global_attributes": answers, "links": []}


def ranked(*groups, **body):
    return _mark("ranking", "r", "overall", after="1", groups=[list(group) for group in groups], **body)


def rated(**attributes):
    return _mark("rating", "s", "quality", message="a") | {"attributes": attributes}


def written(uuid, label="demonstration", parent="1", content="6,650 km.", **body):
    return _mark("message", uuid, label, parent=parent, role="assistant", content=content) | body


def steps(*ratings):
    return [_mark("step", str(n), "step", message="a", step=n, rating=rating) for n, rating in enumerate(ratings)]


THINGS = {
    "pairs": _answer(ranked("a", "b", strength=2)),
    "strengths": _answer(ranked("a", "b", strength=2)),
    "rankings of three": _answer(ranked("a", "b", "c", shown=["a", "b", "c"])),
    "ties": _answer(ranked("ab")),
    "all bad": _answer(ranked("ab", all_bad=True)),
    "ratings": _answer(rated(helpfulness=3)),
    "other answers": _answer(rated(helpfulness=3, color="red")),
    "written responses": _answer(written("w")),
    "written conversations": _answer(
        written("u", content="Go on.", role="user"), written("w", parent="u", content="It begins in Africa.")
    ),
    "better versions": _answer(written("w", "rewrite", revises="a")),
    "steps": _answer(*steps(1, -1)),
    "neutral steps": _answer(*steps(0, 1)),
    "grades": _answer(_mark("grade", "g", "grade", message="a", criterion="c1", met=True)),
    "criteria": _answer(_mark("criterion", "k", "criterion", criterion="Is short", points=2.0)),
    "passages": _answer(_mark("span", "p", "doubtful", message="b", start=0, end=5, text="It is")),
    "names of models": _answer(ranked("a", "b")),
    "answers": _answer(ranked("a", "b"), weather="sunny"),
    "unique ids": _answer(ranked("a", "b")),
}
ASPECTS = {
    "other answers": lambda messages, marks: [each.get("attributes") for each in marks],
    "pairs": lambda messages, marks: [each.get("groups") for each in marks],
    "strengths": lambda messages, marks: [each.get("strength") for each in marks],
    "written responses": lambda messages, marks: [each.get("content") for each in [*messages, *marks]],
    "written conversations": lambda messages, marks: [each.get("content") for each in [*messages, *marks]],
    "ratings": lambda messages, marks: [
        each["attributes"]["helpfulness"] for each in marks if "helpfulness" in each["attributes"]
    ],
    "names of models": lambda messages, marks: [each["source"] for each in messages or [] if each.get("source")],
}
"""What of the messages and annotations of a row a thing is about, where it is not all of the annotations."""


def content_of(thing):
    """Return the messages that a thing is about."""
    third = {"id": "c", "parent": "1", "role": "assistant", "content": "I do not know."}
    content = {"messages": [*TURNS, third] if thing == "rankings of three" else TURNS}
    if thing.startswith("written"):
        content["messages"] = TURNS[:1]
    if thing in ("steps", "neutral steps"):
        content["messages"] = TURNS[:2]
    return {**content, "rubric": RUBRIC} if thing == "grades" else content


def ontology_of(thing):
    return CRITERIA if thing == "criteria" else CHAT
