"""SQLAlchemy's names for errors, for scripts that catch them: ``from mighost import exc``.

The databases' drivers disagree about which of these an error is, so all but :class:`IntegrityError` are one class here:
look at :attr:`DatabaseError.code`.
"""

from .errors import DatabaseError, Error, IntegrityError, Invalid, Unsupported

SQLAlchemyError = Error
DBAPIError = DatabaseError
OperationalError = DatabaseError
ProgrammingError = DatabaseError
InternalError = DatabaseError
DataError = DatabaseError
NoSuchTableError = Invalid
NoSuchColumnError = Invalid
InvalidRequestError = Invalid
ArgumentError = Invalid
CompileError = Unsupported

__all__ = [
    "ArgumentError",
    "CompileError",
    "DBAPIError",
    "DataError",
    "DatabaseError",
    "IntegrityError",
    "InternalError",
    "InvalidRequestError",
    "NoSuchColumnError",
    "NoSuchTableError",
    "OperationalError",
    "ProgrammingError",
    "SQLAlchemyError",
]
