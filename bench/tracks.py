"""Consensus on long videos: five people follow two hundred objects through ten thousand frames."""

from __future__ import annotations

import argparse
import random
import time

from goldsmith.modalities._contract import Answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.video.modality import MODALITY
from goldsmith.modalities.video.shapes import BoxKeyframe, BoxTrack
from goldsmith.modalities.votes import Given
from goldsmith.ontology import Label, Ontology

ONTOLOGY = Ontology(labels=(Label(name="car"), Label(name="van")))
PEOPLE = "abcde"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, default=200)
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--step", type=int, nargs="*", default=[50, 10], help="frames from one keyframe to the next")
    chosen = parser.parse_args()
    for step in chosen.step:
        answers = [follow(person, chosen.tracks, chosen.frames, step) for person in range(len(PEOPLE))]
        given = [Given(*pair) for pair in zip(PEOPLE, answers, strict=True)]
        began = time.process_time()
        merged = reconcile_answers(MODALITY, ONTOLOGY, [TaskAnswers("task", given)])[0].answer
        seconds = time.process_time() - began
        print(
            f"a keyframe every {step} frames: {count(answers[0]):,} keyframes an answer, {seconds:.1f} s of processor; "
            f"{len(merged.annotations)} tracks of {count(merged):,} keyframes"
        )


def follow(person: int, tracks: int, frames: int, step: int) -> Answer[BoxTrack]:
    """Follow the same objects as everybody, off by two pixels, a few frames early or late; miss one in twenty."""
    objects, own = random.Random(1), random.Random(person + 2)
    answer: Answer[BoxTrack] = Answer()
    for number in range(tracks):
        begin = objects.randrange(frames * 9 // 10)
        end = min(frames - 10, begin + objects.randrange(frames // 30, frames * 6 // 10))
        place = [objects.uniform(0, 1800), objects.uniform(0, 1000)]
        speed = [objects.uniform(-0.3, 0.3), objects.uniform(-0.2, 0.2)]
        start = max(0, begin + own.randrange(-5, 6))
        keyframes = [
            BoxKeyframe(
                frame=frame,
                left=place[0] + speed[0] * (frame - begin) + own.gauss(0, 2),
                top=place[1] + speed[1] * (frame - begin) + own.gauss(0, 2),
                width=60 + own.uniform(0, 2),
                height=40 + own.uniform(0, 2),
            )
            for frame in range(start, max(end, start + 1), step)
        ]
        gone = keyframes[-1].frame + own.randrange(1, 6)
        keyframes.append(BoxKeyframe(frame=gone, is_outside=True, left=0, top=0, width=1, height=1))
        if own.random() > 0.05:
            label = "car" if own.random() < 0.9 else "van"
            answer.annotations.append(BoxTrack(uuid=str(number), label=label, keyframes=keyframes))
    return answer


def count(answer: Answer[BoxTrack]) -> int:
    return sum(len(track.keyframes) for track in answer.annotations)


if __name__ == "__main__":
    main()
