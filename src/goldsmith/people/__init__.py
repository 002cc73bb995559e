"""The people: who they are and how they prove it."""
