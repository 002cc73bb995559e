"""Recordings made for tests: what a sound file holds is what the test says."""

import io
import struct
from fractions import Fraction

import av
import numpy as np


def tone(seconds, rate=16_000, channels=1, hertz=440.0, level=0.5):
    """A sine, in each channel half as loud as in the one before: (samples, channels)."""
    time = np.arange(round(seconds * rate)) / rate
    sine = level * np.sin(2 * np.pi * hertz * time)
    return np.stack([sine / 2**channel for channel in range(channels)], axis=1)


def wav(samples, rate=16_000, form="s16", size=None):
    """A WAV file of one chunk; `size` is what its header says instead of the truth."""
    bits = {"u8": 8, "s16": 16, "s24": 24, "s32": 32, "f32": 32}[form]
    body = _packed(samples, form)
    kind = 3 if form == "f32" else 1
    channels = samples.shape[1]
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", kind, channels, rate, rate * block, block, bits)
    said = len(body) if size is None else size
    return (
        b"RIFF"
        + struct.pack("<I", 36)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + head
        + b"data"
        + (struct.pack("<I", said) + body)
    )


def encoded(samples, container, codec, rate=16_000, options=None):
    """The samples as a codec and a container of FFmpeg have them."""
    layout = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}[samples.shape[1]]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout, options=options or {})
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples, np.float32).reshape(1, -1), format="flt", layout=layout
        )
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        for resampled in av.AudioResampler(stream.format, layout, rate, frame_size=stream.frame_size or 0).resample(
            frame
        ):
            file.mux(stream.encode(resampled))
        file.mux(stream.encode())
    return out.getvalue()


def _packed(samples, form):
    if form == "f32":
        return samples.astype("<f4").tobytes()
    if form == "u8":
        return np.round(samples * 127 + 128).astype("u1").tobytes()
    if form == "s24":
        whole = np.round(samples * (2**23 - 1)).astype("<i4")
        return whole.reshape(-1).view("u1").reshape(-1, 4)[:, :3].tobytes()
    largest = {"s16": 2**15 - 1, "s32": 2**31 - 1}[form]
    return np.round(samples * largest).astype(f"<i{largest.bit_length() // 8 + 1}").tobytes()
