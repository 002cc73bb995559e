"""File formats that only images have."""
