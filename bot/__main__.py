"""``python -m bot`` is the command ``ansinh``."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Load the program and run one command; its exit status."""
    gc.disable()
    from bot.cli import main as command

    gc.freeze()  # what was loaded stays: looking through it, now or at the end, finds nothing
    gc.enable()
    return command()


if __name__ == "__main__":
    sys.exit(main())
