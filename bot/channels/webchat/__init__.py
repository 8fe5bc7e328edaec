"""The chat on our own page: no platform between us and the person."""
