"""What people asked and the bot did not understand."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.console.desk import NAME, desk
from bot.leads import questions as work


def question_list() -> str:
    """Show those that nobody looked at yet."""
    page = request.args.get("page", "1")
    number = max(1, int(page[:6])) if page.isascii() and page[:6].isdigit() else 1
    with desk().database.read() as session:
        count = work.open_count(session)
        return render_template(
            "console/questions.html",
            questions=work.open_questions(session, number),
            count=count,
            page=number,
            pages=max(1, -(-count // work.PAGE)),
        )


def reviewed(number: int) -> Response:
    """Take one off the list."""
    works = desk()
    works.database.write(lambda session: work.review(session, number, works.clock()))
    return redirect(url_for(f"{NAME}.question_list"))
