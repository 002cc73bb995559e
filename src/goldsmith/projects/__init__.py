"""What is to be made: projects, their ontology, instructions, batches and quality contract."""
