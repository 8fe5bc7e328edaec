"""The stand-in of Messenger: Graph API and webhooks."""
