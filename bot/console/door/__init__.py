"""Pages for the visit at the door: calculator, quick entry, visits; also without signal."""
