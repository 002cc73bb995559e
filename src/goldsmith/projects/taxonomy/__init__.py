"""Labels and choices as text: tables, paths and indented lines, read into one tree and written again."""

from goldsmith.projects.taxonomy.naming import name_nodes
from goldsmith.projects.taxonomy.reading import read_lines
from goldsmith.projects.taxonomy.writing import write_taxonomy

__all__ = ["name_nodes", "read_lines", "write_taxonomy"]
