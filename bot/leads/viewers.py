"""Who works with leads: roles, and where each belongs. What they see is in `bot.leads.scope`."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.storage.outreach import User

ROLES: Mapping[str, str] = {
    "admin": "Quản trị",
    "officer": "Cán bộ BHXH",
    "leader": "Tổ trưởng",
    "member": "Thành viên tổ",
    "collector": "Nhân viên thu",
}
"""Roles as stored and their names for staff."""

COLLECTOR = "collector"
WITHOUT_CARD = {role: title for role, title in ROLES.items() if role != COLLECTOR}
"""Roles that a name and a team are enough for; a collector needs a card and an organisation."""

OFFICE_ROLES = frozenset({"admin", "officer"})


@dataclass(frozen=True)
class Viewer:
    """A member of staff as the rights see them; `user_id` is None for the command line.

    `unit_id` is the unit of today; None means the whole tree.
    """

    user_id: int | None
    role: str
    team_id: int | None = None
    name: str = ""
    unit_id: int | None = None
    organisation_id: int | None = None

    @classmethod
    def of(cls, user: User) -> "Viewer":
        """Give the viewer that a user is; the user's session must be open."""
        unit = user.unit.current if user.unit else None
        return cls(
            user.id,
            user.role,
            user.team_id,
            user.full_name or user.username,
            unit.id if unit and unit.parent_id is not None else None,
            organisation_of(user),
        )

    @property
    def is_office(self) -> bool:
        """Whether they work for the social-insurance office, in the whole tree or in a unit."""
        return self.role in OFFICE_ROLES and self.organisation_id is None

    @property
    def sees_all(self) -> bool:
        """Whether everything is open to them: the office's people whom no unit confines."""
        return self.is_office and self.unit_id is None

    @property
    def is_admin(self) -> bool:
        """Whether they manage units, organisations, teams and accounts and read the audit log."""
        return self.role == "admin" and self.sees_all


COMMAND_LINE = Viewer(None, "admin", name="Dòng lệnh")
"""The operator at the machine, who has the database anyway."""


def organisation_of(user: User) -> int | None:
    """Give the organisation to which a user belongs: the team's, else the own one."""
    return user.team.organisation_id if user.team else user.organisation_id
