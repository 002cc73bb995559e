"""Load the demo through the public API: what is there already is found, not made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goldsmith.client import Goldsmith, Project
from goldsmith.demo import items
from goldsmith.demo.items import Item
from goldsmith.demo.labelers import answer_all, audit_some, wait_until_empty
from goldsmith.errors import InvalidError

SENTIMENT = "Demo: sentiment of reviews"
NAMES = "Demo: names in six languages"
PHOTOS = "Demo: objects in photos"
COMPARISONS = "Demo: which answer is better"
RUBRICS = "Demo: rubrics that are tested"
GRADER = "Practice grader"
TWO_LABELERS = "Demo: reviews by two labelers"
DELIVERY = "First delivery"
AUDITS = 10


def load_demo(client: Goldsmith) -> int:
    """Make what is missing of the six projects; how many tasks are new.

    The last one made is shown first, so the one to begin with is made last.
    """
    known = {project.name: project for project in client.projects.list()}
    alone = {"review_percent": 40, "audit_percent": 50}
    together = {"answers_needed": 2, "review_percent": 10, "audit_percent": 50}
    rubrics = _find_or_make(client, known, RUBRICS, "chat.v1", "rubric-writing", {"review_percent": 0})
    comparisons = _find_or_make(client, known, COMPARISONS, "chat.v1", "preference", {})
    two = _find_or_make(client, known, TWO_LABELERS, "text.v1", "sentiment", together)
    photos = _find_or_make(client, known, PHOTOS, "image.v1", "boxes", alone)
    names = _find_or_make(client, known, NAMES, "text.v1", "entities", alone)
    sentiment = _find_or_make(client, known, SENTIMENT, "text.v1", "sentiment", alone)

    _let_test_rubrics(client, rubrics)
    created = _add(client, rubrics, items.prompts())[0]
    compared, seen_comparisons = _add(client, comparisons, items.comparisons())
    more, seen_photos = _add(client, photos, _uploaded(client, photos, items.photos()))
    created += compared + more + _add(client, names, items.names())[0]
    created += _add(client, sentiment, items.reviews_for_one())[0]
    made, reviews = _add(client, two, items.reviews_for_two())

    if not any(delivery.name == DELIVERY for delivery in client.deliveries.list(two.id)):
        _work_on_reviews(client, two, reviews)
    answer_all(client, comparisons.id, seen_comparisons)
    wait_until_empty(client, photos.id, "ingest")
    answer_all(client, photos.id, seen_photos)
    return created + made


def _find_or_make(
    client: Goldsmith,
    known: Mapping[str, Project],
    name: str,
    modality: str,
    template: str,
    settings: Mapping[str, Any],
) -> Project:
    """One labeler alone can finish these projects: whoever labeled may also review and audit."""
    if name in known:
        return known[name]
    chosen = _template(client, modality, template)
    asked = {"ontology": chosen["ontology"], "instructions": chosen["instructions"]}
    return client.projects.create(name=name, modality=modality, self_review=True, **asked, **settings)


def _let_test_rubrics(client: Goldsmith, project: Project) -> None:
    """The practice model grades: it needs no network, and knows nothing."""
    if client.rubrics.get(project.id).settings["model"] is None:
        known = {model.name: model.id for model in client.models.list(project.id)}
        grader = known.get(GRADER) or client.models.create(project.id, kind="practice", name=GRADER).id
        client.rubrics.change(project.id, grader)


def _template(client: Goldsmith, modality: str, name: str) -> dict[str, Any]:
    offered = next(each for each in client.modalities.list() if each.name == modality)
    return next(template for template in offered.templates if template["name"] == name)


def _uploaded(client: Goldsmith, project: Project, photos: Iterable[Item]) -> list[Item]:
    """The photos as rows that name uploaded assets; those whose task is there are not uploaded again."""
    there = {task.unique_id for task in client.tasks.list(project.id)}
    return [item if item.row["unique_id"] in there else _upload(client, item) for item in photos]


def _upload(client: Goldsmith, photo: Item) -> Item:
    asset = client.assets.upload(items.photo_path(photo))
    return photo._replace(row=photo.row | {"attachment": asset.id})


def _add(client: Goldsmith, project: Project, wanted: list[Item]) -> tuple[int, dict[str, Item]]:
    """Make the tasks that are missing; how many are new, and every item by the id of its task."""
    by_unique_id = {item.row["unique_id"]: item for item in wanted}
    ids = {task.unique_id: task.id for task in client.tasks.list(project.id) if task.unique_id in by_unique_id}
    missing = [item.row for unique_id, item in by_unique_id.items() if unique_id not in ids]
    made = client.tasks.create(project.id, missing)
    if made.rejected:
        raise InvalidError(f"A row of the demo was rejected: {made.rejected[0].error}", field=made.rejected[0].field)
    ids |= {ref.unique_id: ref.id for ref in made.items}
    return made.created, {ids[unique_id]: item for unique_id, item in by_unique_id.items()}


def _work_on_reviews(client: Goldsmith, project: Project, reviews: Mapping[str, Item]) -> None:
    """Two simulated labelers and a simulated auditor work; what they finished is delivered. The delivery comes last."""
    answer_all(client, project.id, reviews)
    wait_until_empty(client, project.id, "reconcile")
    audit_some(client, project.id, reviews, AUDITS)
    client.deliveries.wait(client.deliveries.create(project.id, name=DELIVERY).id)
