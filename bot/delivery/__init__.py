"""Durable delivery on the inbox and outbox tables."""
