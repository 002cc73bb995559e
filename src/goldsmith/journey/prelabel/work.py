"""The job behind every run, whatever the model is."""

from __future__ import annotations

from goldsmith.foundry import Foundry
from goldsmith.ports.jobs import Job

__all__ = ["run_model"]


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
        from goldsmith.journey.prelabel.label_studio import ask_backend

        return await ask_backend(run)

    await run_through(foundry, job, answer)
