"""One module for each thing that a citizen can do."""
