from bot.law.cli import law_command

law_command()
