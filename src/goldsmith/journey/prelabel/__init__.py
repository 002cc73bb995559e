"""Models answer first: learnt here from people's answers, or asked elsewhere; their opinions are votes like others."""
