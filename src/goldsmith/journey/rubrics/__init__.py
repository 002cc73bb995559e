"""Rubrics are tested on planted responses before they count: do they tell the good ones from the bad ones."""
