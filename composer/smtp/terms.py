"""On what terms we talk to a relay: password, patience, trust."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol


class Password(Protocol):
    """A secret that shows itself only when asked (composer.settings.Secret)."""

    def reveal(self) -> bytes:
        """The password's octets."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`timeout` is for connecting and for each reply; `end_timeout` for the reply to a whole
    message, for which RFC 5321 §4.5.3.2.6 asks ten minutes: shorter makes duplicates.
    `ca` is a file of certificates to trust instead of the system's.
    """

    password: Password | None = None
    allow_cleartext_login: bool = False
    timeout: timedelta = timedelta(seconds=60)
    end_timeout: timedelta = timedelta(minutes=10)
    ca: Path | None = None
