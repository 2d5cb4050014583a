"""What is an address, and when are two of them the same mailbox?

email-validator decides (RFC 5321 §4.1.2, RFC 5322 §3.4.1, RFC 5891 for domains), strictly:
no quoted local parts and no address literals, which no reader has and many servers mistake.
Local parts beyond ASCII need SMTPUTF8 (RFC 6531) all the way and are refused for now.
"""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

LONGEST = 254
"""Octets: RFC 5321 §4.5.3.1.3 allows 256 with the angle brackets."""
_PLAIN = re.compile(r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@([A-Za-z0-9.-]+)")
"""What nearly every address looks like; only its lengths and domain are still in question."""
_RESERVED = re.compile(r"\.(?:test|invalid)\Z", re.IGNORECASE)


class NotAnAddress(ValueError):
    """The text is no address; the message says why, in one line."""


def read_address(text: str) -> str:
    """The address in the text as a message can carry it: as given, but a domain beyond
    ASCII in its IDNA form.

    Domains reserved for tests and documentation (RFC 2606: .test, .invalid, example.org)
    are addresses like others; whether to send to them is another question.

    Raises:
        NotAnAddress: it is none.
    """
    given = unicodedata.normalize("NFC", text.strip())
    if found := _PLAIN.fullmatch(given):
        local, domain = found.groups()
        if len(local) > 64 or len(given) > LONGEST:  # RFC 5321 §4.5.3.1.1
            raise NotAnAddress("it is too long")
        return f"{local}@{_domain(domain)}"
    validated = _validate(given)
    return f"{validated.rpartition('@')[0]}@{_domain(given.rpartition('@')[2])}"


def address_key(address: str) -> str:
    """Two addresses with the same key are one mailbox: NFC, case folded, domain in IDNA.

    RFC 5321 §2.4 lets a host tell `A@` from `a@`; none that readers use does, and writing
    twice to one person is the likelier mistake.
    """
    local, _, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    return f"{local.casefold()}@{_domain_key(domain)}"


@lru_cache(maxsize=10_000)
def _domain(domain: str) -> str:
    ascii_address = _validate(f"a@{domain}")
    ascii_domain = ascii_address.rpartition("@")[2]
    # As given where that is possible: nobody should wonder where their capitals went.
    return domain if domain.isascii() else ascii_domain


@lru_cache(maxsize=10_000)
def _domain_key(domain: str) -> str:
    try:
        return _domain(domain).casefold()
    except NotAnAddress:
        # What is no address may still be compared: a list of addresses to leave out, say.
        return domain.casefold()


def _validate(address: str) -> str:
    # The library knows `.test` as a reserved name it may let pass, and `.invalid` not.
    if "@[" in address or '"' in address:
        raise NotAnAddress("it is written in a form that no mailbox of a reader has")
    try:
        found = validate_email(
            _RESERVED.sub(".test", address),
            check_deliverability=False,
            test_environment=True,
            strict=True,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
        )
    except EmailNotValidError as error:
        raise NotAnAddress(_reason(str(error))) from error
    ascii_form = found.ascii_email or ""
    if "." not in ascii_form.rpartition("@")[2]:
        raise NotAnAddress("the part after the @ should have a period")
    if reserved := _RESERVED.search(address):
        ascii_form = ascii_form.removesuffix(".test") + reserved[0]
    return ascii_form


def _reason(words: str) -> str:
    """The library's words, begun small: they go on a sentence of ours."""
    words = " ".join(words.split()).rstrip(".").replace("@-sign", "@").replace(". It ", ": it ")
    words = words.replace("email address", "address").replace("An address", "an address")
    return words[:1].lower() + words[1:]
