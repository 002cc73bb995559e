"""Blank: a list of numbers in a file, and marks on single numbers. Replace this by what your data is."""
