"""The only file that knows mjml-python (mrml): MJML in, HTML out, no network, no files.

`fonts={}` keeps the five Google fonts out that it would link to by default; the include
loader refuses, because composer.edition.mjml_mistakes has refused before it.
"""

import re
from collections.abc import Callable
from typing import NoReturn

import mjml

from composer.errors import DesignerError
from composer.findings import Place

_POSITION = re.compile(r"at position (\d+)")


def compile_mjml(source: str, *, place: Callable[[int], Place]) -> str:
    """The HTML of an MJML document.

    Args:
        source: linted and hardened MJML.
        place: the template's line for an offset in `source`.

    Raises:
        DesignerError: mrml does not take it.
    """
    try:
        return str(mjml.mjml2html(source, fonts={}, include_loader=_no_includes))
    except ValueError as error:
        raise _refusal(source, str(error), place) from error
    except BaseException as error:
        # mrml's panics arrive as a BaseException of pyo3's; everything else is not ours.
        if type(error).__name__ != "PanicException":
            raise
        raise _refusal(source, "it stumbled over this document", place) from error


def offset_of(source: str, octet: int) -> int:
    """The character at an octet of the UTF-8 text; mrml counts octets."""
    return len(source.encode()[:octet].decode(errors="ignore"))


def _refusal(source: str, words: str, place: Callable[[int], Place]) -> DesignerError:
    found = _POSITION.search(words)
    at = place(offset_of(source, int(found[1])) if found else 0)
    return DesignerError.saying(
        "mjml-refused",
        f"the MJML compiler says: {words}",
        hint="take the last change to the template back and make it in smaller steps",
        at=at,
    )


def _no_includes(path: str) -> NoReturn:
    raise ValueError(path)
