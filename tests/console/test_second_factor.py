"""A code beside the password."""

import re

import pyotp
import pytest

from tests.console.office import PASSWORD


def switched_on(office, name="sep"):
    """Switch the factor on as a person does; give the app and the desk at which it was done."""
    desk = office.staff(name)
    desk.post("/account/second-factor")
    page = desk.get("/account").text
    assert "<svg" in page
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7]{32})</code>", page)[1])
    assert desk.post("/account/second-factor/on", code=code(app, office)).status_code == 302
    office.clock.pass_by(seconds=90)
    return app, desk


def code(app, office):
    return app.at(office.clock())


def test_with_a_code_one_is_in_and_comes_to_the_page_that_was_wanted(office):
    app, _ = switched_on(office)
    desk = office.visitor()
    answer = desk.sign_in("sep", next="/staff/teams")
    assert answer.headers["Location"].startswith("/staff/sign-in/code")
    assert desk.get("/leads").status_code == 302  # not in yet
    form = desk.client.get(answer.headers["Location"]).text
    assert 'name="next" value="/staff/teams"' in form
    answer = desk.post("/sign-in/code", code=code(app, office), next="/staff/teams")
    assert answer.headers["Location"] == "/staff/teams"
    assert desk.get("/leads").status_code == 200


def test_only_the_whole_sign_in_is_logged_as_one(office):
    switched_on(office)
    before = len(office.audit("signed-in"))
    office.visitor().sign_in("sep")
    assert len(office.audit("signed-in")) == before


def test_a_wrong_code_is_refused_and_five_lock_the_account(office):
    app, _ = switched_on(office)
    desk = office.visitor()
    desk.sign_in("sep")
    for _ in range(4):
        assert desk.post("/sign-in/code", code="000000").status_code == 403
    answer = desk.post("/sign-in/code", code=code(app, office))
    assert answer.status_code == 403
    assert "15 phút" in answer.text


def test_typing_the_password_again_gives_no_new_guesses(office):
    switched_on(office)
    desk = office.visitor()
    for _ in range(2):
        desk.sign_in("sep")
        desk.post("/sign-in/code", code="000000")
    desk.sign_in("sep")
    assert "15 phút" in desk.sign_in("sep").text


def test_a_code_is_good_once(office):
    app, _ = switched_on(office)
    used = code(app, office)
    for expected in (302, 403):
        desk = office.visitor()
        desk.sign_in("sep")
        assert desk.post("/sign-in/code", code=used).status_code == expected


@pytest.mark.parametrize(("seconds", "status"), [(-30, 302), (30, 302), (-60, 403), (60, 403)])
def test_a_clock_that_is_a_little_off_does_no_harm(office, seconds, status):
    app, _ = switched_on(office)
    desk = office.visitor()
    desk.sign_in("sep")
    shown = app.at(int(office.clock().timestamp()) + seconds)
    assert desk.post("/sign-in/code", code=f"{shown[:3]} {shown[3:]}").status_code == status


def test_the_password_is_asked_again_after_five_minutes(office):
    app, _ = switched_on(office)
    desk = office.visitor()
    desk.sign_in("sep")
    office.clock.pass_by(minutes=6)
    answer = desk.post("/sign-in/code", code=code(app, office))
    assert answer.status_code == 403
    assert "nhập lại" in answer.text


def test_a_code_without_the_password_is_worth_nothing(office):
    app, _ = switched_on(office)
    assert office.visitor().post("/sign-in/code", code=code(app, office)).status_code == 403
    assert office.visitor().get("/sign-in/code").status_code == 302


def test_it_is_in_force_only_after_the_first_right_code(office):
    desk = office.staff("sep")
    desk.post("/account/second-factor")
    assert desk.post("/account/second-factor/on", code="000000").status_code == 422
    assert office.visitor().sign_in("sep").headers["Location"] == "/staff/"


def test_switched_off_the_password_is_enough_again(office):
    app, desk = switched_on(office)
    assert desk.post("/account/second-factor/off", code="000000").status_code == 422
    assert desk.post("/account/second-factor").status_code == 422
    assert desk.post("/account/second-factor/off", code=code(app, office)).status_code == 302
    assert desk.get("/account").status_code == 200
    assert office.visitor().sign_in("sep").headers["Location"] == "/staff/"
    assert office.audit("second-factor-on")
    assert office.audit("second-factor-off")


def test_who_lost_the_phone_is_helped_by_the_administrator(office):
    _, phone = switched_on(office, "hoa")
    admin = office.staff("sep")
    assert "Tắt mã xác thực" in admin.get("/users").text
    admin.post("/users/2", do="factor")
    assert phone.get("/leads").status_code == 302
    assert office.visitor().sign_in("hoa", PASSWORD).headers["Location"] == "/staff/"


def test_the_secret_is_not_readable_in_the_table(office):
    app, _ = switched_on(office)
    with office.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT secret FROM second_factors").scalar_one()
    assert app.secret.encode() not in bytes(stored)
