"""What a template sees where a recipient will be: something that can only be printed.

A slot prints its marker. It cannot be compared, measured, added to or looped over,
because while the edition is made there is no recipient yet; each attempt says so.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import NoReturn

from markupsafe import Markup

from composer.edition.edition import Condition, Slot
from composer.errors import DesignerError

NONCE_LENGTH = 10
"""Hex digits in a marker: 40 bits, so that no text holds one by accident."""


class SlotMisuse(TypeError):
    """A template asked a slot for more than printing."""


class PrintableSlot:
    """Stands for `name` in a template; `.fallback("there")` gives readers without one a word."""

    __slots__ = ("_book", "_fallback", "_name")

    def __init__(self, book: "SlotBook", name: str, fallback: str = "") -> None:
        self._book, self._name, self._fallback = book, name, fallback

    def fallback(self, words: str) -> "PrintableSlot":
        """The same slot with another word for those who have no value."""
        return PrintableSlot(self._book, self._name, words)

    def __html__(self) -> Markup:
        return Markup(self._book.marker(self._name, self._fallback))  # noqa: S704 - letters and digits

    def __str__(self) -> str:
        return self._book.marker(self._name, self._fallback)

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise SlotMisuse(
            f"'{self._name}' is only known when a message is addressed: print it, "
            f"or write {{{{ when('{self._name}') }}}} … {{{{ done() }}}}"
        )

    __bool__ = __len__ = __iter__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __mod__ = __mul__ = __contains__ = __getitem__ = __format__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class Reader:
    """`reader.first_name` in a template: a slot for each field, and nothing else."""

    __slots__ = ("_book", "_names")

    def __init__(self, book: "SlotBook", names: Iterable[str]) -> None:
        self._book, self._names = book, frozenset(names)

    def __getattr__(self, name: str) -> PrintableSlot:
        if name not in self._names:
            raise AttributeError(name)
        return self._book.printable(name)


class SlotBook:
    """All slots and conditions of one edition, numbered in the order they were met.

    Args:
        seed: the content, as bytes; the nonce is an HMAC of it.
        names: the fields there are; any other is refused.
    """

    def __init__(self, seed: bytes, names: Iterable[str]) -> None:
        digest = hmac.new(b"newsletter-composer slot", seed, hashlib.sha256).hexdigest()
        self.nonce = "zq" + digest[:NONCE_LENGTH]
        self._names = frozenset(names)
        self._slots: dict[tuple[str, str], Slot] = {}
        self._conditions: list[Condition] = []
        self._open: list[int] = []

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every slot that was printed."""
        return tuple(self._slots.values())

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that was opened."""
        return tuple(self._conditions)

    def printable(self, name: str) -> PrintableSlot:
        """What the template context holds as `reader.<name>`."""
        return PrintableSlot(self, name)

    def marker(self, name: str, fallback: str = "") -> str:
        """The marker for (name, fallback); one per pair."""
        if name not in self._names:
            raise DesignerError.saying(
                "unknown-field",
                f"there is no field '{name}'",
                hint=f"fields: {', '.join(sorted(self._names))}",
            )
        key = (name, fallback)
        if key not in self._slots:
            marker = f"{self.nonce}s{len(self._slots):03d}x"
            self._slots[key] = Slot(marker=marker, name=name, fallback=fallback)
        return self._slots[key].marker

    def when(self, name: str) -> Markup:
        """`{{ when("first_name") }}`: what follows is for those who have one."""
        if name not in self._names:
            self.marker(name)
        number = len(self._conditions)
        self._conditions.append(Condition(number=number, name=name))
        self._open.append(number)
        return self._control("if", number)

    def otherwise(self) -> Markup:
        """`{{ otherwise() }}`: what follows is for the others."""
        return self._control("else", self._innermost("otherwise()"))

    def done(self) -> Markup:
        """`{{ done() }}` ends the innermost `when`."""
        number = self._innermost("done()")
        self._open.pop()
        return self._control("end", number)

    def close(self) -> None:
        """Refuse a `when` that was never ended."""
        if self._open:
            name = self._conditions[self._open[-1]].name
            raise DesignerError.saying(
                "open-condition", f"when('{name}') is not ended", hint="write {{ done() }} after it"
            )

    def _innermost(self, what: str) -> int:
        if not self._open:
            raise DesignerError.saying(
                "open-condition",
                f"{what} stands outside a condition",
                hint="write {{ when('…') }} before it",
            )
        return self._open[-1]

    def _control(self, word: str, number: int) -> Markup:
        return Markup(f"<!--{self.nonce}{word}{number:03d}x-->")  # noqa: S704 - letters and digits
