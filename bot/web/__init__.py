"""What citizens and machines reach over HTTP: webhooks, web chat, health, metrics."""
