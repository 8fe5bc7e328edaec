"""Cards, tables and charts from a law result: a description in, a PNG or an A4 page out."""
