"""The child process that opens strangers' files: little memory, little time, no way back but one line of JSON a file.

Started by :mod:`mag.core.uploads` as ``python -m mag.core.upload_child FOLDER NUMBER...``. For every number it reads the
file of that name in the folder and answers a line on standard output; a preview goes to ``<number>.jpg``. What crashes or
hangs takes only this process along. With ``--letters`` before the folder each file is a picture whose letters are read by the
program ``tesseract``, under the same limits.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from mag.core.upload_contents import TEXT_LIMIT, Wrong, look_into

MEMORY = 800_000_000
SECONDS = 10


def limit(seconds: int) -> None:
    """Take away what a decoder never needs: address space over 800 MB, core dumps, big files, processor time in all."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, 50_000_000))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def answer(folder: Path, number: str) -> dict[str, Any]:
    """Judge one file; a refusal is an answer like any other."""
    try:
        content = look_into((folder / number).read_bytes())
    except Wrong as wrong:
        return {"wrong": wrong.args[0]}
    except MemoryError:
        return {"wrong": "too_heavy"}
    if content.preview is not None:
        (folder / f"{number}.jpg").write_bytes(content.preview)
    return {
        "media_type": content.media_type, "width": content.width, "height": content.height, "pages": content.pages,
        "text": content.text, "invoice": content.invoice,
    }  # fmt: skip


def letters(folder: Path, number: str) -> dict[str, Any]:
    """The letters on a picture, read line by line as a receipt has them; Dutch where the machine knows it."""
    program = ["tesseract", str(folder / number), "stdout", "--psm", "4"]
    for language in (["-l", "nld+eng"], ["-l", "nld"], []):
        done = subprocess.run([*program, *language], capture_output=True, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
        if done.returncode == 0:
            return {"text": done.stdout.decode("utf-8", "replace")[:TEXT_LIMIT]}
    return {"text": ""}


def main(arguments: list[str]) -> None:
    """Judge (or read) the named files one after the other, answering after each."""
    work = answer
    if arguments[0] == "--letters":
        work, arguments = letters, arguments[1:]
    folder, numbers = Path(arguments[0]), arguments[1:]
    limit(SECONDS * len(numbers) + 5)
    for number in numbers:
        print(json.dumps(work(folder, number)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
