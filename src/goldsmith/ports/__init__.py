"""The only doors to the outside: database, objects, jobs, clock, egress, sandbox."""
