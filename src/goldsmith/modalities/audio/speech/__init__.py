"""What is said in a recording, as a machine hears it: words with times, in the stretches in which somebody speaks."""
