"""A certificate as one page for people: a file that opens in any browser and prints on one sheet, offline."""

from goldsmith.sheet.page import render_sheet

__all__ = ["render_sheet"]
