"""Pages for the visit at the door: calculator, quick entry, visit list; they work without signal."""
