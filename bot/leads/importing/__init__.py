"""Leads from a spreadsheet: a template, a look at what is wrong, and only then keeping them."""
