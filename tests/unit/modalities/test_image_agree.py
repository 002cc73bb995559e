"""How shapes of an image are compared and merged, on cases that a person can check by hand."""

import numpy as np
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from goldsmith.algorithms.masks import compress, decompress, paint, runs_of
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.alignment import Posterior
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.image.agree import combine, measure, near
from goldsmith.modalities.image.shapes import (
    MOST_COLUMNS,
    Box,
    Cuboid,
    Ellipse,
    Keypoint,
    Line,
    Mask,
    Polygon,
    RotatedBox,
    Skeleton,
    Vertex,
    corners,
)
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Attribute, Choice, Condition, Label, Masks, Ontology, Relation, check_ontology
from goldsmith.ontology import Skeleton as Body
from goldsmith.ontology import SkeletonPoint as Joint

IMAGE = registry.get("image.v1")
SIZE = {"width": 12, "height": 10}
NAMED = {"label": "car"}
STUFF = (Label(name="car"), Label(name="sky", is_thing=False), Label(name="road", is_thing=False))
APART = Ontology(labels=STUFF, masks=Masks(may_overlap=False))
WHOLE = Ontology(labels=STUFF, masks=Masks(may_overlap=False, allow_unlabeled=False))
COVERED = Ontology(labels=STUFF, masks=Masks(allow_unlabeled=False))


def likeness(one, other):
    """The score of two shapes, 0 where they are not near."""
    return next((score for _, _, score in near(measure([one]), measure([other]))), 0.0)


def turned(left, top, width, height, rotation):
    return RotatedBox(left=left, top=top, width=width, height=height, rotation=rotation, **NAMED)


def ellipse(x, y, radius_x, radius_y, rotation=0.0):
    return Ellipse(x=x, y=y, radius_x=radius_x, radius_y=radius_y, rotation=rotation, **NAMED)


def ring(*places):
    return [Vertex(x, y) for x, y in places]


def square(low, high):
    return ring((low, low), (high, low), (high, high), (low, high))


def block(x, y, size, depth):
    face = ((0, 0), (size, 0), (size, size), (0, size))
    near_face = [Vertex(x + across, y + down) for across, down in face]
    return Cuboid(vertices=[*near_face, *(Vertex(each.x + depth, each.y - depth) for each in near_face)], **NAMED)


def skeleton(**places):
    keypoints = [
        Keypoint(name, *place[:2], "occluded" if len(place) > 2 else "visible") for name, place in places.items()
    ]
    return Skeleton(keypoints=keypoints, **NAMED)


def mask(pixels, label="car", left=0, top=0, **more):
    """A mask of rows of text, "#" inside."""
    inside = np.array([[sign == "#" for sign in row] for row in pixels])
    height, width = inside.shape
    window = {"left": left, "top": top, "width": width, "height": height}
    return Mask(label=label, counts=compress(runs_of(inside)), **window, **more)


def painted(*masks):
    """Rows of text: the first letter of each mask's label, "." where none lies."""
    canvas = np.full((SIZE["height"], SIZE["width"]), ".")
    for each in masks:
        inside = canvas[each.top : each.top + each.height, each.left : each.left + each.width]
        inside[paint(decompress(each.counts), each.width, each.height)] = each.label[0]
    return ["".join(row) for row in canvas]


def halves(at, first="sky", second="road"):
    """The image cut at a column."""
    rows = SIZE["height"]
    return [mask(["#" * at] * rows, first), mask(["#" * (SIZE["width"] - at)] * rows, second, left=at)]


def reconcile(ontology, *answers):
    """Merge lists of shapes, each checked as a complete answer, and check what comes out."""
    given = [
        Given(who, read_answer(IMAGE, ontology, Answer(annotations=[replace(each) for each in shapes]), facts=SIZE))
        for who, shapes in enumerate(answers)
    ]
    found = reconcile_answers(IMAGE, ontology, [TaskAnswers("t", given)])[0].answer
    return read_answer(IMAGE, ontology, found, facts=SIZE).annotations


