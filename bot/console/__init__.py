"""The staff's pages."""

from bot.console.blueprint import console

__all__ = ["console"]
