"""The web application for gunicorn: `gunicorn -k gthread --threads 16 'bot.wsgi:build()'`."""

from flask import Flask

from bot.app import build_services, create_app
from bot.commands import tune
from bot.delivery.engine import Engine
from bot.delivery.intake import keeping, nobody
from bot.log import set_up_logs
from bot.settings import Settings


def build() -> Flask:
    """Give the application of one web process; the database must be migrated already."""
    settings = Settings.load().with_generated_secrets()
    set_up_logs(settings.log_level)
    services = build_services(settings)
    waker = None
    if not settings.embedded:
        waker = Engine(settings.redis_url, settings.secret_key, services.counts)
    app = create_app(settings, services, waker, keeping(services, nobody))
    tune()
    return app
