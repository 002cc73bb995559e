"""A second pair of eyes accepts, fixes or sends back."""
