"""Make the woff2 subsets of this folder from the fonts of the package font-source-sans-pro.

Run ``python mag/web/static/fonts/make_fonts.py`` after a change of the characters below. "Source" is a reserved font
name under the Open Font License, so a subset carries the family name "Mag Sans".
"""

from pathlib import Path

import font_source_sans_pro
from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FAMILY = "Mag Sans"
WEIGHTS = {400: "Regular", 600: "Semibold", 700: "Bold"}
CHARACTERS = (
    {*range(0x20, 0x7F), *range(0xA0, 0x180)} | {ord(c) for c in "‘’‚“”„–—…•·€→←↑↓✓×−≤≥≈½¼¾‰ĳĲ™"} | {0x2009, 0x200B, 0x2011, 0x202F}
)
NAMES = {1: FAMILY, 3: f"{FAMILY} subset", 4: FAMILY, 6: FAMILY.replace(" ", ""), 16: FAMILY}


def make(weight: int, style: str) -> Path:
    """Write one weight and answer where it stands."""
    source = Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{style}.ttf"
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "mark", "mkmk", "tnum", "lnum", "locl"], hinting=False)
    options.name_IDs = [0, 1, 2, 3, 4, 6, 13, 14]
    font = TTFont(source, recalcTimestamp=False)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=CHARACTERS)
    worker.subset(font)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID] if record.nameID != 6 else f"{NAMES[6]}-{style}"
    font.flavor = "woff2"
    target = HERE / f"mag-sans-{weight}.woff2"
    font.save(target)
    return target


if __name__ == "__main__":
    for weight, style in WEIGHTS.items():
        made = make(weight, style)
        print(made.name, made.stat().st_size, "bytes")
