"""Facts as SVG: one sheet with the office's head and foot, and a body for each kind."""
