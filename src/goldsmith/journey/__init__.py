"""The journey of a task, one folder a stage: ingest, route, label, reconcile, review, audit, deliver."""
