"""What a small installation goes without: extras of the package that let a modality read more kinds of files."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

import msgspec

__all__ = ["AUDIO", "AUDIO_SPEECH", "DOCUMENTS", "DOCUMENTS_OCR", "IMAGES", "VIDEO", "Extra"]


class Extra(msgspec.Struct, frozen=True):
    """One extra: its name as in `goldsmith[name]`, a module that comes with it, and what cannot be done without it."""

    name: str
    module: str
    purpose: str

    @property
    def is_installed(self) -> bool:
        """Whether it is there for this process; nothing is imported."""
        return find_spec(self.module) is not None

    @property
    def way(self) -> str:
        """Say in one sentence how an operator gets it."""
        return f'The operator can run make up WITH="{self.name}", or install goldsmith[{self.name}].'


AUDIO: Final = Extra("audio", "av", "Read recordings")
AUDIO_SPEECH: Final = Extra("audio-speech", "faster_whisper", "Recognize English speech, and find voices in noise")
DOCUMENTS: Final = Extra("documents", "pypdfium2", "Read PDF files")
DOCUMENTS_OCR: Final = Extra("documents-ocr", "tesserocr", "Recognize English print on scanned pages")
IMAGES: Final = Extra("images", "pyvips", "Show images of a gigapixel, of 16 bits and of many bands")
VIDEO: Final = Extra("video", "av", "Read videos; frames as images are read without it")
