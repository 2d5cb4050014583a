"""Which column of a reader list is what: the headings that spreadsheets and exports use."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from composer.errors import OperatorError
from composer.findings import Finding, Place, Severity

ADDRESS = "address"
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    # In the order of trust: where there is an "email" column, "address" is a street.
    ADDRESS: ("email", "e_mail", "email_address", "e_mail_address", "mail", "address"),
    "name": ("name", "full_name", "display_name"),
    "first_name": ("first_name", "firstname", "given_name", "forename"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a row has its address, and its fields by name."""

    address: int
    fields: Mapping[str, int]
    count: int
    findings: tuple[Finding, ...]


def read_columns(headings: Sequence[str], fields: Collection[str], at: Place) -> Columns:
    """Understand the first row of a list; `fields` are the names an issue may use.

    Raises:
        OperatorError: no column holds addresses.
    """
    plain = [_plain(heading) for heading in headings]
    wanted = {**{name: (name,) for name in fields if name != "email"}, **_HEADINGS}
    found: dict[str, int] = {}
    for name, spellings in wanted.items():
        for spelling in spellings:
            if spelling in plain and name not in found:
                found[name] = plain.index(spelling)
    if ADDRESS not in found:
        raise _no_address(headings, at)
    used = set(found.values())
    return Columns(
        address=found.pop(ADDRESS),
        fields=found,
        count=len(headings),
        findings=tuple(_unused(headings, used, at)),
    )


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())


def _unused(headings: Sequence[str], used: set[int], at: Place) -> Iterator[Finding]:
    unused = [h.strip() for n, h in enumerate(headings) if n not in used and h.strip()]
    if unused:
        yield Finding(
            code="readers-column",
            severity=Severity.INFO,
            message=f"columns I do not use: {', '.join(unused)}",
            at=at,
            hint="declare one as [fields.…] in newsletter.toml to use it in issues",
        )


def _no_address(headings: Sequence[str], at: Place) -> OperatorError:
    has_readers = any("@" in heading for heading in headings)
    return OperatorError.saying(
        "readers-no-address",
        "the first line names no column for addresses",
        hint="put a line 'address,name' above the first reader"
        if has_readers
        else "call the column with the addresses 'address'",
        at=at,
    )