class TestRotatedBoxes:
    def test_overlap_is_that_of_the_turned_rectangles(self):
        lying, standing = turned(0, 40, 100, 20, 0), turned(0, 40, 100, 20, 90)
        assert likeness(lying, turned(40, 0, 20, 100, 90)) == pytest.approx(1, abs=0.005)
        assert likeness(lying, turned(0, 40, 100, 20, 180)) == pytest.approx(1, abs=0.005)
        assert likeness(lying, standing) == 0
        assert likeness(turned(0, 0, 100, 10, 45), turned(20, -20, 100, 10, 45)) == 0

    def test_they_meet_in_the_middle_of_places_sides_and_angles(self):
        merged = combine([turned(0, 0, 100, 20, 10), turned(2, 0, 104, 20, 14), turned(4, 0, 90, 20, 12)], [1, 1, 1])
        assert (merged.width, merged.height, merged.rotation) == (100, 20, 12)

    @pytest.mark.parametrize("other", [(40, -40, 20, 100, 95), (0, 0, 100, 20, 185), (40, -40, 20, 100, -85)])
    def test_the_same_place_written_otherwise_is_never_mixed(self, other):
        merged = combine([turned(0, 0, 100, 20, 5), turned(*other)], [1, 1])
        assert merged == turned(0, 0, 100, 20, 5)

    def test_angles_meet_across_the_seam(self):
        merged = combine([turned(0, 0, 100, 20, 359), turned(0, 0, 100, 20, 1), turned(0, 0, 100, 20, 2)], [1, 1, 1])
        assert merged.rotation % 180 == 1
        assert -360 < merged.rotation < 360

    def test_nearly_square_ones_turn_the_short_way(self):
        merged = combine([turned(0, 0, 101, 100, 2), turned(0.5, -0.5, 100, 101, 96)], [1, 1])
        assert merged.rotation == pytest.approx(4)
        assert all(90 < abs(corner.x - 50.5) + abs(corner.y - 50) < 110 for corner in corners(merged))


class TestEllipses:
    def test_swapped_radii_turned_by_a_quarter_are_the_same(self):
        assert likeness(ellipse(50, 50, 40, 10), ellipse(50, 50, 10, 40, 90)) == pytest.approx(1, abs=0.005)
        assert likeness(ellipse(50, 50, 40, 10), ellipse(50, 50, 40, 10, 90)) == 0
        assert combine([ellipse(50, 50, 40, 10), ellipse(52, 50, 10, 42, 90)], [1, 1]) == ellipse(51, 50, 41, 10)

    def test_a_circle_overlaps_its_square_as_areas_do(self):
        assert likeness(ellipse(0, 0, 20, 20), ellipse(0, 0, 20, 14)) == pytest.approx(0.7, abs=0.005)

    def test_nearly_round_ones_keep_both_radii(self):
        merged = combine([ellipse(0, 0, 110, 100), ellipse(0, 0, 100, 110)], [1, 1])
        assert (merged.radius_x, merged.radius_y, merged.rotation) == (105, 105, 0)


class TestPolygons:
    def test_overlap_counts_holes(self):
        plain = Polygon(vertices=square(0, 100), **NAMED)
        holed = Polygon(vertices=square(0, 100), holes=[square(20, 80)], **NAMED)
        assert likeness(plain, holed) == pytest.approx(0.64, abs=0.02)
        assert likeness(holed, holed) == 1
        assert likeness(holed, Polygon(vertices=square(20, 80), **NAMED)) == 0

    def test_the_most_central_stays_with_its_holes(self):
        first, second = (Polygon(vertices=square(0, 100), holes=[square(20, high)], **NAMED) for high in (80, 78))
        plain = Polygon(vertices=square(0, 100), **NAMED)
        assert combine([plain, first, second], [1, 1, 1]) == second
        assert combine([plain, first, second], [1, 5, 1]) == first

    def test_of_two_the_one_that_counts_more_stays(self):
        one, other = (Polygon(vertices=square(0, high), **NAMED) for high in (100, 90))
        assert combine([one, other], [1, 3]) == other
        assert combine([one, other], [3, 1]) == one

    def test_of_two_lines_too(self):
        one, other = (Line(vertices=ring((0, at), (50, at)), **NAMED) for at in (0, 3))
        assert combine([one, other], [1, 3]) == other


