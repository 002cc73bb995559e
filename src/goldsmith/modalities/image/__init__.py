"""Images: classification, boxes, polygons, lines and points with attributes."""
