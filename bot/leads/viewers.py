"""Who looks at leads, and which of them they may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false

from bot.leads.merged import visible
from bot.storage.outreach import Lead, User

ROLES: Mapping[str, str] = {
    "admin": "Quản trị",
    "officer": "Cán bộ BHXH",
    "leader": "Tổ trưởng",
    "member": "Thành viên tổ",
}
"""Roles as stored and their names for staff."""

OFFICE_ROLES = frozenset({"admin", "officer"})  # they see the leads of all teams


@dataclass(frozen=True)
class Viewer:
    """A member of staff as the rights see them; `user_id` is None for the command line."""

    user_id: int | None
    role: str
    team_id: int | None = None
    name: str = ""

    @classmethod
    def of(cls, user: User) -> "Viewer":
        """Give the viewer that a user is."""
        return cls(user.id, user.role, user.team_id, user.full_name or user.username)

    @property
    def sees_all(self) -> bool:
        """Whether the leads of every team are open to them."""
        return self.role in OFFICE_ROLES

    @property
    def is_admin(self) -> bool:
        """Whether they manage accounts and teams and read the audit log."""
        return self.role == "admin"

    def may_see(self, lead: Lead) -> bool:
        """Tell whether this lead is open to them."""
        return self.sees_all or (self.team_id is not None and lead.team_id == self.team_id)

    def condition(self) -> ColumnElement[bool]:
        """Give what a query adds so that it finds only what they may see."""
        if self.sees_all:
            return visible()
        return and_(Lead.team_id == self.team_id, visible()) if self.team_id else false()


COMMAND_LINE = Viewer(None, "admin", name="Dòng lệnh")
"""The operator at the machine, who has the database anyway."""