class TestCuboids:
    def test_corners_of_the_same_name_are_compared(self):
        one = block(0, 50, 100, 30)
        turned_round = Cuboid(vertices=[*one.vertices[4:], *one.vertices[:4]], **NAMED)
        assert likeness(one, one) == 1
        assert 0.8 < likeness(one, block(5, 50, 100, 30)) < 1
        assert likeness(one, turned_round) < likeness(one, block(20, 50, 100, 30))
        assert likeness(one, block(500, 50, 100, 30)) == 0

    def test_a_block_without_size_is_near_only_to_itself(self):
        dot, beside = (Cuboid(vertices=[Vertex(at, at)] * 8, **NAMED) for at in (3, 4))
        assert (likeness(dot, dot), likeness(dot, beside)) == (1, 0)

    def test_each_corner_meets_in_the_middle(self):
        merged = combine([block(0, 50, 100, 30), block(4, 50, 100, 30), block(1, 51, 100, 30)], [1, 1, 1])
        assert merged == block(1, 50, 100, 30)


class TestSkeletons:
    def test_keypoints_that_only_one_has_count_against_both(self):
        whole = skeleton(nose=(0, 0), ear=(50, 0), tail=(100, 80))
        assert likeness(whole, whole) == 1
        assert likeness(whole, skeleton(nose=(0, 0), tail=(100, 80))) == pytest.approx(2 / 3)
        assert likeness(whole, skeleton(mouth=(10, 10))) == 0

    def test_each_keypoint_is_voted_on_and_placed_by_itself(self):
        given = [
            skeleton(nose=(10, 10), ear=(30, 10, "hidden")),
            skeleton(nose=(12, 10), ear=(34, 10, "hidden"), tail=(90, 90)),
            skeleton(nose=(11, 10), ear=(32, 11)),
        ]
        assert combine(given, [1, 1, 1]) == skeleton(nose=(11, 10), ear=(32, 10, "hidden"))
        assert [each.name for each in combine(given, [1, 3, 1]).keypoints] == ["nose", "ear", "tail"]

    def test_a_keypoint_that_half_of_them_saw_stays_and_so_does_the_likeliest_of_many(self):
        assert combine([skeleton(a=(1, 1)), skeleton(a=(1, 1), b=(2, 2))], [1, 1]) == skeleton(a=(1, 1), b=(2, 2))
        lonely = combine([skeleton(a=(1, 1)), skeleton(b=(1, 1)), skeleton(c=(1, 1))], [1, 2, 1])
        assert lonely == skeleton(b=(1, 1))


class TestMasks:
    def test_overlap_is_that_of_the_pixels_whatever_the_window(self):
        small = mask(["##", "##"], left=2, top=2)
        padded = mask(["......", "..##..", "..##.."], left=0, top=1)
        assert likeness(small, padded) == 1
        assert likeness(small, mask(["##", ".."], left=2, top=2)) == 0.5
        assert likeness(small, mask(["#####", "#...#", "#...#", "#...#"], left=1, top=1)) == 0

    def test_a_stray_pixel_does_not_hide_what_is_the_same(self):
        whole = mask(["##........", "##........"])
        stray = mask(["##.......#", "##........"])
        assert likeness(whole, stray) == 0.8

    def test_pixels_are_voted_on(self):
        given = [mask(["##.", "##."]), mask([".##", ".##"]), mask(["###", "..."])]
        assert painted(combine(given, [1, 1, 1]))[:2] == ["ccc" + "." * 9, ".c" + "." * 10]
        assert painted(combine(given, [1, 5, 1]))[:2] == [".cc" + "." * 9] * 2

    def test_a_tie_is_decided_by_the_most_central_and_nothing_falls_back_on_it(self):
        one, other = mask(["##.", "##."]), mask([".##", ".##"])
        assert painted(combine([one, other], [1, 1])) == painted(one)
        assert painted(combine([one, other], [1, 2])) == painted(other)
        apart = [mask(["#"], left=at) for at in (0, 4, 8)]
        assert combine(apart, [1, 1, 1]) == apart[0]

    def test_equal_masks_keep_their_bytes(self):
        padded = mask(["......", "..##..", "..##.."])
        assert combine([padded, replace(padded, uuid="other")], [1, 1]) == padded

    def test_masks_too_wide_to_hold_are_compared_by_their_windows(self):
        wide = [
            Mask(left=0, top=top, width=1_000_000, height=3, counts=compress(np.array([0, 3_000_000])), **NAMED)
            for top in range(6)
        ]
        assert sum(each.width for each in wide) > MOST_COLUMNS
        found = {(one, other): score for one, other, score in near(measure(wide), measure(wide))}
        assert (found[0, 0], found[0, 1]) == (1, 0.5)
        assert combine(wide, [1, 1, 2, 1, 1, 1]) == wide[2]


