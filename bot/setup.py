"""`python -m bot setup zalo|messenger`: put an account in order. May be repeated at will."""

import click

from bot.channels.errors import SendError
from bot.channels.messenger import setup as messenger_setup
from bot.channels.messenger.client import MessengerClient
from bot.channels.zalo import setup as zalo_setup
from bot.channels.zalo.client import ZaloClient
from bot.delivery.errors import NoTokenError
from bot.delivery.services import Services
from bot.delivery.tokens import Tokens
from bot.settings import Settings, SettingsError
from bot.web.oauth import permission_url


@click.group("setup")
def setup_command() -> None:
    """Nối và cài đặt Zalo, Messenger."""


@setup_command.command("zalo")
def zalo() -> None:
    """In đường dẫn cấp quyền lần đầu, các bước làm bằng tay, và thử mã truy cập."""
    settings = _settings("ZALO_OA_ID", "ZALO_APP_ID", "ZALO_APP_SECRET", "PUBLIC_URL")
    for number, step in enumerate(zalo_setup.steps(settings.public_url), 1):
        click.echo(f"{number}. {step}")
    services = _services(settings)
    try:
        token = _token(services, "zalo", settings.zalo_oa_id)
        click.echo(zalo_setup.check(ZaloClient(settings.zalo_api_base), token))
    except (NoTokenError, SendError) as error:
        reason = error.staff_text if isinstance(error, SendError) else "chưa có mã truy cập"
        click.echo(f"Chưa gửi được qua Zalo: {reason}")
        click.echo("Mở đường dẫn sau trong 15 phút, đăng nhập và cấp quyền cho ứng dụng:")
        click.echo(permission_url(settings))
    finally:
        services.database.close()


@setup_command.command("messenger")
def messenger() -> None:
    """In các bước làm bằng tay; đặt lời chào, menu, câu hỏi gợi ý, đăng ký sự kiện cho Trang."""
    for number, step in enumerate(messenger_setup.steps(Settings.load().public_url), 1):
        click.echo(f"{number}. {step}")
    settings = _settings("MESSENGER_PAGE_ID", "MESSENGER_APP_SECRET", "MESSENGER_PAGE_TOKEN")
    client = MessengerClient(
        base=settings.messenger_graph_base,
        version=settings.messenger_graph_version,
        app_secret=settings.messenger_app_secret,
    )
    try:
        lines = messenger_setup.push(
            client,
            settings.messenger_page_token,
            settings.messenger_page_id,
            settings.office_name,
        )
    except SendError as error:
        raise click.ClickException(f"Facebook từ chối ({error.code}): {error.staff_text}") from None
    for line in lines:
        click.echo(line)


def _settings(*names: str) -> Settings:
    """Give the settings. Raises SettingsError, naming what is missing."""
    settings = Settings.load().with_generated_secrets()
    missing = [name for name in names if not getattr(settings, name.lower())]
    if missing:
        raise SettingsError(f"thiếu {', '.join(missing)}")
    return settings


def _services(settings: Settings) -> Services:
    from bot.app import build_services  # the whole of it only where it is needed
    from bot.storage.migrate import migrate

    migrate(settings.database_url)
    return build_services(settings)


def _token(services: Services, channel: str, account: str) -> str:
    tokens = Tokens(services)
    tokens.seed()
    return tokens.current(channel, account)
