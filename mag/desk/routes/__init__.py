"""The pages of the desk, one module per job. Importing this package's modules hangs their pages on the blueprint."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, template_folder="../templates")
