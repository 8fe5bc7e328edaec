"""The stand-in of Zalo: OA API, OAuth and webhooks."""
