"""Text: classification, spans with attributes, relations."""
