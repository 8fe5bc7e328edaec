"""Administrative units: what a person writes about a place → the ward of today."""
