"""Tasks as one looks at them: lists, one task with everything said about it, its history; cancel and reopen."""
