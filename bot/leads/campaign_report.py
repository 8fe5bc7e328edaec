"""A campaign's results as tables for the workbook and for the paper that the office signs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.leads.campaign_results import COUNTED, JOINED, WORK, Result, by_day, by_team, results
from bot.leads.campaigns import RANKS
from bot.leads.leaderboard import Board, board
from bot.leads.teams import DEMO
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.campaigns import Campaign

Cell = str | int | date
Row = tuple[Cell, ...]

STANDINGS = ("Hạng", "Tổ", "Chỉ tiêu", "Người mới", "Đạt (%)", *list(COUNTED.values())[1:])
NOTE = (
    "Chỉ người mới đã được cơ quan BHXH xác nhận theo biên lai mới tính vào hạng. Bằng nhau thì "
    "cùng hạng. Tỷ lệ cắt phần lẻ, không làm tròn lên."
)
ILLUSTRATIVE = "DỮ LIỆU MINH HỌA"


@dataclass(frozen=True)
class ReportTable:
    """A table; `total` is its last row."""

    name: str
    head: tuple[str, ...]
    rows: Sequence[Row]
    total: Row | None = None


@dataclass(frozen=True)
class CampaignReport:
    """What the report says, without its form."""

    name: str
    lines: Sequence[str]
    standings: ReportTable
    days: ReportTable
    team_days: ReportTable


def campaign_report(
    session: Session, campaign: Campaign, viewer: Viewer = COMMAND_LINE
) -> CampaignReport:
    """Give the report as it stands now; it holds no personal data.

    Of teams that are not open to the viewer it says what the wall shows.
    """
    standing, found = board(session, campaign, viewer), results(session, campaign, viewer)
    return CampaignReport(
        name=campaign.name,
        lines=_lines(campaign, standing),
        standings=_standings(standing, by_team(found)),
        days=_days(by_day(found)),
        team_days=_team_days(found, {row.team_id: row.name for row in standing.rows}),
    )


def _lines(campaign: Campaign, standing: Board) -> list[str]:
    period = f"Từ ngày {campaign.begins:%d/%m/%Y} đến hết ngày {campaign.ends:%d/%m/%Y}"
    lines = [f"{period}; {len(standing.rows)} tổ; xếp hạng theo {RANKS[campaign.rank_by]}"]
    others = [
        f"{name.lower()} {sum(getattr(row, kind) for row in standing.rows)}"
        for kind, name in JOINED.items()
        if kind != "new"
    ]
    lines.append(
        f"Đã xác nhận {standing.new} người mới, đạt {standing.percent} % chỉ tiêu "
        f"{standing.target}; {', '.join(others)}; tổ báo, chờ xác nhận {standing.reported}"
    )
    return [ILLUSTRATIVE, *lines] if campaign.code.startswith(DEMO) else lines


def _standings(standing: Board, done: Mapping[int, Mapping[str, int]]) -> ReportTable:
    rows: list[Row] = [
        (
            row.rank if row.new else "–",
            row.name,
            row.target,
            row.new,
            row.percent,
            row.renewed,
            row.moved,
            *(done.get(row.team_id, {}).get(key, 0) for key in WORK),
        )
        for row in standing.rows
    ]
    summed = [sum(int(str(row[at])) for row in rows) for at in range(5, len(STANDINGS))]
    total: Row = ("", "Cộng", standing.target, standing.new, standing.percent, *summed)
    return ReportTable("Kết quả", STANDINGS, rows, total)


def _days(sums: Mapping[date, Mapping[str, int]]) -> ReportTable:
    rows: list[Row] = [
        (day, *(counts.get(key, 0) for key in COUNTED)) for day, counts in sums.items()
    ]
    total = tuple(sum(counts.get(key, 0) for counts in sums.values()) for key in COUNTED)
    return ReportTable("Theo ngày", ("Ngày", *COUNTED.values()), rows, ("Cộng", *total))


def _team_days(found: Sequence[Result], names: Mapping[int, str]) -> ReportTable:
    rows: list[Row] = [
        (result.day, names[result.team_id], *(result.counts.get(key, 0) for key in COUNTED))
        for result in found
        if result.team_id in names
    ]
    return ReportTable("Tổ từng ngày", ("Ngày", "Tổ", *COUNTED.values()), rows)
