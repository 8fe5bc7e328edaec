"""Web push: notices to the browsers of staff (RFC 8030, 8291, 8292)."""
