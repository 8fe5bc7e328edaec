"""Pictures in the web chat: where the page finds them, how large they are, their words."""

from dataclasses import replace

from bot.pictures.errors import PicturesError
from bot.pictures.studio import PDF, PNG, Studio
from bot.web.chat_feed import Message


def shown(message: Message, studio: Studio | None) -> Message:
    """Give the message with its picture as the page shows it, or with the words in its place."""
    if message.picture is None:
        return message
    words = str(message.picture.get("alt", ""))
    try:
        if studio is None:
            raise PicturesError("Ở đây không vẽ hình.")
        width, height = studio.size(message.picture)
    except PicturesError:
        return replace(message, text=f"{message.text}\n{words}".strip(), picture=None)
    picture = {
        "src": studio.path(message.picture, PNG),
        "pdf": studio.path(message.picture, PDF),
        "alt": words,
        "width": width,
        "height": height,
    }
    return replace(message, picture=picture)
