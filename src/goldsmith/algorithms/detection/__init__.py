"""What object detectors and segmenters say in numbers, read as boxes, classes, scores and pixels of the image."""
