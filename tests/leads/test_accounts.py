"""Passwords, lock-out, sessions."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.leads import accounts, campaigns, passwords, signing_in, teams
from bot.leads.errors import LeadsError, SignInError
from bot.settings import Settings
from bot.storage.campaigns import Campaign
from bot.storage.outreach import AuditEntry, User

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PASSWORD = "mat-khau-thu-nghiem"
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
def admin(sqlite_database):
    return sqlite_database.write(
        lambda session: accounts.create_user(session, "Sep", HASHED, "admin", NOW).id
    )


def sign_in(database, password=PASSWORD, name="sep", now=NOW):
    return signing_in.sign_in(database, name, password, "10.0.0.1", now)


def user(database, number):
    with database.read() as session:
        return session.get_one(User, number)


def test_a_password_is_kept_as_argon2id_and_costs_who_guesses_memory_and_time(
    sqlite_database, admin, real_hasher, monkeypatch
):
    monkeypatch.setattr(passwords, "_hasher", real_hasher)
    assert sign_in(sqlite_database) == admin  # and hashes anew what cost too little
    assert re.match(r"\$argon2id\$v=19\$m=65536,t=3,", user(sqlite_database, admin).password_hash)
    assert sign_in(sqlite_database) == admin


@pytest.mark.parametrize("name", ["sep", "SEP", " sep "])
def test_name_and_password_let_one_in(sqlite_database, admin, name):
    assert sign_in(sqlite_database, name=name) == admin


@pytest.mark.parametrize(
    ("name", "password"), [("sep", "wrong"), ("nobody", PASSWORD), ("sep", "x" * 100_000)]
)
def test_anything_else_does_not(sqlite_database, admin, name, password):
    with pytest.raises(SignInError, match="không đúng"):
        sign_in(sqlite_database, password, name)


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(sqlite_database, admin):
    for _ in range(signing_in.MOST_FAILURES):
        with pytest.raises(SignInError, match="không đúng"):
            sign_in(sqlite_database, "wrong")
    with pytest.raises(SignInError, match="15 phút"):
        sign_in(sqlite_database)
    assert sign_in(sqlite_database, now=NOW + timedelta(minutes=15)) == admin


def test_a_right_password_starts_the_count_over(sqlite_database, admin):
    for _ in range(3):
        for _ in range(signing_in.MOST_FAILURES - 1):
            with pytest.raises(SignInError):
                sign_in(sqlite_database, "wrong")
        assert sign_in(sqlite_database) == admin


def test_a_disabled_account_stays_out(sqlite_database, admin):
    sqlite_database.write(
        lambda session: accounts.create_user(session, "pho", HASHED, "admin", NOW)
    )
    sqlite_database.write(lambda session: accounts.set_disabled(session, admin, NOW, disabled=True))
    with pytest.raises(SignInError, match="không đúng"):
        sign_in(sqlite_database)


def for_a_campaign(session):
    """Give the account of a member that is made for two days in November."""
    team = teams.create_team(session, "a", "A", (), NOW)
    period = (date(2026, 11, 23), date(2026, 11, 24))
    form = campaigns.CampaignForm("Ra quân", *period, "count", {team.id: 15})
    campaign = campaigns.create_campaign(session, "d", form, NOW)
    return accounts.create_user(
        session, "hoa", HASHED, "member", NOW, team=team, campaign=campaign
    ).id


def test_an_account_for_a_campaign_ends_with_its_last_day_in_vietnam(sqlite_database):
    sqlite_database.write(for_a_campaign)
    evening = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)
    assert sign_in(sqlite_database, name="hoa", now=evening)
    night = evening + timedelta(minutes=1)
    with pytest.raises(SignInError, match=r"“Ra quân” đã kết thúc ngày 24/11/2026.*Cảm ơn"):
        sign_in(sqlite_database, name="hoa", now=night)
    with pytest.raises(SignInError, match="không đúng"):
        sign_in(sqlite_database, "wrong", "hoa", night)


def test_no_administrator_ends_with_a_campaign_and_nobody_with_an_illustrative_one(sqlite_database):
    def make(session, role="admin", code="d"):
        campaign = Campaign(code=code, name="X", begins=NOW.date(), ends=NOW.date(), created_at=NOW)
        accounts.create_user(session, "sep", HASHED, role, NOW, campaign=campaign)

    with pytest.raises(LeadsError, match="quản trị không gắn"):
        sqlite_database.write(make)
    with pytest.raises(LeadsError, match="minh họa"):
        sqlite_database.write(lambda session: make(session, "officer", "demo-x"))


def test_the_last_administrator_cannot_be_disabled(sqlite_database, admin):
    with pytest.raises(LeadsError, match="quản trị cuối cùng"):
        sqlite_database.write(
            lambda session: accounts.set_disabled(session, admin, NOW, disabled=True)
        )


def test_sign_ins_good_and_bad_are_in_the_audit_log(sqlite_database, admin):
    sign_in(sqlite_database)
    with pytest.raises(SignInError):
        sign_in(sqlite_database, "wrong")
    with pytest.raises(SignInError):
        sign_in(sqlite_database, "wrong", "nobody")
    with sqlite_database.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.user_id, entry.address) for entry in entries] == [
        ("signed-in", admin, "10.0.0.1"),
        ("sign-in-failed", admin, "10.0.0.1"),
        ("sign-in-failed", None, "10.0.0.1"),
    ]


@pytest.mark.parametrize("name", ["", "hai ba", "Đức", "x" * 61])
def test_odd_names_are_refused(sqlite_database, name):
    with pytest.raises(LeadsError, match="không dấu"):
        sqlite_database.write(
            lambda session: accounts.create_user(session, name, HASHED, "admin", NOW)
        )


def test_a_name_is_given_once(sqlite_database, admin):
    with pytest.raises(LeadsError, match="Đã có"):
        sqlite_database.write(
            lambda session: accounts.create_user(session, "SEP", HASHED, "admin", NOW)
        )


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_weak_passwords_are_refused(password):
    with pytest.raises(LeadsError, match="10 ký tự"):
        passwords.hash_password(password)


def test_a_member_needs_a_team(sqlite_database):
    with pytest.raises(LeadsError, match="thuộc một tổ"):
        sqlite_database.write(
            lambda session: accounts.create_user(session, "hoa", HASHED, "member", NOW)
        )

    def make(session):
        team = teams.create_team(session, "a", "A", (), NOW)
        return accounts.create_user(session, "hoa", HASHED, "member", NOW, team=team).team_id

    assert sqlite_database.write(make)


def test_generated_passwords_are_long_and_different():
    made = {passwords.new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 17 for password in made)


def test_the_first_administrator_comes_from_the_settings_once(sqlite_database, tmp_path):
    first = Settings.load({"ADMIN_USERNAME": "Truong", "ADMIN_PASSWORD": PASSWORD}, tmp_path)
    later = Settings.load({"ADMIN_USERNAME": "khac", "ADMIN_PASSWORD": "another one"}, tmp_path)
    assert accounts.ensure_admin(sqlite_database, first, NOW)
    assert not accounts.ensure_admin(sqlite_database, first, NOW)
    assert not accounts.ensure_admin(sqlite_database, later, NOW)
    assert sign_in(sqlite_database, name="truong")
