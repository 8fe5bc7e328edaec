"""The directory: offices and collection points, and who may collect; imported from Excel."""
