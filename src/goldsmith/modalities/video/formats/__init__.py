"""File formats that only videos have."""
