"""Reports for everybody: the act that makes one public, the list, and each report at its permanent address from its kept bytes.

Before it is published only who may see reports finds something there. The bytes never change; what is newer is said beside them.
"""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mag.accounts.roles import Permission
from mag.core.errors import NotFound, Refused
from mag.core.logs import note_access
from mag.core.period import parse_period
from mag.reports import adopting, queries, rules
from mag.reports.addresses import kind_at, parts_of
from mag.reports.downloads import kept_downloads
from mag.reports.forms import ActForm
from mag.reports.models import Report
from mag.reports.present import stamp_of
from mag.reports.remarks import name_of
from mag.reports.render.cover_note import MEDIA_TYPE, cover_note
from mag.reports.render.forms import name_of_files
from mag.reports.routes.loading import blueprint, load_report
from mag.reports.states import REPORT_KIND_LABELS, ReportState
from mag.web.boundary import actor, db, house, perform
from mag.web.guard import allow, public

A_DAY, A_YEAR = 86_400, 31_536_000
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@blueprint.route("/rapporten/<int(max=2147483647):report_id>/openbaar", methods=["GET", "POST"])
@allow(Permission.ADOPT_REPORTS)
def publish(report_id: int) -> ResponseReturnValue:
    """What becomes public and where, before it does; then the act."""
    found = queries.get_report(db(), actor(), report_id)
    if found.state is not ReportState.ADOPTED:
        raise NotFound(f"report {report_id} is not adopted")
    form, status = ActForm(data={"version": found.row_version}), 200
    if request.method == "POST" and form.validate():
        try:
            return perform(
                lambda tx: adopting.publish(tx, report_id, row_version=form.version.data or 0),
                then=lambda done: url_for(".report", report_id=done.id),
            )
        except Refused as refused:
            form.refuse(refused)
            status = 422
    versions = queries.versions_among(queries.list_siblings(db(), found), found)
    newer = max((one.version for one in versions if one.published_at is not None and one.version > found.version), default=None)
    page = render_template(
        "reports/publish.html", row=found, form=form, name=name_of(found), address=house().settings.address + address_of(found),
        files=kept_downloads(house().files, found),
        refusals=list(rules.not_to_publish(found.published_by, newer, adopting.private_chapters(db(), found))),
    )  # fmt: skip
    return page, status


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/adres")
@allow(Permission.SEE_REPORTS)
def address(report_id: int) -> ResponseReturnValue:
    """To the permanent address of an adopted report."""
    found = queries.get_report(db(), actor(), report_id)
    if found.state is not ReportState.ADOPTED:
        raise NotFound(f"report {report_id} is not adopted")
    return redirect(address_of(found), code=302)


