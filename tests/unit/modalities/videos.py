"""Small videos whose frames carry their own number: eight blocks across the picture, lowest bit first, white for 1."""

from fractions import Fraction

import av
import numpy as np

BITS = 8
SIZE = (128, 64)
MILLISECONDS = Fraction(1, 1000)
UNEVEN = [33, 40, 100, 17, 50]
ENCODERS = {
    "h264": ("libx264", "mp4", {"bf": "3", "g": "12"}),
    "vp8": ("libvpx", "webm", {"auto-alt-ref": "1", "lag-in-frames": "16", "g": "12"}),
    "vp9": ("libvpx-vp9", "webm", {"auto-alt-ref": "1", "lag-in-frames": "16", "g": "12"}),
    "av1": ("libsvtav1", "mp4", {"preset": "12", "g": "12"}),
    "mpeg4": ("mpeg4", "avi", {"bf": "2", "g": "12"}),
    "hevc": ("libx265", "mp4", {"x265-params": "log-level=none:keyint=12"}),
}


def even_times(count=40, rate=25):
    """Times at `rate` frames a second, in milliseconds."""
    return [round(number * 1000 / rate) for number in range(count)]


def uneven_times(count=40):
    times = [0]
    for number in range(count - 1):
        times.append(times[-1] + UNEVEN[number % 5] + number % 3)
    return times


def make_video(path, codec="h264", times=None, *, size=SIZE, form=None, options=None, prepare=None, muxing=None):
    """Write a video of frames at these milliseconds; `prepare` gets the stream before anything is written."""
    encoder, usual, settings = ENCODERS[codec]
    with av.open(str(path), "w", format=form or usual, options=muxing or {}) as file:
        stream = file.add_stream(encoder, rate=25, options={**settings, **(options or {})})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        if codec != "mpeg4":
            stream.codec_context.time_base = MILLISECONDS
        if prepare:
            prepare(stream)
        for number, time in enumerate(times or even_times()):
            frame = av.VideoFrame.from_ndarray(draw_number(number, size), format="gray").reformat(format=stream.pix_fmt)
            frame.pts, frame.time_base = time, MILLISECONDS
            if codec == "mpeg4":
                frame.pts, frame.time_base = number, Fraction(1, 25)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def make_sound(path, form="mp4"):
    """Write a file that holds only silence."""
    with av.open(str(path), "w", format=form) as file:
        stream = file.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 8000, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def draw_number(number, size=SIZE):
    width, height = size
    bits = np.array([number >> bit & 1 for bit in range(BITS)], dtype=np.uint8) * 255
    return np.broadcast_to(np.repeat(bits, width // BITS), (height, width // BITS * BITS)).copy()


def read_number(frame):
    picture = frame.to_ndarray(format="gray")
    middle, block = picture[picture.shape[0] // 2], picture.shape[1] / BITS
    return sum(int(middle[int((bit + 0.5) * block)] > 128) << bit for bit in range(BITS))


def numbers_by_time(path):
    """Every decoded frame's time in seconds, exactly, and the number it carries."""
    with av.open(str(path)) as file:
        return [(frame.pts * frame.time_base, read_number(frame)) for frame in file.decode(video=0)]
