"""One package a channel: verify, split, parse, render, send."""
