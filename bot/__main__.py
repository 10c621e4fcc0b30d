"""``python -m bot`` is the command ``ansinh``."""

import sys

from bot.cli import main

sys.exit(main())
