"""Tell customers' own systems what happened: at least once, under one id, signed, retried for a day."""
