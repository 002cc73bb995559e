"""Other people's label models on the same answers, run in an environment of their own."""
