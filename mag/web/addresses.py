"""Addresses that come from outside: where a visitor may be sent."""


def local_path(path: str | None) -> str | None:
    """The path itself when it leads to a page of this installation, else None: never another host, never a scheme."""
    if not path or len(path) > 500 or not path.startswith("/") or path.startswith("//"):
        return None
    if "\\" in path or any(ord(letter) < 33 or ord(letter) == 127 for letter in path):
        return None
    return path
