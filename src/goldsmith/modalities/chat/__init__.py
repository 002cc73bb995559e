"""Conversations with language models, as one graph of turns: what is asked of them, written into them, compared."""