class TestPileAndGroups:
    def test_the_place_in_the_pile_is_the_middle_one_given(self):
        boxes = [Box(left=n, top=0, width=9, height=9, z_order=z, **NAMED) for n, z in enumerate((5, 1, UNSET))]
        assert combine(boxes, [1, 1, 1]).z_order == 1
        assert combine(boxes, [1, 1, 5]).z_order is UNSET
        assert combine([boxes[2], boxes[2]], [1, 1]).z_order is UNSET

    def test_groups_are_matched_by_their_objects_whatever_they_are_called(self):
        def scene(*groups):
            return [
                Box(uuid=str(n), left=2.0 * n, top=0, width=2, height=2, label="car", group=group or UNSET)
                for n, group in enumerate(groups)
            ]

        found = reconcile(
            APART, scene("a", "a", "b", "b", ""), scene("b", "b", "a", "a", ""), scene("", "x", "x", "", "")
        )
        assert [each.group for each in found] == ["a", "a", "b", "b", UNSET]

    def test_two_groups_of_one_name_are_told_apart(self):
        first = [Box(uuid="1", left=0, top=0, width=2, height=2, label="car", group="g")]
        second = [Box(uuid="2", left=8, top=0, width=2, height=2, label="car", group="g")]
        found = reconcile(APART, first, second)
        assert [each.group for each in found] == ["g", "g+"]


class TestWhatIsNoThing:
    def test_its_masks_are_one_object_wherever_they_lie(self):
        found = reconcile(APART, [mask(["##"], "sky")], [mask(["##"], "sky", left=6)], [mask(["###"], "sky", left=6)])
        assert painted(*found)[0] == "......ss" + "." * 4

    def test_several_masks_of_one_labeler_are_put_together(self):
        parts = Answer(annotations=[mask(["##"], "sky", uuid="a"), mask(["##"], "sky", left=5, uuid="b")])
        whole = Answer(annotations=[mask(["##...##"], "sky", uuid="c")])
        found = reconcile_answers(IMAGE, APART, [TaskAnswers("t", [Given("m", parts), Given("p", whole)])])[0].answer
        assert painted(*found.annotations)[0] == "ss...ss" + "." * 5
        assert len(found.annotations) == 1

    def test_its_label_is_not_voted_on(self):
        found = reconcile(APART, [mask(["####"], "sky")], [mask(["####"], "road")], [mask(["####"], "road")])
        assert [each.label for each in found] == ["road"]


class TestPromises:
    def test_a_pixel_of_two_objects_goes_to_the_one_with_more_weight_there(self):
        def cars(border):
            return [mask(["#" * border], uuid="a"), mask(["#" * (8 - border)], left=border, uuid="b")]

        # Each half of the row is voted on by itself; without the rule the middle would be in both or in none.
        found = reconcile(APART, cars(3), cars(4), cars(5), cars(4))
        assert painted(*found)[0] == "c" * 8 + "." * 4
        assert [each.width for each in found] == [4, 4]

    def test_every_pixel_keeps_a_label(self):
        found = reconcile(WHOLE, halves(4), halves(6), halves(8))
        assert painted(*found) == ["ssssssrrrrrr"] * SIZE["height"]

    def test_what_few_saw_in_front_is_filled_with_what_lies_behind(self):
        hole = [mask([".###" + "#" * 8, "." + "#" * 11] + ["#" * 12] * 8, "sky"), mask(["#", "#"], "car")]
        plain = [mask(["#" * 12] * 10, "sky")]
        assert painted(*reconcile(WHOLE, hole, plain, plain)) == ["s" * 12] * 10

    def test_where_all_saw_something_else_the_strongest_comes_back(self):
        everything = ["#" * 12] * 10
        found = reconcile(WHOLE, *([mask(everything, label)] for label in ("sky", "road", "car")))
        assert painted(*found) == ["s" * 12] * 10

    def test_gaps_are_filled_also_where_masks_may_overlap(self):
        found = reconcile(COVERED, halves(4), halves(8, "sky", "car"))
        assert all("." not in row for row in painted(*found))

    def test_a_mask_that_loses_all_its_pixels_goes_with_its_links(self):
        ontology = Ontology(labels=STUFF, masks=Masks(may_overlap=False), relations=(Relation(name="on"),))
        big = mask(["####"] * 2, "sky", uuid="big")
        small = mask(["##"], uuid="small", left=0)
        link = [{"type": "on", "from": "small", "to": "big"}]
        first = {"annotations": [small, replace(big, left=4)], "links": link}
        answers = [first, {"annotations": [big]}, {"annotations": [big]}, first]
        given = [Given(n, read_answer(IMAGE, ontology, each, facts=SIZE)) for n, each in enumerate(answers)]
        found = reconcile_answers(IMAGE, ontology, [TaskAnswers("t", given)])[0].answer
        names = {each.uuid for each in found.annotations}
        assert {link.from_ for link in found.links} <= names
        read_answer(IMAGE, ontology, found, facts=SIZE)


