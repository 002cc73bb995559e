"""People answer: drafts, submissions, skips and flags."""
