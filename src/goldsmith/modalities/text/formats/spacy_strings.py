"""spaCy's numbers for strings: a fixed number for each symbol of its own, a hash for every other string.

Source: https://spacy.io/api/stringstore (version 3: `spacy.symbols` in order from 1, and MurmurHash64A with seed 1 of
the UTF-8 bytes, https://github.com/aappleby/smhasher/blob/master/src/MurmurHash2.cpp).
"""

from __future__ import annotations

from typing import Final

__all__ = ["string_id"]

_MASK: Final = 2**64 - 1
_FACTOR: Final = 0xC6A4A7935BD1E995
_SEED: Final = 1
_FIRST: Final = """
IS_ALPHA IS_ASCII IS_DIGIT IS_LOWER IS_PUNCT IS_SPACE IS_TITLE IS_UPPER LIKE_URL LIKE_NUM LIKE_EMAIL IS_STOP
IS_OOV_DEPRECATED IS_BRACKET IS_QUOTE IS_LEFT_PUNCT IS_RIGHT_PUNCT IS_CURRENCY
"""
_MIDDLE: Final = """
ID ORTH LOWER NORM SHAPE PREFIX SUFFIX LENGTH CLUSTER LEMMA POS TAG DEP ENT_IOB ENT_TYPE HEAD SENT_START SPACY PROB
LANG ADJ ADP ADV AUX CONJ CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X EOL SPACE
"""
_LAST: Final = """
PERSON NORP FACILITY ORG GPE LOC PRODUCT EVENT WORK_OF_ART LANGUAGE LAW DATE TIME PERCENT MONEY QUANTITY ORDINAL
CARDINAL acomp advcl advmod agent amod appos attr aux auxpass cc ccomp complm conj cop csubj csubjpass dep det dobj
expl hmod hyph infmod intj iobj mark meta neg nmod nn npadvmod nsubj nsubjpass num number oprd obj obl parataxis
partmod pcomp pobj poss possessive preconj prep prt punct quantmod relcl rcmod root xcomp acl ENT_KB_ID MORPH ENT_ID
IDX _
"""
_NAMES: Final = [
    *_FIRST.split(),
    *(f"FLAG{number}" for number in range(19, 64)),
    *_MIDDLE.split(),
    *(f"DEPRECATED{number:03}" for number in range(1, 277)),
    *_LAST.split(),
]
SYMBOLS: Final = {"": 0, **{name: number for number, name in enumerate(_NAMES, start=1)}}


def string_id(text: str) -> int:
    """Return the number, below 2**64, under which spaCy knows a string."""
    symbol = SYMBOLS.get(text)
    return murmur_hash(text.encode()) if symbol is None else symbol


def murmur_hash(body: bytes) -> int:
    """Compute MurmurHash64A with seed 1."""
    mixed = (_SEED ^ len(body) * _FACTOR) & _MASK
    whole = len(body) - len(body) % 8
    for start in range(0, whole, 8):
        word = int.from_bytes(body[start : start + 8], "little") * _FACTOR & _MASK
        word = (word ^ word >> 47) * _FACTOR & _MASK
        mixed = (mixed ^ word) * _FACTOR & _MASK
    if whole < len(body):
        mixed = (mixed ^ int.from_bytes(body[whole:], "little")) * _FACTOR & _MASK
    mixed = (mixed ^ mixed >> 47) * _FACTOR & _MASK
    return mixed ^ mixed >> 47
