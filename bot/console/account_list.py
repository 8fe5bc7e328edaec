"""Many accounts from an Excel file: the template, what is wrong in the list, the sheet of links."""

import json
from dataclasses import astuple
from datetime import datetime
from functools import partial

from flask import Response, render_template, request, url_for
from sqlalchemy.orm import Session

from bot.console.desk import NAME, absolute, desk, viewer
from bot.console.show import moment
from bot.leads import account_list, account_workbook
from bot.leads.account_list import Draft, ListedAccount, NewAccount
from bot.leads.errors import LeadsError
from bot.leads.invitations import LIFE_FROM_A_LIST

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Page = str | tuple[str, int]


def list_page() -> str:
    """Show how it goes, and the form for the file."""
    return render_template("console/account_list.html")


def list_template() -> Response:
    """Give the empty file."""
    return _file(account_workbook.template(), "tai-khoan-mau.xlsx")


def check_list() -> Page:
    """Show what would be made, or what is wrong by row and how to mend it."""
    sent = request.files.get("file")
    try:
        rows = account_workbook.read(sent.read() if sent else b"")
        with desk().database.read() as session:
            draft = account_list.check(session, rows, desk().clock())
    except LeadsError as error:
        return render_template("console/account_list.html", problem=str(error)), 422
    return _checked(draft)


def create_listed() -> Response | Page:
    """Make the accounts that were shown and give the sheet with their links, once."""
    works, who, now = desk(), viewer(), desk().clock()

    def change(session: Session, rows: list[ListedAccount]) -> list[NewAccount]:
        return account_list.create(session, rows, who, now)

    try:
        made = works.database.write(partial(change, rows=_sent_rows()))
    except LeadsError as error:
        return render_template("console/account_list.html", problem=str(error)), 422
    return _file(_sheet(made, now), "duong-dan-tai-khoan.xlsx")


def _checked(draft: Draft) -> Page:
    page = render_template(
        "console/account_list.html",
        draft=draft,
        rows=json.dumps([astuple(row) for row in draft.rows]),
    )
    return (page, 422) if draft.mistakes else page


def _sent_rows() -> list[ListedAccount]:
    """Give the rows that the page with the list sends back; they are looked over again.

    Raises LeadsError when there are none.
    """
    try:
        rows = json.loads(request.form.get("rows", ""))
        found = [ListedAccount(int(row), *map(str, told)) for row, *told in rows]
    except (TypeError, ValueError):
        raise LeadsError("Biểu mẫu thiếu danh sách. Mời tải tệp lên lại.") from None
    return found


def _sheet(made: list[NewAccount], now: datetime) -> bytes:
    start = absolute(url_for(f"{NAME}.join_page", key=""))
    until = moment(now + LIFE_FROM_A_LIST)
    return account_workbook.links_sheet(made, lambda key: f"{start}{key}", until)


def _file(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
