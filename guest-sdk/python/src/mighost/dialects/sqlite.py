"""SQLite's names of types."""

from ..types import *  # noqa: F403
from ..types import __all__ as __all__
