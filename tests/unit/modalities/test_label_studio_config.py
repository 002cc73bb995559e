"""Label Studio's labeling configs: each tag, what is not understood, and back."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_studio_sdk._extensions.label_studio_tools.core.label_config import parse_config

from goldsmith.errors import GoldsmithError, InvalidError, MalformedError, TooLargeError
from goldsmith.modalities.label_studio.config import read_config
from goldsmith.modalities.label_studio.config_writer import write_config
from goldsmith.modalities.label_studio.layout import KINDS, layout_of, live_part
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation, check_ontology

TEXT = '<Text name="text" value="$text"/>'
IMAGE = '<Image name="image" value="$image"/>'
CHOICES = '<Choices name="mood" toName="text"><Choice value="Good"/><Choice value="Bad"/></Choices>'


def read(*tags):
    return read_config(f"<View>{''.join(tags)}</View>")


def noted(project):
    return {each.what: each.count for each in project.not_understood}


def test_labels_of_a_text_keep_their_titles_and_colors():
    project = read(
        TEXT,
        '<Labels name="ner" toName="text"><Label value="Person Name" background="red"/>'
        '<Label value="person-name" background="#0f8"/><Label value="Ort" alias="loc" hint="Where"/></Labels>',
    )
    assert project.modality == "text.v1"
    assert project.ontology.labels == (
        Label("person_name", "Person Name", color="#ff0000"),
        Label("person-name", "person-name", color="#00ff88"),
        Label("loc", "Ort", description="Where"),
    )
    assert project.not_understood == []


def test_two_labels_that_spell_alike_get_names_of_their_own():
    labels = read(
        TEXT, '<Labels name="l" toName="text"><Label value="人"/><Label value="物"/></Labels>'
    ).ontology.labels
    assert [(label.name, label.title) for label in labels] == [("_", "人"), ("__2", "物")]


def test_a_label_of_several_controls_has_the_shapes_of_all():
    project = read(
        IMAGE,
        '<RectangleLabels name="r" toName="image"><Label value="Car"/><Label value="Dog"/></RectangleLabels>',
        '<PolygonLabels name="p" toName="image"><Label value="Car"/></PolygonLabels>',
        '<KeyPointLabels name="k" toName="image"><Label value="Nose"/></KeyPointLabels>',
        '<VectorLabels name="v" toName="image"><Label value="Lane"/></VectorLabels>',
    )
    shapes = {label.name: label.shapes for label in project.ontology.labels}
    assert shapes == {"car": ("box", "polygon"), "dog": ("box",), "nose": ("point",), "lane": ("line",)}


def test_ellipses_and_brushes_are_shapes():
    project = read(
        IMAGE,
        '<EllipseLabels name="e" toName="image"><Label value="Wheel"/></EllipseLabels>',
        '<BrushLabels name="b" toName="image"><Label value="Mud"/></BrushLabels>',
    )
    assert {label.name: label.shapes for label in project.ontology.labels} == {"wheel": ("ellipse",), "mud": ("mask",)}
    beside = '<Ellipse name="x" toName="image"/><Brush name="y" toName="image"/>'
    drawn = read(IMAGE, '<Labels name="l" toName="image"><Label value="Car"/></Labels>', beside)
    assert drawn.ontology.labels == (Label("car", "Car", shapes=("ellipse", "mask")),)


def test_labels_beside_shapes_are_drawn_with_them():
    project = read(
        IMAGE,
        '<Labels name="l" toName="image"><Label value="Car"/></Labels>',
        '<Rectangle name="r" toName="image"/><Polygon name="p" toName="image"/>',
    )
    assert project.ontology.labels == (Label("car", "Car", shapes=("box", "polygon")),)


def test_a_shape_without_labels_is_its_own_label():
    project = read(IMAGE, '<KeyPoint name="Tip" toName="image"/>')
    assert project.ontology.labels == (Label("tip", "Tip", shapes=("point",)),)


def test_rectangles_that_may_be_turned_are_rotated_boxes():
    tag = '<RectangleLabels name="r" toName="image" canRotate="{}"><Label value="Car"/></RectangleLabels>'
    assert read(IMAGE, tag.format("true")).ontology.labels[0].shapes == ("rotated_box",)
    assert read(IMAGE, tag.format("false")).ontology.labels[0].shapes == ("box",)


def test_choices_ask_about_the_item_or_about_each_region():
    project = read(
        IMAGE,
        '<RectangleLabels name="r" toName="image"><Label value="Car"/><Label value="Dog"/></RectangleLabels>',
        '<Choices name="Weather" toName="image" choice="single" required="true"><Choice value="Sun"/></Choices>',
        '<Choices name="seen" toName="image" choice="multiple"><Choice value="A"/><Choice value="B"/></Choices>',
        '<Choices name="state" toName="image" perRegion="true"><Choice value="Old"/></Choices>',
        '<Choices name="make" toName="image" perRegion="true" whenLabelValue="Car"><Choice value="BMW"/></Choices>',
    )
    weather, seen = project.ontology.attributes
    assert weather == Attribute("weather", "category", "Weather", (Choice("sun", "Sun"),), required=True)
    assert (seen.allow_multiple, seen.required) == (True, False)
    asked = {label.name: [each.name for each in label.attributes] for label in project.ontology.labels}
    assert asked == {"car": ["state", "make"], "dog": ["state"]}


def test_taxonomies_become_trees_of_choices():
    project = read(
        TEXT,
        '<Taxonomy name="t" toName="text"><Choice value="A"><Choice value="B"/><Choice value="C"/></Choice>'
        '<Choice value="D"/></Taxonomy>',
    )
    [taxonomy] = project.ontology.attributes
    assert taxonomy.allow_multiple
    assert taxonomy.choices == (
        Choice("a", "A"),
        Choice("a_b", "B", parent="a"),
        Choice("a_c", "C", parent="a"),
        Choice("d", "D"),
    )
    assert not taxonomy.only_leaves
    assert noted(project) == {}
    single = read(
        TEXT, '<Taxonomy name="t" toName="text" leafsOnly="true" maxUsages="1"><Choice value="D"/></Taxonomy>'
    )
    assert not single.ontology.attributes[0].allow_multiple
    assert single.ontology.attributes[0].only_leaves
    assert single.not_understood == []


def test_choices_inside_choices_stand_below_them():
    nested = '<Choice value="A"><Choice value="B" alias="b"/></Choice><Choice value="C"/>'
    project = read(TEXT, f'<Choices name="c" toName="text" allowNested="true">{nested}</Choices>')
    assert project.ontology.attributes[0].choices == (Choice("a", "A"), Choice("b", "B", parent="a"), Choice("c", "C"))
    assert project.not_understood == []


def test_words_numbers_ratings_and_dates_are_asked():
    project = read(
        TEXT,
        '<TextArea name="why" toName="text" required="true"/><Number name="n" toName="text" min="-1" max="2.5"/>',
        '<Rating name="stars" toName="text" maxRating="7"/><Rating name="five" toName="text"/>',
        '<DateTime name="day" toName="text"/>',
    )
    assert project.ontology.attributes == (
        Attribute("why", "text", "why", required=True),
        Attribute("n", "number", "n", minimum=-1, maximum=2.5),
        Attribute("stars", "number", "stars", minimum=1, maximum=7),
        Attribute("five", "number", "five", minimum=1, maximum=5),
        Attribute("day", "text", "day"),
    )


def test_relations_and_headers_are_taken_over():
    project = read(
        '<Header value="Mark people."/>',
        TEXT,
        CHOICES,
        '<Relations><Relation value="Works For"/><Relation value="knows"/></Relations>',
        '<View><Header value="Then relate them."/><Header value="$title"/></View>',
    )
    assert project.ontology.relations == (Relation("works_for", "Works For"), Relation("knows", "knows"))
    assert project.instructions == "Mark people.\n\nThen relate them."
    assert noted(project) == {"Header that shows a field of the task": 1}


def test_what_is_not_understood_is_listed_with_count_and_line():
    project = read_config(
        """<View className="wide">
          <Style>.x { color: red }</Style>
          <Image name="image" value="$image" zoom="true"/>
          <Filter name="f" toName="image"/>
          <RectangleLabels name="r" toName="image" opacity="0.5">
            <Label value="Car" hotkey="c"/>
            <Label value="Dog" hotkey="d" background="nonsense"/>
          </RectangleLabels>
          <BitmaskLabels name="b" toName="image"><Label value="Mud"/></BitmaskLabels>
          <MagicWand name="e" toName="image"/>
          <Choices name="c" toName="image" required="true" visibleWhen="region-selected"><Choice value="a"/></Choices>
          <Choices name="dynamic" toName="image" value="$choices"/>
          <TextArea name="t" toName="image" placeholder="words"><Shortcut value="x"/></TextArea>
          <Magic/>
        </View>"""
    )
    found = {each.what: (each.count, each.line) for each in project.not_understood}
    assert found["attribute hotkey of Label"] == (2, 6)
    assert found["color that is not understood"] == (1, 7)
    assert found["BitmaskLabels, which cannot be marked here"] == (1, 9)
    assert {
        "tag Style",
        "tag Magic",
        "attribute zoom of Image",
        "attribute opacity of RectangleLabels",
        "MagicWand, which cannot be marked here",
        "Filter, which cannot be marked here",
        "attribute visibleWhen of Choices",
        "required question that is not always shown",
        "Choices whose choices are not in the config",
        "attribute placeholder of TextArea",
    } <= found.keys()
    assert [label.name for label in project.ontology.labels] == ["car", "dog"]
    assert [(each.name, each.required) for each in project.ontology.attributes] == [("c", False), ("t", False)]


@pytest.mark.parametrize(
    "question",
    [
        '<View visibleWhen="choice-selected"><View>{}</View></View>',
        '<Collapse visibleWhen="region-selected">{}</Collapse>',
        '<View whenTagName="other">{}</View>',
    ],
)
def test_a_question_that_is_not_always_shown_is_not_required(question):
    asked = '<Choices name="c" toName="text" required="true"><Choice value="x"/></Choices>'
    project = read(TEXT, question.format(asked))
    assert not project.ontology.attributes[0].required
    assert noted(project)["required question that is not always shown"] == 1


def test_a_question_about_some_regions_only_is_not_required():
    labels = '<Labels name="l" toName="text"><Label value="a"/></Labels>'
    asked = '<TextArea name="c" toName="text" perRegion="true" whenTagName="l" required="true"/>'
    [label] = read(TEXT, labels, asked).ontology.labels
    assert not label.attributes[0].required


def test_hypertext_is_read_as_text_and_its_markup_is_noted():
    project = read('<HyperText name="t" value="$html"/>', '<Choices name="c" toName="t"><Choice value="x"/></Choices>')
    assert (project.modality, project.layout.field, project.layout.is_markup) == ("text.v1", "html", True)
    assert noted(project) == {"markup of HyperText": 1}


def test_what_is_only_shown_beside_is_noted():
    project = read('<Audio name="a" value="$sound"/>', '<Image name="image" value="$image"/>', TEXT, CHOICES)
    assert noted(project) == {"Audio that is only shown": 1, "Image that is only shown": 1}


@pytest.mark.parametrize(
    ("tags", "sentence", "field"),
    [
        ('<TimeSeries name="t" value="$t"/>', "time series", "TimeSeries"),
        ('<Table name="t" value="$t"/><Choices name="c" toName="t"/>', "tables", "Table"),
        ('<Paragraphs name="t" value="$t"/><ParagraphLabels name="c" toName="t"/>', "dialogues", "Paragraphs"),
        ('<Chat name="t" value="$t"/>', "conversations", "Chat"),
        ('<List name="l" value="$l"/><Ranker name="r" toName="l"/>', "rankings", "List"),
        (TEXT + '<Text name="b" value="$b"/><Pairwise name="p" toName="text,b"/>', "comparisons", "Pairwise"),
        (TEXT + IMAGE + CHOICES + '<Choices name="d" toName="image"/>', "one object", "Choices.toName"),
        (CHOICES, "no object", "Choices.toName"),
        ('<Text name="text" value="fixed"/>' + CHOICES, "one field", "Text.value"),
        (TEXT, "asks nothing", "View"),
        (
            IMAGE + '<BitmaskLabels name="b" toName="image"><Label value="x"/></BitmaskLabels>',
            "BitmaskLabels, which",
            "View",
        ),
        (TEXT + '<Number name="n" toName="text" min="low"/>', "not a number", "Number.min"),
        (TEXT + '<Number name="n" toName="text" max="inf"/>', "not a number", "Number.max"),
    ],
)
def test_what_cannot_be_a_project_is_refused_by_name(tags, sentence, field):
    with pytest.raises(InvalidError, match=sentence) as refused:
        read(tags)
    assert refused.value.field == field
    assert refused.value.message.startswith("config.xml")


@pytest.mark.parametrize(
    "config",
    [
        "",
        "<View>",
        "no xml",
        "<Views/>",
        "<View>" * 60 + "</View>" * 60,
        '<!DOCTYPE v [<!ENTITY a "b">]><View>&a;</View>',
        '<!DOCTYPE v SYSTEM "file:///etc/passwd"><View/>',
        "<View>\ud800</View>",
        "<View>\0</View>",
        b"\xff\xfe<View/>",
    ],
)
def test_hostile_and_broken_xml_is_refused(config):
    with pytest.raises(MalformedError, match=r"config\.xml"):
        read_config(config)


def test_a_config_of_any_size_is_refused_before_it_is_read():
    with pytest.raises(TooLargeError):
        read_config("<View>" + " " * 3_000_000 + "</View>")


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_in_a_config_is_a_project_or_an_error_of_ours(name, value):
    quoted = [text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for text in (name, value)]
    config = f'<View>{TEXT}<Choices name="{quoted[0]}" toName="text"><Choice value="{quoted[1]}"/></Choices></View>'
    try:
        project = read_config(config)
    except GoldsmithError:
        return
    check_ontology(project.ontology, {"span"})


NAMES = st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,8}", fullmatch=True)
TITLES = st.one_of(st.just(""), st.text(max_size=12), st.sampled_from(["Car", "car", "A, B", "$x", "Wagen: rot", "人"]))
CHOICES_GIVEN = st.lists(st.builds(Choice, NAMES, TITLES), min_size=1, max_size=3, unique_by=lambda each: each.name)
CATEGORIES = st.builds(
    Attribute,
    NAMES,
    st.just("category"),
    TITLES,
    CHOICES_GIVEN.map(tuple),
    allow_multiple=st.booleans(),
    required=st.booleans(),
)
NUMBERS = st.builds(Attribute, NAMES, st.just("number"), TITLES, minimum=st.sampled_from([None, 0, -2.5, 1e-7]))
QUESTIONS = st.one_of(CATEGORIES, NUMBERS, st.builds(Attribute, NAMES, st.just("text"), TITLES))
QUESTIONS_ASKED = st.lists(QUESTIONS, max_size=3, unique_by=lambda each: each.name).map(tuple)


def labels(shapes):
    some_shapes = st.lists(st.sampled_from(shapes), unique=True, max_size=len(shapes))
    label = st.builds(
        Label,
        NAMES,
        TITLES,
        color=st.sampled_from([None, "#12abEF"]),
        shapes=some_shapes.map(lambda some: tuple(shape for shape in shapes if shape in some)),
        attributes=QUESTIONS_ASKED,
    )
    return st.lists(label, max_size=4, unique_by=lambda each: each.name).map(tuple)


def ontologies(modality):
    relations = st.lists(st.builds(Relation, NAMES, TITLES), max_size=2, unique_by=lambda each: each.name).map(tuple)
    built = st.builds(Ontology, labels(tuple(KINDS[modality].shapes)), QUESTIONS_ASKED, relations)
    return built.filter(lambda ontology: ontology.labels or ontology.attributes)


def plain(ontology, modality):
    """An ontology as far as a config can hold it: titles apart, questions and labels in any order."""
    every = tuple(KINDS[modality].shapes)

    def bare(attributes):
        return sorted(
            (
                msgspec.structs.replace(each, title="", choices=tuple(Choice(choice.name) for choice in each.choices))
                for each in attributes
            ),
            key=lambda each: each.name,
        )

    found = [
        (label.name, label.color, () if label.shapes == every else label.shapes, bare(label.attributes))
        for label in ontology.labels
    ]
    return (
        sorted(found, key=lambda each: each[0]),
        bare(ontology.attributes),
        [each.name for each in ontology.relations],
    )


@pytest.mark.parametrize("modality", ["text.v1", "image.v1"])
@given(st.data())
def test_an_ontology_comes_back_from_its_config(modality, data):
    ontology = data.draw(ontologies(modality))
    config = write_config(layout_of(ontology, modality))
    project = read_config(config)
    assert project.modality == modality
    assert project.not_understood == []
    assert plain(project.ontology, modality) == plain(ontology, modality)


def test_titles_are_what_people_see_there_and_names_what_results_hold():
    ontology = Ontology(labels=(Label("car", "Traffic car"), Label("dog", "Dog")))
    config = write_config(layout_of(ontology, "text.v1"))
    assert '<Label value="Traffic car" alias="car"/>' in config
    assert '<Label value="Dog"/>' in config
    assert read_config(config).ontology == ontology


def test_a_project_that_came_from_a_config_gives_that_config_back():
    config = """<View>
  <Image name="image" value="$image"/>
  <Relations>
    <Relation value="Part Of"/>
  </Relations>
  <RectangleLabels name="box" toName="image">
    <Label value="Traffic light" background="#ff0000"/>
    <Label value="交通"/>
    <Label value="行人"/>
  </RectangleLabels>
  <Choices name="Weather" toName="image" choice="multiple" required="true">
    <Choice value="Sunny &amp; warm"/>
    <Choice value="RAIN"/>
  </Choices>
  <TextArea name="plate" toName="image" maxSubmissions="1" perRegion="true" whenLabelValue="Traffic light"/>
