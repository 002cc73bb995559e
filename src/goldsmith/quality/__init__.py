"""How good a project's answers are, who gives them, and why an answer or a person was chosen."""
