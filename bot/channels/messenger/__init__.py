"""Facebook Messenger: its webhooks, messages and set-up."""