</View>"""
    assert write_config(layout_of(read_config(config).ontology, "image.v1")) == config


def test_label_studios_own_parser_reads_our_config():
    make = Attribute("make", "category", "Make", (Choice("bmw", "BMW"), Choice("vw", "VW AG")), required=True)
    ontology = Ontology(
        labels=(Label("car", "Car", shapes=("box",), attributes=(make,)), Label("lane", shapes=("line", "polygon"))),
        attributes=(Attribute("why", "text"), Attribute("count", "number", minimum=0)),
        relations=(Relation("on"),),
    )
    found = parse_config(write_config(layout_of(ontology, "image.v1")))
    assert {name: each["type"] for name, each in found.items()} == {
        "box": "RectangleLabels",
        "polygon": "PolygonLabels",
        "line": "VectorLabels",
        "why": "TextArea",
        "count": "Number",
        "Make": "Choices",
    }
    assert found["box"]["labels"] == ["Car"]
    assert found["Make"]["labels"] == ["BMW", "vw"]
    assert found["Make"]["conditionals"] == {"type": "label", "name": "Car"}
    assert found["Make"]["inputs"] == [{"type": "Image", "valueType": None, "value": "image"}]


def test_models_are_asked_only_what_may_still_be_answered():
    mood = Attribute("mood", "category", choices=(Choice("good"), Choice("odd", retired=True)))
    ontology = Ontology(
        labels=(Label("car"), Label("cart", retired=True)),
        attributes=(mood, Attribute("old", "text", retired=True)),
        relations=(Relation("on", retired=True),),
    )
    config = write_config(layout_of(live_part(ontology), "text.v1"))
    assert [word in config for word in ("good", "car", "odd", "cart", "old", "Relation")] == [True, True, *[False] * 4]
