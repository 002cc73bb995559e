"""Documents: PDF files and scans, page by page."""
