"""The blueprint of the agenda's own pages."""

from flask import Blueprint

blueprint = Blueprint("agenda", __name__, template_folder="../templates")
