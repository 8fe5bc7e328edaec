"""The outreach domain: leads, consent, teams, exports, staff accounts."""
