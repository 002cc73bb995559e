"""File formats that only texts have."""
