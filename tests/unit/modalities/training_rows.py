"""What the tests of forms of training data share: a conversation, an ontology, and what TRL takes as a data set.

The types are those of https://huggingface.co/docs/trl/dataset_formats: which columns there are, and of which kind.
"""

import io

import msgspec

from goldsmith.modalities import registry
from goldsmith.modalities.codec import ExportContext, ImportContext, Loss, RowError
from goldsmith.ontology import Attribute, Choice, Comparison, Label, Ontology, Writing

CHAT = registry.get("chat.v1")
SCALES = (
    Attribute("helpfulness", "number", minimum=0, maximum=4),
    Attribute("correctness", "number", minimum=1, maximum=5),
    Attribute("reason", "text"),
    Attribute("faults", "category", choices=(Choice("rude"),)),
)
ONTOLOGY = Ontology(
    labels=(
        Label(
            "overall",
            shapes=("ranking",),
            comparison=Comparison(strengths=3, allow_all_bad=True),
            attributes=(Attribute("reason", "text"),),
        ),
        Label("safety", shapes=("ranking",)),
        Label("quality", shapes=("rating",), attributes=SCALES),
        Label("demonstration", shapes=("message",), writing=Writing()),
        Label("rewrite", shapes=("message",), writing=Writing(is_revision=True)),
        Label("step", shapes=("step",)),
        Label("grade", shapes=("grade",)),
    )
)
UNASKED = Ontology(labels=(Label("overall", shapes=("ranking",), comparison=Comparison()),))
QUESTION = {"role": "user", "content": "How long is the Nile?"}
ANSWERS = {"a": "6,650 km.", "b": "Long.", "c": "I do not know."}


def mark(kind, label, uuid="", **body):
    return {"type": kind, "label": label, "uuid": uuid, **body}


def ranked(*groups, after="1", **body):
    return mark("ranking", "overall", "r", after=after, groups=[list(group) for group in groups], **body)


def rated(message, **attributes):
    return mark("rating", "quality", f"q{message}", message=message, attributes=attributes)


def written(uuid, content, parent="1", label="demonstration", role="assistant", **body):
    return mark("message", label, uuid, content=content, parent=parent, role=role, **body)


def judged(*ratings, message="a"):
    return [mark("step", "step", f"s{n}", message=message, step=n, rating=each) for n, each in enumerate(ratings)]


def compared(*letters, **content):
    """The question with some of the answers."""
    messages = [{"id": "1", "parent": "", **QUESTION}]
    for letter in letters:
        answer = {"id": letter, "parent": "1", "role": "assistant", "content": ANSWERS[letter]}
        messages.append({**answer, "source": f"model-{letter}"})
    return {"messages": messages, **content}


def record(content, *annotations, unique_id=None, **answers):
    answer = {"annotations": list(annotations), "links": [], "global_attributes": answers}
    body = {"task_id": "t", "unique_id": unique_id, "content": content, "answer": answer, "labelers": ["labeler_1"]}
    return msgspec.json.encode(body)


def file_of(name, *records, ontology=ONTOLOGY):
    out = io.BytesIO()
    report = CHAT.codec(name).write(iter(records), out, ExportContext(ontology=ontology, name="x"))
    return out.getvalue(), report.lost


def lines_of(name, *records, ontology=ONTOLOGY):
    """The rows of a form that is lines of JSON, and what was lost."""
    body, lost = file_of(name, *records, ontology=ontology)
    return [msgspec.json.decode(line) for line in body.splitlines()], lost


def read(name, *lines, ontology=ONTOLOGY):
    """Read lines, given as objects or as bytes: tasks, refused rows, losses."""
    body = b"\n".join(line if isinstance(line, bytes) else msgspec.json.encode(line) for line in lines)
    said = list(CHAT.codec(name).read(io.BytesIO(body), ImportContext(ontology=ontology)))
    rows = [each for each in said if isinstance(each, dict)]
    errors = [each for each in said if isinstance(each, RowError)]
    return rows, errors, {each.what: each.count for each in said if isinstance(each, Loss)}


