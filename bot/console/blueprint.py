"""The routes of the staff's pages as data: path, page, who may open it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Flask, Response, g, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException, NotFound

from bot.console import (
    access,
    account,
    account_list,
    answers,
    audit_log,
    campaigns,
    columns,
    conversations,
    directory,
    exports,
    follow_ups,
    frame,
    imports,
    joining,
    leads,
    members,
    merges,
    notices,
    organisations,
    questions,
    reasons,
    show,
    signing_in,
    teams,
    units,
    users,
)
from bot.console.access import ADMIN, LEADER, OFFICE, OPEN, STAFF, WHOLE
from bot.console.desk import NAME, Desk
from bot.console.door import calculator, entry, links, neighbourhoods, offline, visits
from bot.console.limits import SignInLimits
from bot.delivery.engine import NoWaker, Waker
from bot.delivery.services import Services
from bot.leads.errors import UnknownLeadError
from bot.web.headers import secured

MESSAGES = {
    400: "Biểu mẫu đã cũ hoặc thiếu. Mời mở lại trang rồi gửi lại.",
    404: "Không có trang này, hoặc tài khoản của anh/chị không mở được.",
    405: "Trang này không nhận cách gửi vừa rồi.",
    413: "Nội dung gửi lên quá lớn.",
    429: "Thử quá nhiều lần. Mời đợi vài phút.",
}

MOST_FORM = 2 * 1024 * 1024  # bytes: a preview of 5,000 leads comes back in a form
NUMBER = "<int(max=2147483647):number>"  # a row's id: a larger one is no row on any database


@dataclass(frozen=True)
class Route:
    """One page or form: `needs` and what follows are what `access.check` asks for."""

    path: str
    view: Callable[..., Any]
    needs: str
    method: str = "GET"
    by_itself: bool = False
    before_factor: bool = False

    @property
    def endpoint(self) -> str:
        """The name by which templates link here."""
        return str(self.view.__name__)


ROUTES: tuple[Route, ...] = (
    Route("/sign-in", signing_in.sign_in_page, OPEN),
    Route("/sign-in", signing_in.sign_in, OPEN, "POST"),
    Route("/sign-in/code", signing_in.code_page, OPEN),
    Route("/sign-in/code", signing_in.sign_in_code, OPEN, "POST"),
    Route("/sign-out", signing_in.sign_out, STAFF, "POST", before_factor=True),
    Route("/", leads.home, STAFF),
    Route("/leads", leads.lead_list, STAFF),
    Route("/leads/search", leads.search, STAFF, "POST"),
    Route("/leads/export", exports.export, STAFF, "POST"),
    Route("/exports", exports.export_list, STAFF),
    Route(f"/exports/{NUMBER}", exports.export_page, STAFF),
    Route(f"/exports/{NUMBER}/state", exports.export_state, STAFF, by_itself=True),
    Route(f"/exports/{NUMBER}/file", exports.export_file, STAFF),
    Route(f"/exports/{NUMBER}/cancel", exports.cancel_export, STAFF, "POST"),
    Route("/leads/import", imports.import_page, STAFF),
    Route("/leads/import", imports.look_through, STAFF, "POST"),
    Route("/leads/import/template", imports.import_template, STAFF),
    Route("/leads/import/keep", imports.keep_import, STAFF, "POST"),
    Route(f"/leads/import/{NUMBER}", imports.import_progress, STAFF),
    Route(f"/leads/import/{NUMBER}/state", imports.import_state, STAFF, by_itself=True),
    Route(f"/leads/import/{NUMBER}/cancel", imports.cancel_import, STAFF, "POST"),
    Route("/leads/columns", columns.choose_columns, STAFF, "POST"),
    Route("/leads/<code>", leads.lead_page, STAFF),
    Route("/leads/<code>/follow-up", follow_ups.save, STAFF, "POST"),
    Route("/leads/<code>/merge", merges.merge_page, STAFF),
    Route("/leads/<code>/merge", merges.merge_leads, STAFF, "POST"),
    Route("/leads/<code>/unmerge", merges.undo_merge, STAFF, "POST"),
    Route("/leads/<code>/team", follow_ups.give_to_team, STAFF, "POST"),
    Route("/leads/assign", follow_ups.assign_many, STAFF, "POST"),
    Route("/calculator", calculator.calculator_page, STAFF),
    Route("/entry", entry.entry_page, STAFF),
    Route("/entry", entry.keep_entry, STAFF, "POST"),
    Route("/campaigns", campaigns.campaign_list, STAFF),
    Route("/campaigns", campaigns.new_campaign, OFFICE, "POST"),
    Route("/campaigns/<code>", campaigns.campaign_page, STAFF),
    Route("/campaigns/<code>", campaigns.change_campaign, OFFICE, "POST"),
    Route("/campaigns/<code>/wall", campaigns.campaign_wall, STAFF),
    Route("/campaigns/<code>/rows", campaigns.wall_rows, STAFF, by_itself=True),
    Route("/campaigns/<code>/report", campaigns.campaign_workbook, STAFF),
    Route("/campaigns/<code>/report.pdf", campaigns.campaign_paper, STAFF),
    Route("/campaigns/<code>/joins", campaigns.report_join, STAFF, "POST"),
    Route(f"/campaigns/<code>/joins/{NUMBER}", campaigns.decide_join, OFFICE, "POST"),
    Route("/campaigns/<code>/work", campaigns.note_work, STAFF, "POST"),
    Route("/visits", visits.visits_page, STAFF),
    Route("/visits/<code>", visits.keep_result, STAFF, "POST"),
    Route("/neighbourhoods", neighbourhoods.neighbourhood_list, OFFICE),
    Route("/neighbourhoods", neighbourhoods.save_neighbourhood, OFFICE, "POST"),
    Route("/links", links.link_list, STAFF),
    Route("/links", links.save_link, OFFICE, "POST"),
    Route("/links/qr.svg", links.qr_svg, STAFF),
    Route("/links/qr.png", links.qr_png, STAFF),
    Route("/links/leaflet.pdf", links.leaflet_pdf, STAFF),
    Route("/door", offline.offline_page, OPEN),
    Route("/door/state", offline.door_state, STAFF, by_itself=True),
    Route("/worker.js", offline.worker, OPEN),
    Route("/waiting", conversations.waiting, STAFF),
    Route("/waiting/count", conversations.count, STAFF, by_itself=True),
    Route(f"/conversations/{NUMBER}", conversations.conversation_page, STAFF),
    Route(f"/conversations/{NUMBER}/lines", conversations.lines, STAFF, by_itself=True),
    Route(f"/conversations/{NUMBER}/reply", conversations.reply, STAFF, "POST"),
    Route(f"/conversations/{NUMBER}/hand-back", conversations.hand_back, STAFF, "POST"),
    Route("/questions", questions.question_list, WHOLE),
    Route("/questions/decide", questions.decide, WHOLE, "POST"),
    Route("/answers", answers.answer_list, WHOLE),
    Route("/answers/<topic>", answers.answer_page, WHOLE),
    Route("/answers/<topic>", answers.approve_answer, WHOLE, "POST"),
    Route("/reasons", reasons.reason_list, ADMIN),
    Route("/reasons", reasons.save_reasons, ADMIN, "POST"),
    Route("/teams", teams.team_list, OFFICE),
    Route("/teams", teams.create, ADMIN, "POST"),
    Route(f"/teams/{NUMBER}", teams.change, ADMIN, "POST"),
    Route("/directory", directory.directory_page, ADMIN),
    Route("/directory/template.xlsx", directory.directory_template, ADMIN),
    Route("/directory/check", directory.check_directory, ADMIN, "POST"),
    Route("/directory/import", directory.import_directory, ADMIN, "POST"),
    Route("/units", units.unit_list, ADMIN),
    Route("/units", units.new_office, ADMIN, "POST"),
    Route(f"/units/{NUMBER}", units.change_unit, ADMIN, "POST"),
    Route("/units/merge", units.merge_units, ADMIN, "POST"),
    Route("/organisations", organisations.organisation_list, ADMIN),
    Route("/organisations", organisations.new_organisation, ADMIN, "POST"),
    Route(f"/organisations/{NUMBER}", organisations.change_organisation, ADMIN, "POST"),
    Route("/users", users.user_list, ADMIN),
    Route("/users", users.create_account, ADMIN, "POST"),
    Route(f"/users/{NUMBER}", users.change_account, ADMIN, "POST"),
    Route(f"/users/{NUMBER}/place", users.settle_account, ADMIN, "POST"),
    Route("/users/list", account_list.list_page, ADMIN),
    Route("/users/list", account_list.check_list, ADMIN, "POST"),
    Route("/users/list/create", account_list.create_listed, ADMIN, "POST"),
    Route("/users/list/template", account_list.list_template, ADMIN),
    Route("/team", members.own_team, LEADER),
    Route("/team/invitations", members.invite_member, LEADER, "POST"),
    Route(f"/team/invitations/{NUMBER}/revoke", members.revoke_invitation, LEADER, "POST"),
    Route(f"/members/{NUMBER}", members.member_page, STAFF),
    Route(f"/members/{NUMBER}/end-sessions", members.end_members_sessions, STAFF, "POST"),
    Route("/join/<key>", joining.join_page, OPEN),
    Route("/join/<key>", joining.join, OPEN, "POST"),
    Route("/audit", audit_log.log_page, ADMIN),
    Route("/account", account.account_page, STAFF, before_factor=True),
    Route("/account/password", account.password, STAFF, "POST"),
    Route("/account/second-factor", account.begin_second_factor, STAFF, "POST", before_factor=True),
    Route("/account/second-factor/on", account.second_factor_on, STAFF, "POST", before_factor=True),
    Route("/account/second-factor/off", account.second_factor_off, STAFF, "POST"),
    Route("/account/end-sessions", account.end_my_sessions, STAFF, "POST"),
    Route("/account/notices", notices.choose_way, STAFF, "POST"),
    Route("/account/notices/link", notices.link_chat, STAFF, "POST"),
    Route("/account/notices/unlink", notices.unlink_chat, STAFF, "POST"),
    Route("/account/notices/test", notices.try_notice, STAFF, "POST"),
    Route("/account/devices", notices.add_device, STAFF, "POST"),
    Route(f"/account/devices/{NUMBER}", notices.remove_device, STAFF, "POST"),
)


def console(services: Services, waker: Waker | None = None) -> Blueprint:
    """Give the blueprint of the staff's pages, at /staff. The app needs a SECRET_KEY."""
    blueprint = Blueprint(
        NAME, __name__, url_prefix="/staff", template_folder="templates", static_folder="static"
    )
    settings = services.settings
    desk = Desk(
        services.database,
        services.channels,
        settings,
        waker or NoWaker(),
        SignInLimits(settings.redis_url),
        services.clock,
        services.parameters,
        services.office,
    )
    routes = {f"{NAME}.{route.endpoint}": route for route in ROUTES}
    for route in ROUTES:
        blueprint.add_url_rule(
            route.path, route.endpoint, route.view, methods=[route.method], strict_slashes=False
        )

    def prepare(state: BlueprintSetupState) -> None:
        state.app.extensions[NAME] = desk
        state.app.config["MAX_FORM_MEMORY_SIZE"] = MOST_FORM
        state.app.config["SESSION_COOKIE_SECURE"] = settings.public_url.startswith("https://")
        access.set_up(cast(Flask, state.app))

    def guard() -> Any:
        if request.endpoint == f"{NAME}.static":
            return None
        asked = routes[str(request.endpoint)]
        return access.check(asked.needs, asked.by_itself, asked.before_factor)

    blueprint.record_once(prepare)
    blueprint.before_request(guard)
    blueprint.after_request(_private)
    blueprint.after_request(secured)
    blueprint.register_error_handler(HTTPException, _explain)
    blueprint.register_error_handler(UnknownLeadError, lambda _: _explain(NotFound()))
    blueprint.context_processor(frame.around)
    for name, function in show.FILTERS.items():
        blueprint.add_app_template_filter(function, name)
    return blueprint


def _private(response: Response) -> Response:
    """Pages with personal data stay in no cache."""
    if request.endpoint != f"{NAME}.static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _explain(error: HTTPException) -> Any:
    """Say in Vietnamese what went wrong and where to go from there."""
    code = error.code or 500
    if code < 400:
        return error
    text = MESSAGES.get(code, "Có trục trặc. Mời thử lại sau ít phút.")
    signed_in = "viewer" in g
    return render_template("console/error.html", code=code, text=text, signed_in=signed_in), code
