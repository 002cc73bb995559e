"""Completed tasks leave as a frozen set of records with a signed certificate of their quality."""
