"""All pages of this room, hung on its blueprint."""

from mag.accountability.calls import routes as calls
from mag.accountability.changes import routes as changes
from mag.accountability.draws import routes as draws
from mag.accountability.receipts.routes import figures, files, judge
from mag.accountability.routes import blueprint, own, papers
from mag.accountability.settling.routes import acts, reserves, review

__all__ = ["acts", "blueprint", "calls", "changes", "draws", "figures", "files", "judge", "own", "papers", "reserves", "review"]
