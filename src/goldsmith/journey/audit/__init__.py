"""Trusted eyes on a random sample: the only evidence that a certificate needs."""
