"""Sound: regions on tiers, who speaks when, what is said, and questions about the whole recording."""
