"""Runs the product as one tree of processes: started in order, restarted when one dies, stopped in reverse order."""

from goldsmith.supervisor.command import Command, Once
from goldsmith.supervisor.errors import SupervisorError
from goldsmith.supervisor.lifeline import watch_lifeline
from goldsmith.supervisor.tree import ProcessTree, Service

__all__ = ["Command", "Once", "ProcessTree", "Service", "SupervisorError", "watch_lifeline"]
