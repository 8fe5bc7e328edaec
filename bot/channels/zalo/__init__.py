"""Zalo Official Account: its webhooks, messages, tokens and set-up."""
