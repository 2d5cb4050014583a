"""The kinds of value that newsletter.toml and an issue's header may hold."""

import re
from email.utils import parseaddr
from typing import Annotated

from pydantic import AfterValidator, Field

_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _one_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("this must be one line, without control characters")
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"[^\s<>@,;:\"()\[\]\\]+@" + _DOMAIN, value, re.IGNORECASE):
        raise ValueError(f"'{value}' is not an address; write it like editor@example.org")
    return value


def _mailbox(value: str) -> str:
    name, address = parseaddr(value)
    if not address or not value.rstrip().endswith((address, f"<{address}>")):
        raise ValueError("write it like 'The Alliance Brief <brief@example.org>'")
    _address(address)
    _one_line(name)
    return value


def _web(value: str) -> str:
    if not re.match(r"https?://[^\s/?#]+", value, re.IGNORECASE) or re.search(r"[\s<>\"]", value):
        raise ValueError(f"'{value}' is not a web address; it should start with https://")
    return value


Line = Annotated[str, AfterValidator(_one_line)]
Address = Annotated[str, AfterValidator(_one_line), AfterValidator(_address)]
Mailbox = Annotated[str, AfterValidator(_one_line), AfterValidator(_mailbox)]
WebAddress = Annotated[str, AfterValidator(_one_line), AfterValidator(_web)]
ListId = Annotated[
    str,
    Field(pattern=rf"^{_DOMAIN}$", max_length=200, description="RFC 2919 §3: a domain-like name"),
]
