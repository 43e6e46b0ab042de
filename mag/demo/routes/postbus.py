"""The page “Postbus”: every mail the demonstration sent, as its own mail server received it. Registered by the demonstration only."""

from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from mag.core.house import House
from mag.mailbox import get_attachment, get_mail, list_mails
from mag.web.boundary import house
from mag.web.forms import SearchForm, TextField
from mag.web.guard import public

ON_A_PAGE = 50
WHY = "only the demonstration has this page: its mails are invented and nobody else receives them"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

blueprint = Blueprint("postbus", __name__, template_folder="../templates", url_prefix="/postbus")


class MailSearchForm(SearchForm):
    """Look mails up by receiver or subject."""

    zoek = TextField("Zoek op ontvanger of onderwerp", optional=True, width=20)


def folder(of: House) -> Path:
    """Where the demonstration's mail server keeps what it received."""
    return of.settings.var / "postbus"


def read_ahead(of: House) -> None:
    """Read what came since the last time, so that the page need not: a mail is read once and then remembered."""
    list_mails(folder(of))


@blueprint.get("")
@public(WHY)
def index() -> ResponseReturnValue:
    """The mails, newest first, fifty on a page; with words only those to or about them."""
    form = MailSearchForm()
    words = (form.zoek.data or "").strip().lower()
    mails = [mail for mail in list_mails(folder(house())) if words in f"{mail.to} {mail.to_name} {mail.subject}".lower()]
    pages = max(1, -(-len(mails) // ON_A_PAGE))
    page = min(max(request.args.get("bladzijde", 1, type=int), 1), pages)
    shown = mails[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return render_template(
        "postbus/index.html", form=form, mails=shown, total=len(mails), page=page, pages=pages, words=words,
        page_url=lambda number: url_for(".index", bladzijde=number, zoek=words or None),
    )  # fmt: skip


@blueprint.get("/<mail_id>")
@public(WHY)
def mail(mail_id: str) -> ResponseReturnValue:
    """One mail: its text, its links and its attachments."""
    found = get_mail(folder(house()), mail_id)
    return render_template("postbus/mail.html", mail=found, links=[(link.label, here(link.url)) for link in found.links])


@blueprint.get("/<mail_id>/bijlage/<int:position>")
@public(WHY)
def attachment(mail_id: str, position: int) -> ResponseReturnValue:
    """A file in a mail, to save."""
    found, content = get_attachment(folder(house()), mail_id, position)
    return send_file(BytesIO(content), mimetype=found.media_type, as_attachment=True, download_name=found.name)


def here(url: str) -> str:
    """A link in a mail as it works in this browser: an address of this machine becomes a path, whatever port it was made for."""
    parts = urlsplit(url)
    ours = parts.hostname in LOOPBACK or url.startswith(house().settings.address + "/")
    return parts._replace(scheme="", netloc="").geturl() or "/" if ours else url
