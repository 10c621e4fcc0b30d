"""Makes the fonts of what is printed, run by hand: of Noto what Vietnamese and Khmer need.

    python make_fonts.py /usr/share/fonts/truetype/noto

The sources are those of the Noto project as Debian's ``fonts-noto-core`` packages them (OFL 1.1,
see OFL.txt); it takes ``fonttools`` to run. They stand here so that a slip looks the same from any
machine. All layout features stay: without them Khmer subscripts and vowels do not combine. The
fonts of the web page are others: a browser wants woff2, and brings its own Latin letters.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

_LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    0x1A0,
    0x1A1,
    0x1AF,
    0x1B0,
    *range(0x1EA0, 0x1EFA),
]
_MARKS = [0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323]
_OTHERS = [0x200B, *map(ord, "–—‘’“”…·₫")]
_KHMER = [*range(0x1780, 0x17FA), *range(0x19E0, 0x1A00), 0x200B, 0x200C, 0x200D, 0x25CC, 0x20]

_KEPT = {
    "NotoSans-Regular.ttf": [*_LATIN, *_MARKS, *_OTHERS],
    "NotoSans-Bold.ttf": [*_LATIN, *_MARKS, *_OTHERS],
    "NotoSansKhmer-Regular.ttf": _KHMER,
    "NotoSansKhmer-Bold.ttf": _KHMER,
}
_COPYRIGHT_FAMILY_LICENSE = [0, 1, 2, 4, 6, 13, 14]


def make(source: Path, target: Path, letters: list[int]) -> None:
    options = subset.Options(
        layout_features=["*"],
        hinting=False,
        name_IDs=_COPYRIGHT_FAMILY_LICENSE,
        notdef_outline=True,
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    for name, letters in _KEPT.items():
        make(Path(sys.argv[1]) / name, Path(__file__).with_name(name), letters)
