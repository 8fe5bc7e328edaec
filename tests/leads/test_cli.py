"""`python -m bot leads|users|teams` as an operator uses them."""

import csv
import os
import re
import stat
from datetime import UTC, date, datetime

import openpyxl
import pyotp
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.leads import campaigns, second_factor
from bot.leads.cli import leads_command, teams_command
from bot.leads.follow_up import FollowUp, follow_up
from bot.leads.users_cli import users_command
from bot.leads.viewers import COMMAND_LINE
from bot.storage.outreach import AuditEntry, User
from tests.conftest import KEYS
from tests.console.office import OfficeAtWork


@pytest.fixture
def office(sqlite_database, sqlite_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", KEYS)
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("ADMIN_PASSWORD", "x")
    return OfficeAtWork(sqlite_database)


def run(command, *words, fails=False):
    answer = CliRunner().invoke(command, words, catch_exceptions=False)
    assert (answer.exit_code != 0) == fails, answer.output
    return answer.output


def exported(path, *words):
    run(leads_command, "export", "--format", "csv", "--output", str(path), *words)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["Họ và tên"] for row in csv.DictReader(file)]


def test_the_export_holds_what_was_asked_for(office, tmp_path):
    office.team("tan-thanh", "Phường Tân Thạnh")
    office.lead("Bé", former_ward="Phường Tân Thạnh")
    office.clock.pass_by(days=1)
    code = office.lead("Tèo")
    office.database.write(
        lambda session: follow_up(session, code, FollowUp("later"), COMMAND_LINE, office.clock())
    )
    path = tmp_path / "leads.csv"
    assert exported(path) == ["Bé", "Tèo"]
    assert exported(path, "--team", "tan-thanh") == ["Bé"]
    assert exported(path, "--team", "to tan-thanh") == ["Bé"]
    assert exported(path, "--status", "later") == ["Tèo"]
    assert exported(path, "--from", "25/11/2026") == ["Tèo"]
    assert exported(path, "--to", "2026-11-24") == ["Bé"]
    entries = office.audit("exported")
    assert entries[1].detail == {"format": "csv", "rows": 1, "filter": {"team": "tan-thanh"}}


def test_only_the_owner_may_read_the_file(office, tmp_path):
    office.lead()
    path = tmp_path / "leads.xlsx"
    run(leads_command, "export", "--format", "xlsx", "--output", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert openpyxl.load_workbook(path).active["C2"].value == "Đặng Thị Bé"
    assert os.listdir(tmp_path).count("leads.xlsx") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--team", "khong-co"), "Không có tổ"),
        (("--from", "hôm qua"), "không phải là ngày"),
        (("--from", "0001-01-01"), "không phải là ngày"),
        (("--to", "9999-12-31"), "không phải là ngày"),
        (("--status", "maybe"), "maybe"),
    ],
)
def test_a_wrong_filter_is_explained_and_writes_nothing(office, tmp_path, words, said):
    path = tmp_path / "leads.csv"
    output = run(
        leads_command, "export", "--format", "csv", "--output", str(path), *words, fails=True
    )
    assert said in output
    assert not path.exists()


def test_a_folder_that_is_not_there_is_explained(office, tmp_path):
    path = tmp_path / "away" / "leads.csv"
    output = run(leads_command, "export", "--format", "csv", "--output", str(path), fails=True)
    assert "Không ghi được" in output


def test_accounts_from_the_command_line(office):
    run(teams_command, "create", "tan-thanh", "Tổ Tân Thạnh", "--ward", "Phường Tân Thạnh")
    name, password = run(users_command, "create", "Hoa", "--team", "tan-thanh").split()
    assert name == "hoa"
    assert office.visitor().sign_in("hoa", password).status_code == 302
    run(users_command, "disable", "hoa")
    assert office.visitor().sign_in("hoa", password).status_code == 403
    run(users_command, "enable", "hoa")
    _, newer = run(users_command, "password", "hoa").split()
    assert office.visitor().sign_in("hoa", password).status_code == 403
    desk, office.clock.now = office.visitor(), datetime.now(UTC)
    assert desk.sign_in("hoa", newer).status_code == 302
    assert re.match(r"\S.*\t20\d\d-", run(users_command, "sessions", "hoa"))
    run(users_command, "end-sessions", "hoa")
    assert run(users_command, "sessions", "hoa") == ""
    assert desk.get("/leads").status_code == 302
    assert "hoa\t\tThành viên tổ\tTổ Tân Thạnh" in run(users_command, "list")
    assert "tan-thanh\tTổ Tân Thạnh\tPhường Tân Thạnh" in run(teams_command, "list")


def test_an_account_for_a_campaign_and_a_lost_authenticator_from_the_command_line(office):
    office.team("tan-thanh")
    period = (date(2026, 11, 20), date(2026, 11, 22))
    form = campaigns.CampaignForm("Đợt 1", *period, "count", {1: 15})
    office.database.write(
        lambda session: campaigns.create_campaign(session, "d1", form, office.clock()).id
    )
    words = ("create", "hoa", "--team", "tan-thanh", "--campaign")
    assert "Không có chiến dịch" in run(users_command, *words, "d2", fails=True)
    run(users_command, *words, "d1")
    secret = office.database.write(lambda session: second_factor.begin(session, 1))
    code = pyotp.TOTP(secret).at(office.clock())
    office.database.write(lambda session: second_factor.confirm(session, 1, code, office.clock()))
    listed = run(users_command, "list")
    assert "chiến dịch đã kết thúc\tcó mã xác thực\t0 phiên" in listed
    run(users_command, "reset-totp", "hoa")
    assert "có mã xác thực" not in run(users_command, "list")
    assert [entry.detail for entry in office.audit("user-changed")] == [{"do": "factor"}]


def test_a_mistake_is_said_in_one_line(office):
    assert "thuộc một tổ" in run(users_command, "create", "hoa", fails=True)
    assert "Không có tài khoản" in run(users_command, "disable", "ai", fails=True)
    run(teams_command, "create", "a", "A")
    assert "Đã có tổ" in run(teams_command, "create", "a", "A", fails=True)


def test_the_audit_log_holds_no_password(office):
    _, password = run(users_command, "create", "sep", "--role", "admin").split()
    with office.database.read() as session:
        assert session.scalars(select(User.username)).all() == ["sep"]
        assert password not in str([e.detail for e in session.scalars(select(AuditEntry))])
