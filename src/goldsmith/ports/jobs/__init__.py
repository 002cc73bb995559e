"""Durable background work: enqueued in the transaction of the change, done at least once by any worker."""

from goldsmith.ports.jobs.queue import Handler, Job, Jobs, PostgresJobs

__all__ = ["Handler", "Job", "Jobs", "PostgresJobs"]