@blueprint.get("/rapporten/<int(max=2147483647):report_id>/oplegnota.docx")
@allow(Permission.SEE_REPORTS)
def note(report_id: int) -> ResponseReturnValue:
    """The municipality's own note on top of an adopted report, to finish in Word. Made of the frozen facts, not kept."""
    found, facts, figures = load_report(report_id)
    if found.state is not ReportState.ADOPTED:
        raise NotFound(f"report {report_id} is not adopted")
    stamp = stamp_of(house(), found, facts)
    content = cover_note(facts, figures, stamp, address=house().settings.address + address_of(found))
    note_access(house().store, actor(), "downloaded", "report", found.id)
    name = f"oplegnota-{name_of_files(found.kind, found.period_code, found.version)}.docx"
    return Response(content, mimetype=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/rapporten-openbaar")
@public("a published report is for everybody")
def public_list() -> ResponseReturnValue:
    """Every report that was made public, with its files; of an older version which one took its place."""
    reports = queries.list_public(db())
    newest: dict[tuple[Any, ...], int] = {}
    for one in reports:
        newest.setdefault((one.agenda_id, one.kind, one.period_code), one.version)
    return render_template(
        "reports/public.html", reports=reports, kinds=REPORT_KIND_LABELS, period_of=lambda one: parse_period(one.period_code).label(),
        address_of=address_of, files_of=lambda one: kept_downloads(house().files, one), file_address=_file_address,
        newest=lambda one: newest[(one.agenda_id, one.kind, one.period_code)],
    )  # fmt: skip


@blueprint.get("/rapport/schema.json")
@public("whoever reads the data file may know what is in it")
def schema() -> ResponseReturnValue:
    """What the data file of a report holds: a JSON Schema (2020-12)."""
    return Response((Path(__file__).parents[1] / "report-data.schema.json").read_bytes(), mimetype="application/schema+json")


@blueprint.get("/rapport/<period>")
@public("leads to a published report; others find nothing here")
def newest(period: str) -> ResponseReturnValue:
    """To the newest version of the report about a period that this visitor may read."""
    return redirect(address_of(_versions(period)[0]), code=302)


@blueprint.get("/rapport/<period>/v<int(max=9999):version>")
@public("a published report is for everybody; before that only who may see reports finds it")
def permalink(period: str, version: int) -> ResponseReturnValue:
    """A report as one page, from its kept bytes."""
    found, versions = _version(period, version)
    response = _kept(found, found.html_sha256, "text/html; charset=utf-8", A_DAY)
    response.headers["Content-Security-Policy"] = _policy(found.html_sha256 or "")
    links = [f'<{_file_address(found, item)}>; rel="alternate"; type="{item.media_type}"' for item in kept_downloads(house().files, found)]
    if versions[0].version > found.version:
        links.append(f'<{address_of(versions[0])}>; rel="latest-version successor-version"')
    links.append(f'<{url_for(".schema")}>; rel="describedby"; type="application/schema+json"')
    response.headers["Link"] = ", ".join(links)
    return response


@blueprint.get("/rapport/<period>/v<int(max=9999):version>/<name>")
@public("the files of a published report are for everybody")
def public_file(period: str, version: int, name: str) -> ResponseReturnValue:
    """A file of a report, from its kept bytes."""
    found, _ = _version(period, version)
    item = next((one for one in kept_downloads(house().files, found) if one.name == name), None)
    if item is None:
        raise NotFound(name)
    response = _kept(found, getattr(found, f"{item.form}_sha256"), item.media_type, A_YEAR)
    response.headers["Content-Disposition"] = f'attachment; filename="{item.name}"'
    return response


def address_of(found: Report) -> str:
    """Where a report is for ever, as a path. Its agenda must be loaded."""
    return url_for(".permalink", version=found.version, **_parts(found))


def _file_address(found: Report, item: Any) -> str:
    return url_for(".public_file", version=found.version, name=item.name, **_parts(found))


def _parts(found: Report) -> dict[str, Any]:
    if "first_agenda" not in g:
        g.first_agenda = queries.first_agenda(db())
    agenda = None if found.agenda_id == g.first_agenda else found.agenda.code
    return parts_of(found.kind, found.period_code, agenda=agenda)


def _versions(period: str) -> list[Report]:
    kind = kind_at(period, request.args.get("soort"))
    found = queries.list_at(db(), actor(), kind, period, request.args.get("agenda")) if kind is not None else []
    if not found:
        raise NotFound(period)
    return found


def _version(period: str, version: int) -> tuple[Report, list[Report]]:
    versions = _versions(period)
    found = next((one for one in versions if one.version == version), None)
    if found is None:
        raise NotFound(f"{period} version {version}")
    return found, versions


def _kept(found: Report, sha256: str | None, media_type: str, seconds: int) -> Response:
    """Kept bytes with their hash as ETag. Only for a visitor without any cookie a cache on the way may keep them."""
    response = make_response(house().files.read(sha256 or ""))
    response.headers["Content-Type"] = media_type
    response.set_etag(sha256 or "")
    if found.published_at is None:
        response.headers["Cache-Control"] = "private, no-store"
    else:
        immutable = ", immutable" if seconds == A_YEAR else ""
        response.headers["Cache-Control"] = f"{'private' if request.cookies else 'public'}, max-age={seconds}{immutable}"
    response.make_conditional(request)
    return response


@lru_cache(maxsize=256)
def _policy(sha256: str) -> str:
    """What a kept page may do: its own styles, by their hashes, and nothing else."""
    styles = _STYLE.findall(house().files.read(sha256))
    allowed = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}'" for style in styles) or "'none'"
    return f"default-src 'none'; style-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
