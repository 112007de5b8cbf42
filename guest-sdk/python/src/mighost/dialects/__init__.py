"""Types under the names that SQLAlchemy's dialects give them: ``from mighost.dialects import postgresql``."""
