"""Content that can harm whoever reads it: nobody sees it unasked, nor more of it in a day than their project allows."""
