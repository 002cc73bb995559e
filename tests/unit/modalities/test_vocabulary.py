"""Other people's words find a project's own: by title, by name, by spelling; a class finds the question that has it."""

import pytest

from goldsmith.errors import InvalidError
from goldsmith.modalities.codec import ImportContext, Loss, RowError
from goldsmith.modalities.image.formats.coco import COCO
from goldsmith.modalities.image.formats.cvat_images import CVAT_IMAGES
from goldsmith.modalities.image.formats.open_images import OPEN_IMAGES
from goldsmith.modalities.image.formats.voc import VOC
from goldsmith.modalities.image.formats.yolo import YOLO
from goldsmith.modalities.text.formats.brat import BRAT
from goldsmith.modalities.text.formats.conll import CONLL
from goldsmith.modalities.text.formats.conllu import CONLLU
from goldsmith.modalities.text.formats.doccano import DOCCANO
from goldsmith.modalities.text.formats.prodigy import PRODIGY
from goldsmith.modalities.vocabulary import Vocabulary
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation

from .deliveries import archive_of, picture, rows_of
from .text_documents import rows_of as text_rows_of

KINDS = (Choice("truck", "Lorry"), Choice("bus"), Choice("van", "Small lorry"))
ONTOLOGY = Ontology(
    labels=(
        Label("vehicle", "Car", attributes=(Attribute("kind", "category", "Type of car", choices=KINDS),)),
        Label("car", "Toy car"),
        Label("bike", "Cycle"),
        Label("trike", "Cycle"),
        Label("old", "Ghost", retired=True),
    ),
    attributes=(
        Attribute("weather", "category", "Weather", choices=(Choice("sunny", "Bright day"), Choice("rain"))),
        Attribute("seen", "category", choices=(Choice("rain", "Wet"), Choice("dog")), allow_multiple=True),
        Attribute("note", "text", "Remark"),
    ),
    relations=(Relation("part_of", "belongs to"),),
)
WORDS = Vocabulary(ONTOLOGY)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Car", "vehicle"),
        ("car", "car"),
        ("CAR", "car"),
        ("Toy car", "car"),
        ("Cycle", "cycle"),
        ("Ghost", "ghost"),
        ("old", "old"),
        ("Traffic light", "traffic_light"),
        ("...", ""),
    ],
)
def test_a_label_is_found_by_title_then_name_then_spelling(said, meant):
    assert WORDS.label(said) == meant


def test_relations_and_attributes_are_found_too():
    assert WORDS.relation("belongs to") == "part_of"
    assert WORDS.relation("Next to") == "next_to"
    said = {"Type of car": "Lorry", "color": "Red"}
    assert WORDS.attributes("vehicle", said) == {"kind": "truck", "color": "Red"}
    assert WORDS.attributes("nothing", said) == said
    assert WORDS.answers({"Weather": "Bright day", "Remark": "Wet", "seen": ["Wet", "cat"]}) == {
        "weather": "sunny",
        "note": "Wet",
        "seen": ["rain", "cat"],
    }


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (["Bright day"], {"weather": "sunny"}),
        (["sunny", "dog", "dog"], {"weather": "sunny", "seen": ["dog"]}),
        (["Wet"], {"seen": ["rain"]}),
        (["weather=rain", "seen/rain"], {"weather": "rain", "seen": ["rain"]}),
        (["rain", "dog"], "a choice of weather and seen; say which, as in weather=…"),
        (["snow"], "'snow' in cats is no choice of any question"),
        (["weather=snow"], "no choice of any question"),
        (["weather=rain", "sunny"], "answers the question weather twice"),
        ([" "], "is not a name"),
        ([7], "is not a name"),
    ],
)
def test_a_class_answers_the_question_that_has_it(said, answers):
    if isinstance(answers, dict):
        assert WORDS.classes(said, field="cats") == answers
        return
    with pytest.raises(InvalidError, match=answers) as refusal:
        WORDS.classes(said, field="cats")
    assert refusal.value.field == "cats"


