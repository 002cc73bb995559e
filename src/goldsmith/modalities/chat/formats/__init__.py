"""Files of conversations: every form of a data set is a projection of the one graph of turns."""
