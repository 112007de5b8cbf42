"""``python build.py …`` in a checkout is ``python -m mighost.build …`` where the package isn't installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from mighost.build import main  # noqa: E402

sys.exit(main())