BOX = '{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "attributes": {"Type of car": "Lorry"}}'
COCO_FILE = """{"images": [{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "b.jpg"}],
"categories": [{"id": 1, "name": "Car"}, {"id": 2, "name": "Bright day"}, {"id": 3, "name": "Fog"}],
"annotations": [%s, {"id": 2, "image_id": 1, "category_id": 2}, {"id": 3, "image_id": 2, "category_id": 3}]}"""
CVAT_FILE = """<annotations><image name="a.jpg"><tag label="Bright day"/>
<box label="Car" xtl="1" ytl="2" xbr="4" ybr="6"><attribute name="Type of car">Lorry</attribute></box></image>
<image name="b.jpg"><tag label="rain"/></image></annotations>"""
CLASSES_FILE = """ImageID,Source,LabelName,Confidence
a,verification,/m/1,1
a,machine,/m/2,0.7
b,verification,/m/3,1
"""
BOXES_FILE = "ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/4,0.1,0.5,0.1,0.5\n"


def read(codec, body):
    return rows_of(codec, body, ImportContext(ontology=ONTOLOGY))


def test_coco_categories_are_labels_of_boxes_and_choices_of_whole_images():
    first, second = read(COCO, (COCO_FILE % BOX).encode())
    (box,) = first["hypothesis"]["annotations"]
    assert (box["label"], box["attributes"]) == ("vehicle", {"kind": "truck"})
    assert first["hypothesis"]["global_attributes"] == {"weather": "sunny"}
    assert isinstance(second, RowError)
    assert (second.row, second.field) == (2, "category_id")


def test_cvat_tags_are_choices_of_whole_images():
    first, second = read(CVAT_IMAGES, CVAT_FILE.encode())
    (box,) = first["hypothesis"]["annotations"]
    assert (box["label"], box["attributes"]) == ("vehicle", {"kind": "truck"})
    assert first["hypothesis"]["global_attributes"] == {"weather": "sunny"}
    assert (second.row, second.field) == (2, "tag")


def test_open_images_classes_of_whole_images_are_choices():
    names = "LabelName,DisplayName\n/m/1,Bright day\n/m/2,rain\n/m/3,Fog\n/m/4,Car\n"
    pictures = {"a.png": picture(64, 48), "b.png": picture(64, 48)}
    files = {"classes.csv": CLASSES_FILE, "boxes.csv": BOXES_FILE, "class-descriptions.csv": names, **pictures}
    first, second, lost = read(OPEN_IMAGES, archive_of(files))
    assert [box["label"] for box in first["hypothesis"]["annotations"]] == ["vehicle"]
    assert first["hypothesis"]["global_attributes"] == {"weather": "sunny"}
    assert (second.row, second.field) == (2, "LabelName")
    assert lost == Loss("classes of images that are not sure to be there", 1)


def test_yolo_and_voc_name_labels_by_their_titles():
    line = "0 0.5 0.5 0.2 0.2\n"
    yolo = archive_of({"data.yaml": "names: [Car]", "labels/a.txt": line, "images/a.png": picture(10, 10)})
    edges = "<xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax>"
    box = f"<object><name>Car</name><bndbox>{edges}</bndbox></object>"
    voc = archive_of({"a.xml": f"<annotation><filename>a.png</filename>{box}</annotation>"})
    for codec, body in ((YOLO, yolo), (VOC, voc)):
        (row,) = read(codec, body)
        assert [each["label"] for each in row["hypothesis"]["annotations"]] == ["vehicle"]


@pytest.mark.parametrize(
    ("codec", "body"),
    [
        (CONLL, b"Ada B-Car\n"),
        (CONLLU, b"1\tAda\t_\t_\t_\t_\t_\t_\t_\tNER=B-Car\n"),
        (BRAT, archive_of({"a.txt": "Ada", "a.ann": "T1\tCar 0 3\tAda\n"})),
        (DOCCANO, b'{"text": "Ada", "label": [[0, 3, "Car"]]}'),
        (PRODIGY, b'{"text": "Ada", "spans": [{"start": 0, "end": 3, "label": "Car"}]}'),
    ],
)
def test_every_format_of_texts_names_labels_by_their_titles(codec, body):
    (row,) = text_rows_of(codec, body, ONTOLOGY)
    assert [each["label"] for each in row["hypothesis"]["annotations"]] == ["vehicle"]


@pytest.mark.parametrize(
    ("codec", "body", "field"),
    [
        (DOCCANO, b'{"text": "Ada", "cats": ["rain"]}', "cats"),
        (DOCCANO, b'{"text": "Ada", "label": ["snow"]}', "label"),
        (PRODIGY, b'{"text": "Ada", "accept": ["snow"]}', "accept"),
    ],
)
def test_a_class_that_no_single_question_has_is_an_error_of_its_row(codec, body, field):
    (row,) = text_rows_of(codec, body, ONTOLOGY)
    assert (row.row, row.field) == (1, field)
