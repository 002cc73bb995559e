"""Trees as tables, paths and indented lines: each is recognised, read into one tree and written again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import InvalidError
from goldsmith.ontology import Choice
from goldsmith.ontology.taxonomy import check_taxonomy, in_tree_order
from goldsmith.projects.taxonomy import name_nodes, read_lines, write_taxonomy

FOOD = [
    Choice("food", "Food"),
    Choice("fruit", "Fruit", parent="food"),
    Choice("apple", "Apple", parent="fruit"),
    Choice("pear", "Pear", parent="fruit"),
    Choice("tools", "Tools"),
]
WAYS = {
    "csv": "title,parent\nFood,\nFruit,Food\nApple,Fruit\nPear,Fruit\nTools,\n",
    "tsv": "Name\tTitle\tParent\nfood\tFood\t\nfruit\tFruit\tfood\n"
    "apple\tApple\tfruit\npear\tPear\tfruit\ntools\tTools\t\n",
    "levels": "Level 1;Level 2;Level 3\nFood;;\n;Fruit;\n;;Apple\nFood;Fruit;Pear\nTools\n",
    "paths": "# what we sell\nFood\nFood > Fruit\nFood > Fruit > Apple\nFood > Fruit > Pear\nTools\n",
    "indented": "\ufeffFood\r\n  Fruit\r\n    Apple\r\n    Pear\r\n\r\nTools",
}


def read(text: str, known: list[Choice] | None = None) -> list[Choice]:
    return name_nodes(read_lines(text)[1], known or [])


def refusal(text: str, known: list[Choice] | None = None) -> str:
    with pytest.raises(InvalidError) as refused:
        read(text, known)
    assert refused.value.field == "text"
    return refused.value.message


@pytest.mark.parametrize("form", WAYS)
def test_each_way_to_write_a_tree_is_recognised_and_reads_the_same(form: str) -> None:
    assert read_lines(WAYS[form])[0] == form
    assert read(WAYS[form]) == FOOD


def test_rows_of_a_table_come_in_any_order() -> None:
    shuffled = "title,parent\nApple,Fruit\nTools,\nPear,Fruit\nFruit,Food\nFood,"
    assert [node.title for node in read(shuffled)] == ["Food", "Fruit", "Apple", "Tools", "Pear"]
    assert {node.title: node.parent for node in read(shuffled)} == {node.title: node.parent for node in FOOD}


def test_levels_that_no_row_names_are_there_all_the_same() -> None:
    nodes = read("level1,level2,level3,name\nFood,Fruit,Apple,a1\nFood,Fruit,Pear,p1\nFood,Fruit,,fruits")
    assert [(node.name, node.title, node.parent) for node in nodes] == [
        ("food", "Food", ""),
        ("fruits", "Fruit", "food"),
        ("a1", "Apple", "fruits"),
        ("p1", "Pear", "fruits"),
    ]


def test_a_list_may_have_bullets() -> None:
    assert [(node.title, node.parent) for node in read("- Food\n  - Fruit\n* Tools")] == [
        ("Food", ""),
        ("Fruit", "food"),
        ("Tools", ""),
    ]


def test_one_word_in_two_branches_has_two_names() -> None:
    nodes = read("Fruit\n\tOther\nTools\n\tOther\n\t車")
    assert [node.name for node in nodes] == ["fruit", "other", "tools", "tools_other", "tools_"]


def test_what_stands_where_it_stood_keeps_its_name() -> None:
    known = [Choice("f1", "Food"), Choice("x9", "Apple", parent="f1"), Choice("gone", "Gone", retired=True)]
    nodes = read("Food\n\tApple\n\tGone\nApple", known)
    assert [(node.name, node.parent) for node in nodes] == [
        ("f1", ""),
        ("x9", "f1"),
        ("food_gone", "f1"),
        ("apple", ""),
    ]


def test_a_name_that_is_given_is_nobody_elses() -> None:
    known = [Choice("a", "Apple"), Choice("b", "Pear")]
    assert [node.name for node in read("name,title\nb,Apple\n,Pear", known)] == ["b", "pear"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title,parent\nFruit,Food", "Line 2: There is no class 'Food'"),
        ("title,parent\nA,B\nB,A", "Line 2: 'A' stands below itself"),
        ("title,parent\nA,A", "Line 2: 'A' stands below itself"),
        ("title,parent\nA,\nB,A\nA,B\nC,A", "Line 3: Several classes are called 'A'"),
        ("title,parent\nA,,", "Line 2: There are 3 cells for 2 columns"),
        ("title,parent\n,A\nA,", "Line 2: A title is missing"),
        ("title,parent,weight\nA,,1", "Line 1: The column 'weight' is not known"),
        ("title,title\nA,B", "Line 1: A column is there twice"),
        ("level1,level3\nA,B", "Line 1: Columns of levels are level1"),
        ("level1,level2\n,B", "Line 2: Nothing stands above it"),
        ("level1,level2,level3\nA,,B", "Line 2: A title is missing"),
        ("level1,level2\nA,B\nA,B", "Line 3: 'B' stands in line 2 already"),
        ("name,title\nBig Dog,Dog", "Line 2: 'Big Dog' is no name"),
        ('name,title\ndog,"a\nb"\ndog,c', "Line 4: The name 'dog' stands in line 2 already"),
        ("title,retired\nA,maybe", "Line 2: Say yes or no"),
        ("title,parent,retired\nA,,yes\nB,A,", "Line 3: 'A' above it is retired"),
        ('title,parent\nA,\n"B,A\nC,A', "Line 3: It cannot be read as a row"),
        ('title,parent\n"A"B,', "Line 2: It cannot be read as a row"),
        ('title,parent\n"' + "x" * 400 + '",', "Line 2: At most 300 characters"),
        ("A\n\n    B\n  C", "Line 4: It is indented like no line above it"),
        ("A\n\tB\n        C", "Line 3: It is indented like no line above it"),
        ("A\n  B\n  B", "Line 3: 'B' stands in line 2 already"),
        ("Food\tFruit", "Line 1: A tab in a title"),
        ("A\nA > B\nA >  > C", "Line 3: A title is missing"),
        ("x" * 301, "Line 1: At most 300 characters"),
        ("A\n" + "\x00", "Line 2: Text may not hold the NUL character"),
        ("\n".join("\t" * level + "x" for level in range(21)), "Line 21: A taxonomy has at most 20 levels"),
        ("\n".join(map(str, range(10_001))), "Line 10001: A taxonomy has at most 10,000 classes"),
        (" \n\n", "There is no class in this text"),
        ("title,parent\n", "There is no class in this text"),
    ],
)
def test_what_is_no_tree_is_refused_with_its_line(text: str, words: str) -> None:
    assert words in refusal(text)


@pytest.mark.parametrize("form", ["csv", "tsv", "levels", "paths", "indented"])
def test_what_is_written_reads_the_same(form: str) -> None:
    text = write_taxonomy(FOOD, form)  # type: ignore[arg-type]
    assert read_lines(text)[0] == form
    assert read(text, FOOD) == FOOD


def test_tables_keep_what_is_retired_and_lists_leave_it_out() -> None:
    nodes = [*FOOD, Choice("old", 'Old, "older"', retired=True)]
    assert read(write_taxonomy(nodes, "csv")) == nodes
    assert read(write_taxonomy(nodes, "indented"), nodes) == FOOD


@pytest.mark.parametrize("title", ["- Food", "A > B", "two\nlines", " room "])
def test_titles_that_a_list_cannot_hold_are_refused(title: str) -> None:
    with pytest.raises(InvalidError, match="take a table with names"):
        write_taxonomy([Choice("a", title), Choice("b", "B", parent="a")], "paths" if ">" in title else "indented")


@given(
    st.lists(st.tuples(st.text("abcdé ,;\"'>\t", min_size=1, max_size=6), st.integers(0, 5)), min_size=1, max_size=12)
)
def test_any_tree_goes_through_a_table(drawn: list[tuple[str, int]]) -> None:
    nodes = [
        Choice(f"n{place}", title.strip() or "x", parent=f"n{above}" if above < place else "")
        for place, (title, above) in enumerate(drawn)
    ]
    check_taxonomy(nodes, "nodes", "class")
    for form in ("csv", "tsv"):
        again = read(write_taxonomy(nodes, form))  # type: ignore[arg-type]
        assert in_tree_order(again) == in_tree_order(nodes)


@given(st.text('abLevl1,;\t\n >-"', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        nodes = read(text)
    except InvalidError:
        return
    check_taxonomy(nodes, "nodes", "class")
    assert len({node.name for node in nodes}) == len(nodes)
