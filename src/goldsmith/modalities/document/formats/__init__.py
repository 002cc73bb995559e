"""File formats of documents, one file a format."""
