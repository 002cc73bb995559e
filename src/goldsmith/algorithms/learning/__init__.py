"""Learners that answer like people: features of texts and pictures, and a classifier that knows how sure it may be."""

from goldsmith.algorithms.learning.classifier import Classifier, fit_classifier
from goldsmith.algorithms.learning.image_features import describe_picture
from goldsmith.algorithms.learning.wordpiece import split_pieces
from goldsmith.algorithms.learning.words import hash_words

__all__ = ["Classifier", "describe_picture", "fit_classifier", "hash_words", "split_pieces"]
