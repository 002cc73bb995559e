"""Label Studio's labeling configs, results and tasks, as our ontologies and answers. No I/O beyond streams."""
