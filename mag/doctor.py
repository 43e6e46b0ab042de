"""What this machine lacks, and bringing it.

Two things come from the system rather than from Python: the Pango libraries that lay out PDFs and, for the tests only,
a browser. Root on a Debian-like system gets them installed; everybody else gets the sentence that names the packages.
``python -m mag.doctor --tests`` is what ``./run test`` does first.
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PDF_LIBRARIES = (
    ("libgobject-2.0.so.0", "gobject-2.0"),
    ("libpango-1.0.so.0", "pango-1.0"),
    ("libpangoft2-1.0.so.0", "pangoft2-1.0"),
    ("libharfbuzz.so.0", "harfbuzz"),
    ("libharfbuzz-subset.so.0", "harfbuzz-subset"),
    ("libfontconfig.so.1", "fontconfig"),
)
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WITHOUT_BROWSER = "--without-browser"


@dataclass(frozen=True, slots=True)
class Need:
    """Something this machine lacks: what for, in Dutch, and the Debian packages that bring it."""

    purpose: str
    packages: tuple[str, ...]

    def sentence(self) -> str:
        """The Dutch sentence for who has to install it."""
        return f"Nodig voor {self.purpose}: {' '.join(self.packages)}. Op Debian en Ubuntu: apt-get install {' '.join(self.packages)}"


class Missing(Exception):
    """Something is lacking and could not be installed; ``sentence`` names the packages in Dutch."""

    def __init__(self, needs: Iterable[Need]) -> None:
        self.sentence = "\n".join(need.sentence() for need in needs)
        super().__init__(self.sentence)


def needs_for_pdf() -> list[Need]:
    """What is lacking to make PDFs: nothing, or the Pango libraries."""
    if all(_loads(soname, name) for soname, name in PDF_LIBRARIES):
        return []
    return [Need("het maken van PDF’s", PDF_PACKAGES)]


def needs_for_browser() -> list[Need]:
    """What is lacking to run the browser tests: nothing, or Chromium."""
    return [] if browser() else [Need("de proeven in een echte browser", ("chromium",))]


def browser() -> str | None:
    """The browser the tests drive: the one of ``MAG_CHROMIUM``, else the first that is installed, else None."""
    given = os.environ.get("MAG_CHROMIUM")
    return given or next(filter(None, map(shutil.which, BROWSERS)), None)


def can_install() -> bool:
    """Whether this process may install Debian packages: it is root and there is an apt-get."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages, refreshing the package list when they are not found in it. Answers whether it worked."""
    print(f"Systeemonderdelen worden geïnstalleerd: {' '.join(packages)}…", file=sys.stderr, flush=True)
    asked = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if _quietly(asked) == "":
        return True
    complaint = _quietly(["apt-get", "update", "-qq"]) or _quietly(asked)
    if complaint:
        print("\n".join(complaint.splitlines()[-5:]), file=sys.stderr)
    return complaint == ""


def provide(needs: Sequence[Need]) -> None:
    """Install what is lacking. Raises :class:`Missing` when that may not or does not work."""
    packages = [package for need in needs for package in need.packages]
    if packages and not (can_install() and install(packages)):
        raise Missing(needs)


def provide_pdf() -> None:
    """Make sure PDFs can be made before the program starts. Raises :class:`Missing` when they cannot."""
    provide(needs_for_pdf())


def _loads(soname: str, name: str) -> bool:
    for candidate in (soname, ctypes.util.find_library(name) if sys.platform != "linux" else None):
        if candidate:
            try:
                ctypes.CDLL(candidate)
            except OSError:
                continue
            return True
    return False


def _quietly(words: Sequence[str]) -> str:
    """Run a command; answer what it complained about, or an empty text when it went well."""
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(words, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
    return "" if done.returncode == 0 else done.stdout.strip() or f"{words[0]}: {done.returncode}"


def main(words: Sequence[str]) -> int:
    """Bring what the tests need (``--tests``, with ``--without-browser`` to leave the browser out). Answers the exit code."""
    needs = needs_for_pdf()
    if "--tests" in words and WITHOUT_BROWSER not in words:
        needs += needs_for_browser()
    try:
        provide(needs)
    except Missing as missing:
        print(missing.sentence, file=sys.stderr)
        if any("chromium" in need.packages for need in needs):
            print(f"Zonder browser: ./run test {WITHOUT_BROWSER} (slaat de browserproeven over)", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
