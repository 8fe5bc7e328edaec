"""`python -m bot chat`: the conversation in a terminal."""