def said_in(row):
    """What a task's messages say, by id, and the annotations of its hypothesis without their ids."""
    marks = [
        {name: value for name, value in each.items() if name != "uuid"} for each in row["hypothesis"]["annotations"]
    ]
    return {message["id"]: message["content"] for message in row["messages"]}, marks


def is_conversation(value, *roles):
    """Tell whether a column is messages as TRL's chat templates take them, the last of one of these roles."""
    good = (
        isinstance(value, list) and bool(value) and all(message["role"] and "content" in message for message in value)
    )
    return good and value[-1]["role"] in roles


def trl_type(row):
    """Name the type of data set that a row is of, by its columns and their kinds, as TRL tells them apart."""
    columns = set(row)
    if columns - {"tools"} == {"messages"} and is_conversation(row["messages"], "assistant"):
        return "language modeling"
    if columns - {"margin"} == {"prompt", "chosen", "rejected"}:
        sides = [is_conversation(row[side], "assistant", "tool") for side in ("chosen", "rejected")]
        good = all(sides) and is_conversation(row["prompt"], "user", "tool", "system", "assistant")
        return "preference" if good and isinstance(row.get("margin", 0.0), float) else None
    if columns == {"prompt", "completion", "label"} and isinstance(row["label"], bool):
        return "unpaired preference" if is_conversation(row["completion"], "assistant") else None
    if columns == {"prompt", "completions", "labels"}:
        steps, labels = row["completions"], row["labels"]
        good = (
            isinstance(row["prompt"], str) and len(steps) == len(labels) and {type(each) for each in labels} <= {bool}
        )
        return "stepwise supervision" if good and {type(each) for each in steps} <= {str} else None
    if columns == {"prompt", "reference"}:
        return "prompt-only" if is_conversation(row["prompt"], "user", "tool") else None
    return None


SHARED = {"role": "user", "content": "Hi"}
TYPES_READ = {
    "trl_sft": {"messages": [SHARED, {"role": "assistant", "content": "Hello"}]},
    "trl_preference": {"prompt": "Hi", "chosen": "Hello", "rejected": "What?"},
    "trl_kto": {"prompt": [SHARED], "completion": "Hello", "label": True},
    "trl_prompts": {"prompt": [SHARED], "reference": "Hello"},
    "trl_stepwise": {"prompt": "Hi", "completions": ["a", "b"], "labels": [True, False]},
    "openai_chat": {"messages": [SHARED, {"role": "assistant", "content": "Hello"}]},
    "openai_dpo": {
        "input": {"messages": [SHARED]},
        "preferred_output": [{"role": "assistant", "content": "Hello"}],
        "non_preferred_output": [{"role": "assistant", "content": "What?"}],
    },
    "sharegpt": {"id": "s", "conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]},
    "alpaca": {"instruction": "Hi", "input": "", "output": "Hello"},
    "anthropic_hh": {"chosen": "\n\nHuman: Hi\n\nAssistant: Hello", "rejected": "\n\nHuman: Hi\n\nAssistant: What?"},
    "helpsteer2": {"prompt": "Hi", "response": "Hello", "helpfulness": 4, "verbosity": 1},
    "helpsteer3": {"context": [SHARED], "response1": "Hello", "response2": "What?", "overall_preference": -3},
    "ultrafeedback": {"instruction": "Hi", "completions": [{"model": "m", "response": "Hello"}]},
    "ultrafeedback_binarized": {
        "prompt": "Hi",
        "chosen": [SHARED, {"role": "assistant", "content": "Hello"}],
        "rejected": [SHARED, {"role": "assistant", "content": "What?"}],
    },
    "prm800k": {
        "question": {"problem": "Hi"},
        "label": {"steps": [{"completions": [{"text": "a", "rating": 1}], "chosen_completion": 0}]},
    },
    "healthbench": {"prompt": [SHARED], "prompt_id": "h", "rubrics": [{"criterion": "Is short", "points": 5}]},
    "arena": {
        "model_a": "one",
        "model_b": "two",
        "winner": "model_a",
        "conversation_a": [SHARED, {"role": "assistant", "content": "Hello"}],
        "conversation_b": [SHARED, {"role": "assistant", "content": "What?"}],
    },
}
"""A row of each form as its publishers write it."""
