"""How answers to each type of question become units with votes, and decided units an answer again."""
