"""Who asks, for which customer, with which rights: the walls between rivals."""
