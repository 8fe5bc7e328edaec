"""How the bot understands Vietnamese messages: text, details, content, model and matcher."""
