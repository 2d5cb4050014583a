"""From a URL to a transport: the scheme says which file of the shelf answers.

A file of this room, or a plug-in in the entry point group `composer.transports`, has

    SCHEMES = ("smtp", "smtps")
    def open_from(url: str, terms: Terms) -> Transport: ...
"""

import re

from composer.errors import OperatorError
from composer.plugins import Shelf
from composer.smtp import Terms
from composer.transports.transport import Transport

NOT_TRANSPORTS = frozenset({"transport", "opening"})
"""The files of this room that are not on the shelf."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def transports() -> Shelf:
    """Everything on the shelf, ours and of installed plug-ins."""
    return Shelf("composer.transports", besides=NOT_TRANSPORTS)


def open_transport(url: str, terms: Terms | None = None) -> Transport:
    """The transport for `url`, not yet connected: use it in a `with`.

    A URL without a scheme, such as `localhost:2525`, is a relay's.

    Raises:
        OperatorError: nothing on the shelf knows the scheme, or the URL is wrong.
    """
    by_scheme = {scheme: module for module in transports().values() for scheme in module.SCHEMES}
    found = _SCHEME.match(url)
    scheme = found[1].lower() if found else "smtp"
    if scheme not in by_scheme and "://" not in url:
        scheme = "smtp"
    if scheme not in by_scheme:
        raise OperatorError.saying(
            "unknown-transport",
            f"nothing here can send by '{scheme}'",
            hint=f"known: {', '.join(sorted(by_scheme))}; others are plug-ins to install",
        )
    transport: Transport = by_scheme[scheme].open_from(url, terms or Terms())
    return transport
