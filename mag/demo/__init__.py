"""The demonstration: an invented year on the real agenda, made through the verbs people use, with its own clock and its own mail."""
