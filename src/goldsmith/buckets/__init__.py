"""Buckets of the customer's own: files are read where they lie, with the customer's credentials and no others."""
