"""What is right of a golden text: a module a kind of gold, each a function from texts and what was read to counts."""
