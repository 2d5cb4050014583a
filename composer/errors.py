"""Everything that can go wrong, on one page, by who can mend it.

    ComposerError            carries findings; `exit_code` is what a command returns
    ├── EditorError       1  the issue: the editor mends the text
    ├── DesignerError     1  the template: the designer mends the folder
    ├── UsageError        2  the command line: whoever typed it
    ├── OperatorError     3  configuration, keys, files, database
    │   └── RelayUnavailable 3  nothing could be handed on; no message was lost
    ├── GuardRefusal      4  a guard said no; nothing was sent
    └── SentInPart        5  some readers are still to be served; run the command again

What becomes of one recipient is never an exception: it is an `Outcome`
(composer.transports), because a mailing goes on after it.
"""

from collections.abc import Iterable
from typing import ClassVar, Self

from composer.findings import Finding, Place, Severity


class ComposerError(Exception):
    """A person can mend it; `findings` say what, where and how. All of them at once."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *findings: Finding) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings

    @classmethod
    def saying(cls, code: str, message: str, *, hint: str = "", at: Place | None = None) -> Self:
        """The common case of one error finding."""
        return cls(Finding(code=code, severity=Severity.ERROR, message=message, at=at, hint=hint))

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Self:
        """Of findings collected elsewhere, in the order they came."""
        return cls(*findings)


class EditorError(ComposerError):
    """The issue file; the editor mends the text."""


class DesignerError(ComposerError):
    """A template; the designer mends its folder."""


class UsageError(ComposerError):
    """The command line; whoever typed it."""

    exit_code = 2


class OperatorError(ComposerError):
    """Configuration, keys, files or the database; the operator."""

    exit_code = 3


class RelayUnavailable(OperatorError):
    """The next hop could not be reached, trusted or logged in to.

    Messages that were not committed (see `Transport.deliver`) have provably not left.
    """


class GuardRefusal(ComposerError):
    """A guard of `send` said no. Nothing was sent."""

    exit_code = 4


class SentInPart(ComposerError):
    """Some recipients are still to be served; running the command again goes on."""

    exit_code = 5
