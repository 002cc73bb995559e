"""Other people's wires and files, thin over ours."""