def test_a_label_that_nobody_gave_is_never_chosen():
    ontology = Ontology(labels=(Label(name="car"), Label(name="bus")))
    alignment = IMAGE.align([Answer(annotations=[Box(left=0, top=0, width=9, height=9, label="car")])], ontology)
    surprising = Posterior(probabilities=[[1, 0], [0.1, 0.9]], chosen=[0, 1], is_tied=[False] * 2, weights=[1.0])
    assert [each.label for each in IMAGE.merge(alignment, surprising).annotations] == ["car"]


def test_keypoints_are_those_of_the_label_that_won():
    bodies = [Body((Joint("nose", 0, 0), Joint(name, 1, 1))) for name in ("paw", "hand")]
    ontology = Ontology(labels=(Label(name="cat", skeleton=bodies[0]), Label(name="man", skeleton=bodies[1])))
    check_ontology(ontology, IMAGE.shape_names)
    cat, man = (
        replace(skeleton(nose=(1, 1), **{limb: (9, 9)}), label=label)
        for label, limb in (("cat", "paw"), ("man", "hand"))
    )
    only = replace(skeleton(nose=(1, 1)), label="man")
    (found,) = reconcile(ontology, [man], [only], [replace(cat, keypoints=cat.keypoints[:1])])
    assert (found.label, [each.name for each in found.keypoints]) == ("man", ["nose", "hand"])


BROKEN = Attribute(name="state", type="category", required=True, choices=(Choice("whole"), Choice("broken")))
HOW = Attribute(
    name="how",
    type="category",
    required=True,
    choices=(Choice("bent"), Choice("burnt")),
    condition=Condition("state", ("broken",)),
)


def answered(*answers, complete=True):
    ontology = Ontology(attributes=(HOW, BROKEN))
    given = [
        Given(who, read_answer(IMAGE, ontology, {"global_attributes": values}, complete=complete))
        for who, values in enumerate(answers)
    ]
    return reconcile_answers(IMAGE, ontology, [TaskAnswers("t", given)])[0]


class TestConditions:
    def test_only_who_was_asked_votes(self):
        found = answered({"state": "broken", "how": "bent"}, {"state": "broken", "how": "bent"}, {"state": "whole"})
        assert found.answer.global_attributes == {"state": "broken", "how": "bent"}
        (how,) = [unit for unit in found.units if unit.unit == "how"]
        assert how.choices["bent"] == pytest.approx(5 / 6, abs=1e-3)

    def test_what_is_not_asked_has_no_answer(self):
        found = answered({"state": "broken", "how": "bent"}, {"state": "whole"}, {"state": "whole"})
        assert found.answer.global_attributes == {"state": "whole"}

    def test_an_answer_that_was_not_asked_for_is_no_vote(self):
        found = answered({"state": "whole", "how": "bent"}, {"state": "whole"}, complete=False)
        assert found.answer.global_attributes == {"state": "whole"}
        assert [unit.unit for unit in found.units] == ["state"]
