"""Everything that can be set from outside: the `MENSHEN_*` variables, their defaults and what they mean.

This is the whole list. Each field below is read from the variable of the same name in capitals, e.g. `data` from
`MENSHEN_DATA`. `MENSHEN_CLOCK`, the clock of a demonstration, is read by `kernel.base.clock`.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT = Path(__file__).resolve().parents[3]


class ConfigurationError(Exception):
    """This machine or its settings cannot run the platform; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and as whom to enter it."""

    name: str
    user: str
    password: str = ""
    host: str = ""
    port: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, url: str, variable: str) -> Address:
        """From `postgresql://user:password@host:port/name?option=value`; a host with slashes is a socket folder."""
        try:
            parts = urlsplit(url)
            port = str(parts.port or "")
        except ValueError:  # a port that is no number, half an IPv6 address
            parts, port = urlsplit(""), ""
        options = dict(parse_qsl(parts.query))
        name = unquote(parts.path.lstrip("/"))
        # The user is needed: migrations give it its rights by name.
        if parts.scheme not in {"postgresql", "postgres"} or not name or not parts.username:
            raise ConfigurationError(f"{variable} must look like postgresql://user:password@host:5432/database")
        return cls(
            name=name,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            host=options.pop("host", "") or unquote(parts.hostname or ""),
            port=options.pop("port", "") or port,
            options=options,
        )


@dataclass(frozen=True)
class Environment:
    """One process's settings from outside."""

    data: Path = field(metadata={"help": "Folder of the embedded database, the secret key and files in work."})
    out: Path = field(metadata={"help": "Folder for sheets, notices and ledgers that are written out."})
    database_url: str = field(
        default="", metadata={"help": "A PostgreSQL of your own, entered as the application; else an embedded one."}
    )
    owner_database_url: str = field(
        default="", metadata={"help": "The same database entered as its owner, for migrations."}
    )
    db_role: str = field(default="app", metadata={"help": "`owner` only inside `menshen migrate`, else `app`."})
    pool_size: int = field(default=8, metadata={"help": "Most database connections that one process holds."})
    keys: Path = field(
        default=Path(),
        metadata={"help": "File of the keys of encrypted numbers, else `keys.json` in the data folder."},
    )
    secret_key: str = field(default="", metadata={"help": "Signs sessions; made once and kept in the data folder."})
    hosts: tuple[str, ...] = field(
        default=("127.0.0.1", "localhost", "[::1]"), metadata={"help": "Names, by comma, that the desk answers to."}
    )
    origins: tuple[str, ...] = field(
        default=(), metadata={"help": "Full origins, by comma, trusted behind a proxy, e.g. https://desk.example.cn"}
    )
    https: bool = field(default=False, metadata={"help": "1 when the desk is reached by HTTPS: secure cookies, HSTS."})
    demonstration: bool = field(
        default=False, metadata={"help": "1 shows the demonstration's log-ins at sign-in; `menshen demo` sets it."}
    )
    second_factor: str = field(
        default="",
        metadata={
            "help": "`required`: roles that read full numbers or administer set up a second factor before they work; "
            "`offered`: whoever wants one. `required`, but in a demonstration `offered`."
        },
    )
    session_hours: int = field(
        default=24, metadata={"help": "Hours without use after which somebody has to sign in again."}
    )
    public_per_address: int = field(
        default=20,
        metadata={
            "help": "Most that an open page takes from one network address in an hour; a family or a dormitory has one."
        },
    )
    public_per_area: int = field(
        default=600,
        metadata={
            "help": "Most that an open page takes for one poster's area in an hour; more than a community of six "
            "thousand households sends on its busiest evening."
        },
    )
    debug: bool = field(default=False, metadata={"help": "1 shows errors in the browser; never on real data."})

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> Environment:
        """The settings in `variables` (the process's own by default); ConfigurationError names a bad one."""
        given = os.environ if variables is None else variables
        values: dict[str, object] = {"data": default_data(), "out": Path("out")}
        for each in fields(cls):
            name = f"MENSHEN_{each.name.upper()}"
            if given.get(name):
                values[each.name] = _typed(name, given[name], str(each.type))
        environment = cls(**values)  # type: ignore[arg-type]  # typed by _typed, field by field
        if environment.db_role not in {"app", "owner"}:
            raise ConfigurationError("MENSHEN_DB_ROLE is `app` or `owner`")
        if environment.second_factor not in {"", "required", "offered"}:
            raise ConfigurationError("MENSHEN_SECOND_FACTOR is `required` or `offered`")
        if environment.owner_database_url and not environment.database_url:
            raise ConfigurationError("MENSHEN_OWNER_DATABASE_URL is set without MENSHEN_DATABASE_URL")
        return environment

    def second_factor_required(self) -> bool:
        """Whether guarded roles need one."""
        return (self.second_factor or ("offered" if self.demonstration else "required")) == "required"

    def key_file(self) -> Path:
        """Where the keys of encrypted numbers are, or will be."""
        return self.keys if self.keys != Path() else self.data / "keys.json"

    def secret(self) -> str:
        """The key that signs sessions: given, or made once with 50 random bytes into a file only we can read."""
        if self.secret_key:
            return self.secret_key
        path = self.data / "secret_key"
        try:
            return path.read_text()
        except FileNotFoundError:
            self.data.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{os.getpid()}")
        try:
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            # A link fails where the file exists: of two processes starting at once, both use the first one's key.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        return path.read_text()


def default_data() -> Path:
    """`.menshen` beside the project, or the user's data folder where the package was installed from a wheel."""
    if (PROJECT / "pyproject.toml").is_file():
        return PROJECT / ".menshen"
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "menshen"


def _typed(name: str, text: str, kind: str) -> object:
    if kind == "Path":
        try:
            return Path(text).expanduser().absolute()
        except RuntimeError:
            raise ConfigurationError(f"{name}: there is no such home folder: {text}") from None
    if kind == "bool":
        if text not in {"0", "1"}:
            raise ConfigurationError(f"{name} is 0 or 1, not {text!r}")
        return text == "1"
    if kind == "int":
        if not text.isdecimal() or int(text) < 1:
            raise ConfigurationError(f"{name} is a whole number from 1, not {text!r}")
        return int(text)
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
