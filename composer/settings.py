"""Secrets and what differs per machine: from the environment, and from one `.env` file.

Only `.env` beside newsletter.toml is read, never one of a parent folder; nothing in it is
interpolated, and nothing of ours ever writes to an existing one. A file that others can
read, or that git tracks, is refused. The real environment wins.
"""

import base64
import binascii
import hashlib
import hmac
import io
import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from composer.errors import OperatorError
from composer.findings import Finding, Place, Severity

PREFIX = "NEWSLETTER_"
KEY_OCTETS = 32
"""256 bits: the block of HMAC-SHA256 never needs a longer key (RFC 2104 §3)."""


class Secret:
    """Octets that print as `***`, so that they reach no log and no traceback."""

    __slots__ = ("_octets",)

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def reveal(self) -> bytes:
        """The octets, for the one call that needs them."""
        return self._octets

    def for_purpose(self, purpose: str) -> bytes:
        """A key of its own for `purpose`; knowing it tells nothing about this one."""
        return hmac.new(self._octets, purpose.encode(), hashlib.sha256).digest()

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What this machine knows. `relay` is a URL without its password.

    `token_key` signs unsubscribe tokens and message ids, `verp_key` return paths,
    `pepper` keys the hashes of addresses.
    """

    relay: str | None = None
    relay_password: Secret | None = None
    token_key: Secret | None = None
    verp_key: Secret | None = None
    pepper: Secret | None = None
    state: Path
    """The folder of the ledger; `.newsletter` beside newsletter.toml by default."""

    def require_token_key(self) -> Secret:
        """The token key.

        Raises:
            OperatorError: there is none; `newsletter init` makes it.
        """
        if self.token_key is None:
            raise OperatorError.saying(
                "no-key",
                "there is no NEWSLETTER_TOKEN_KEY in the environment or in .env",
                hint="run 'newsletter init' here: it makes the keys that are missing",
            )
        return self.token_key


KNOWN = ("RELAY", "RELAY_PASSWORD", "TOKEN_KEY", "VERP_KEY", "PEPPER", "STATE")
OWN_KEYS = ("TOKEN_KEY", "VERP_KEY", "PEPPER")
"""The ones `newsletter init` makes."""


def read_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Settings of the newsletter in `folder`.

    Raises:
        OperatorError: the secrets file is open to others or tracked by git, a name is
            unknown, or a key is not one; every finding says what to do.
    """
    file = folder / ".env"
    values = dict(_read_secrets(file)) if file.is_file() else {}
    values |= {k: v for k, v in environ.items() if k.startswith(PREFIX)}
    findings = [*_unknown(values, file)]
    keys: dict[str, Secret] = {}
    for name in OWN_KEYS:
        if text := values.get(PREFIX + name):
            try:
                keys[name] = _key(text)
            except (binascii.Error, ValueError):
                findings.append(
                    _error(
                        "bad-key",
                        f"{PREFIX}{name} is not a key that 'newsletter init' made",
                        "32 octets in base64",
                    )
                )
    if findings:
        raise OperatorError(*findings)
    password = values.get(PREFIX + "RELAY_PASSWORD")
    return Settings(
        relay=values.get(PREFIX + "RELAY") or None,
        # The environment's octets as they are, UTF-8 or not (PEP 383).
        relay_password=Secret(os.fsencode(password)) if password else None,
        token_key=keys.get("TOKEN_KEY"),
        verp_key=keys.get("VERP_KEY"),
        pepper=keys.get("PEPPER"),
        state=folder / (values.get(PREFIX + "STATE") or ".newsletter"),
    )


def new_key() -> str:
    """A fresh key in the form that `.env` holds."""
    return base64.b64encode(os.urandom(KEY_OCTETS)).decode()


def _key(text: str) -> Secret:
    octets = base64.b64decode(text, validate=True)
    if len(octets) < KEY_OCTETS:
        raise ValueError("too short")
    return Secret(octets)


def _error(code: str, message: str, hint: str, at: Place | None = None) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, hint=hint, at=at)


def _unknown(values: Mapping[str, str], file: Path) -> Iterator[Finding]:
    for name in sorted(values):
        bare = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and bare not in KNOWN:
            near = get_close_matches(bare, KNOWN, 1, 0.6)
            hint = (
                f"did you mean '{PREFIX}{near[0]}'?"
                if near
                else "known: " + ", ".join(PREFIX + k for k in KNOWN)
            )
            yield _error(
                "unknown-setting", f"unknown setting '{name}'", hint, Place(path=file.name)
            )


def _read_secrets(file: Path) -> Mapping[str, str]:
    from dotenv import dotenv_values

    _refuse_open_file(file)
    stream = io.StringIO(secrets_text(file))
    return {k: v or "" for k, v in dotenv_values(stream=stream, interpolate=False).items()}


def secrets_text(file: Path) -> str:
    """What the secrets file holds.

    Raises:
        OperatorError: it is not UTF-8 text.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise OperatorError(
            _error(
                "secrets-encoding",
                f"{file.name} is not UTF-8 text (octet {error.start + 1})",
                "save it as UTF-8",
                Place(path=file.name),
            )
        ) from None


def _refuse_open_file(file: Path) -> None:
    at = Place(path=file.name)
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise OperatorError(
            _error(
                "open-secrets",
                ".env can be read by others on this machine",
                "run: chmod 600 .env",
                at,
            )
        )
    try:
        # Asks git and nobody else: only it knows what it tracks. A folder that came from a
        # stranger may bring a .git/config that names a program as its file system monitor:
        # that is not started, and git hears no secret it could hand on.
        tracked = subprocess.run(  # noqa: S603 - fixed words, and git is the user's own
            ["git", "-c", "core.fsmonitor=false", "ls-files", "--error-unmatch", "--", file.name],  # noqa: S607
            cwd=file.parent,
            env={k: v for k, v in os.environ.items() if not k.startswith(PREFIX)},
            capture_output=True,
            check=False,
            timeout=10,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return
    if tracked.returncode == 0:
        raise OperatorError(
            _error(
                "tracked-secrets",
                ".env is tracked by git",
                "run: git rm --cached .env, then change its keys",
                at,
            )
        )
