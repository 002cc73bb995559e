"""The jobs of models, whatever the model is."""

from __future__ import annotations

from goldsmith.foundry import Foundry
from goldsmith.ports.jobs import Job

__all__ = ["embed_image", "run_model"]


async def run_model(foundry: Foundry, job: Job) -> None:
    """Carry out the run of one model. What a kind of model needs is imported when such a model runs."""
    from goldsmith.journey.prelabel.runs import Run, run_through

    async def answer(run: Run) -> str | None:
        if run.model["kind"] == "learned":
            from goldsmith.journey.prelabel.learned import learn_and_answer

            return await learn_and_answer(run)
        if run.model["kind"] == "chat":
            from goldsmith.journey.prelabel.chat import ask_chat_model

            return await ask_chat_model(run)
        if run.model["kind"] == "detector":
            from goldsmith.journey.prelabel.detecting import ask_detector

            return await ask_detector(run)
        if run.model["kind"] == "segmenter":
            from goldsmith.journey.prelabel.segmenting import prepare_images

            return await prepare_images(run)
        from goldsmith.journey.prelabel.label_studio import ask_backend

        return await ask_backend(run)

    await run_through(foundry, job, answer)


async def embed_image(foundry: Foundry, job: Job) -> None:
    """See the image of an assignment for those who click into it."""
    from goldsmith.journey.prelabel import segmenting

    await segmenting.embed_image(foundry, job)
