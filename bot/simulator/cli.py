"""`python -m bot simulate`: both platforms and the product on this machine, nothing else needed."""

import signal
import socket
import tempfile
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from bot.simulator.bot_process import BotProcess, bot_environment
from bot.simulator.errors import BotDidNotStartError
from bot.simulator.platforms import SimulatedPlatforms

HOST = "127.0.0.1"


@click.command("simulate")
@click.option(
    "--port", default=8070, show_default=True, help="Cổng của trang thử; 0 = cổng trống bất kỳ."
)
@click.option(
    "--bot-port", default=0, help="Cổng của bot; 0 = cổng trống bất kỳ.", show_default=True
)
def simulate_command(port: int, bot_port: int) -> None:
    """Chơi thử như một người dân trên Zalo và Messenger giả; dữ liệu thử bị xóa khi dừng."""
    bot_port = bot_port or _free_port()
    signal.signal(signal.SIGTERM, _stop)
    try:
        platforms = SimulatedPlatforms(
            port=port,
            echo=True,
            receipts=True,
            plain_http_base=f"http://{HOST}:{bot_port}",
        )
    except OSError as taken:
        raise click.ClickException(
            f"Cổng {port} đang bận ({taken}); hãy chọn --port khác."
        ) from None
    with platforms, tempfile.TemporaryDirectory(prefix="bhxh-simulate-") as directory:
        environment = bot_environment(platforms.environment(), Path(directory), HOST, bot_port)
        bot = BotProcess(environment)
        platforms.connect(bot.base_url)
        try:
            bot.start()
            click.echo(f"Trang thử:       {platforms.base_url}/play")
            click.echo(f"Bot:             {bot.base_url}")
            click.echo(
                f"Trang nhân viên: {bot.base_url}/staff "
                f"({environment['ADMIN_USERNAME']} / {environment['ADMIN_PASSWORD']})"
            )
            click.echo("Nhấn Ctrl-C để dừng; dữ liệu thử sẽ bị xóa.")
            raise click.ClickException(f"Bot đã dừng với mã {bot.wait()}.")
        except BotDidNotStartError as failed:
            raise click.ClickException(str(failed)) from None
        except KeyboardInterrupt:
            click.echo("Đang dừng …")
        finally:
            bot.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
