"""Names as they are searched, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.knowledge.folding import LAST, MOST_LETTERS, fold, terms_of


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("ÅNGSTRÖM", "angstrom"),
        ("Straße", "strasse"),
        ("O'Brien-Smith, Jr.", "o brien smith jr"),
        ("ΑΘΉΝΑ", "αθηνα"),
        ("القاهِرة", "القاهرة"),
        ("दिल्ली", "दिलली"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("上海", "上海"),
        ("…!", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_count(name, folded):
    assert fold(name) == folded


@given(name=st.text(max_size=200))
def test_folding_twice_is_folding_once_and_leaves_no_odd_characters(name):
    once = fold(name)
    assert fold(once) == once
    assert "\0" not in once
    assert once.isprintable()


@given(name=st.text(min_size=1, max_size=300), aliases=st.lists(st.text(min_size=1, max_size=50), max_size=5))
def test_every_name_has_its_terms_and_each_only_once(name, aliases):
    terms = terms_of(name, aliases)
    assert len({each.term for each in terms}) == len(terms)
    assert all(0 < len(each.term) <= MOST_LETTERS for each in terms)
    whole = fold(name)[:MOST_LETTERS].rstrip()
    assert not whole or (whole, 0) in terms


@given(prefix=st.text(alphabet="abz猫", min_size=1, max_size=5), rest=st.text(alphabet="az0 猫", max_size=5))
def test_all_that_begins_so_lies_in_the_range(prefix, rest):
    assert prefix.encode() <= (prefix + rest).encode() < (prefix + LAST).encode()
