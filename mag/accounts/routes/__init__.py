"""The pages about people: the door, one's own account, and the administration."""

from mag.accounts.routes import administration, door, own
from mag.accounts.routes.frame import blueprint

__all__ = ["administration", "blueprint", "door", "own"]
