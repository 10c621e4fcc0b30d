"""Makes khmer.woff2, run by hand: what Khmer on the page needs of Noto Sans Khmer, and no more.

    python make_font.py NotoSansKhmer-Regular.ttf

The source is the unhinted or hinted regular of the Noto project, as Debian's ``fonts-noto-core``
packages it (OFL 1.1, see OFL.txt); it takes ``fonttools`` and ``brotli`` to run. Latin letters and
digits stay the phone's own (the style sheet's ``unicode-range``); space and punctuation are kept
for measuring. All layout features stay, since without them subscripts and vowels do not combine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

_KHMER = [*range(0x1780, 0x1800), *range(0x19E0, 0x1A00)]
_JOINERS = [0x200B, 0x200C, 0x200D]  # zero width: space, non-joiner, joiner
_OTHERS = [0x25CC, 0xA0, *range(0x20, 0x40), *map(ord, "«»–—“”‘’…")]

_COPYRIGHT_FAMILY_LICENSE = [0, 1, 2, 13, 14]


def make(source: Path, target: Path) -> None:
    options = subset.Options(
        layout_features=["*"],
        hinting=False,
        flavor="woff2",
        name_IDs=_COPYRIGHT_FAMILY_LICENSE,
        notdef_outline=True,
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*_KHMER, *_JOINERS, *_OTHERS])
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(__file__).with_name("khmer.woff2"))
