"""What the definitions have in common: they are compared and shown by their fields."""

from __future__ import annotations

from typing import Any


class Plain:
    """A definition whose fields are in ``_fields``."""

    _fields: tuple[str, ...] = ()

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plain):
            return NotImplemented
        return type(self) is type(other) and self._values() == other._values()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = ((name, getattr(self, name)) for name in self._fields)
        shown = ", ".join(f"{name}={value!r}" for name, value in fields if value not in (None, False, [], {}))
        return f"{type(self).__name__}({shown})"


def settings_of(given: dict[str, str] | None, keywords: dict[str, Any], where: str) -> dict[str, str]:
    """Settings given by name, and by SQLAlchemy's keywords (``mysql_engine="InnoDB"``)."""
    from .errors import Invalid

    settings = {} if given is None else {str(name): str(value) for name, value in given.items()}
    for keyword, value in keywords.items():
        dialect, _, rest = keyword.partition("_")
        if dialect not in ("sqlite", "mysql", "mariadb", "postgresql") or not rest:
            raise Invalid(f"{where} doesn't know `{keyword}`")
        name = _SETTINGS.get(keyword, rest.removeprefix("default_").replace("_", "-"))
        if name == "with" and isinstance(value, dict):
            settings.update({str(key).replace("_", "-"): str(each) for key, each in value.items()})
        elif value is None or value is False:
            continue
        elif name:
            settings[name] = "" if value is True else str(value)
    if keywords.get("sqlite_with_rowid") is False:
        settings["without-rowid"] = ""
    return settings


# Where SQLAlchemy's keyword isn't the setting's name; "" for what is said elsewhere.
_SETTINGS = {
    "sqlite_with_rowid": "",
    "sqlite_autoincrement": "",
    "mysql_comment": "",
    "mariadb_comment": "",
}


def lower_settings(settings: dict[str, str]) -> list[Any]:
    """Settings as the host takes them."""
    from ._host import text, wit

    setting = wit().Setting
    return [setting(text(name, "a setting"), text(value, "a setting's value")) for name, value in settings.items()]


def lift_settings(settings: list[Any]) -> dict[str, str]:
    """Settings of the host by their names."""
    return {setting.name: setting.value for setting in settings}
