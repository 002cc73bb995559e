"""Audio labels in the formats of other tools."""
