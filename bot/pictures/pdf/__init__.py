"""Facts as a page of A4 for the printer: text and tables, no picture but the QR code."""
