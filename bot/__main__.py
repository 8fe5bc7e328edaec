"""`python -m bot COMMAND`. Each command's module is imported only when it is called."""

import sys
from collections.abc import Mapping
from importlib import import_module

import click

from bot.channels.errors import WebhookError
from bot.settings import SettingsError
from bot.storage.errors import StorageError

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "run": ("bot.commands", "run_command", "chạy tất cả: cơ sở dữ liệu, web và máy xử lý tin"),
    "serve": ("bot.commands", "serve_command", "chỉ chạy web"),
    "worker": ("bot.commands", "worker_command", "chỉ chạy máy xử lý tin"),
    "migrate": ("bot.commands", "migrate_command", "đưa cơ sở dữ liệu lên phiên bản này"),
    "chat": ("bot.commands", "chat_command", "nói chuyện với bot trong cửa sổ lệnh"),
    "doctor": ("bot.doctor", "doctor_command", "kiểm tra cài đặt, kênh và số liệu"),
    "settings": ("bot.commands", "settings_command", "in bảng cài đặt (config.example.env)"),
    "demo": ("bot.demo", "demo_command", "dữ liệu minh họa"),
    "setup": ("bot.setup", "setup_command", "nối Zalo, Messenger"),
    "simulate": ("bot.simulator.cli", "simulate_command", "chơi thử trên Zalo và Messenger giả"),
    "faq": ("bot.teaching", "faq_command", "hiểu câu hỏi: match, eval, lint, build, teach"),
    "law": ("bot.law.cli", "law_command", "tính theo luật, dòng JSON vào và ra"),
    "leads": ("bot.leads.cli", "leads_command", "khách quan tâm: xuất danh sách"),
    "users": ("bot.leads.users_cli", "users_command", "tài khoản cán bộ"),
    "teams": ("bot.leads.cli", "teams_command", "tổ tuyên truyền"),
    "units": ("bot.leads.units_cli", "units_command", "cây đơn vị: nhập xã/phường từ Excel"),
    "directory": (
        "bot.directory.cli",
        "directory_command",
        "danh bạ điểm thu, nhân viên thu: nhập từ Excel, tệp mẫu",
    ),
    "dead-letters": ("bot.delivery.cli", "dead_letters_command", "tin chưa gửi được: xem, gửi lại"),
}


class Lazy(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=Lazy)
def main() -> None:
    """Chatbot tư vấn BHXH tự nguyện qua Zalo, Messenger và web."""


def entry() -> None:
    """Run, and say in one line what an operator can mend."""
    try:
        main(prog_name="python -m bot")
    except (SettingsError, StorageError, WebhookError) as error:
        click.echo(f"Lỗi: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    entry()
