"""Reading newsletter.toml: every mistake at its line, with a hint that mends it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from composer.errors import OperatorError
from composer.findings import Finding, Place, Severity
from composer.issue.newsletter import Newsletter

_WORDS = {
    "string_type": 'this must be "words in quotes"',
    "bool_type": "this must be true or false",
    "bool_parsing": "this must be true or false",
    "int_type": "this must be a whole number, without quotes",
    "int_parsing": "this must be a whole number, without quotes",
    "int_from_float": "this must be a whole number",
    "float_type": "this must be a number, without quotes",
    "float_parsing": "this must be a number, without quotes",
    "tuple_type": 'this must be a list: ["one", "two"]',
    "dict_type": "this must be a table: a line in square brackets, then its keys",
    "model_type": "this must be a table: a line in square brackets, then its keys",
    "model_attributes_type": "this must be a table: a line in square brackets, then its keys",
    "string_pattern_mismatch": "this is not written as it should be",
    "string_too_short": "this is too short",
    "string_too_long": "this is too long",
    "greater_than": "this must be more than 0",
    "greater_than_equal": "this must be at least 1",
}
"""What pydantic found, in words for whoever edits the file."""


def read_newsletter(path: Path) -> Newsletter:
    """Read newsletter.toml.

    Raises:
        OperatorError: the file is missing, is not TOML, or says something it may not;
            every finding has a line and a hint.
    """
    shown = path.name
    try:
        source = path.read_text(encoding="utf-8-sig")
        tree = tomllib.loads(source)
    except FileNotFoundError:
        raise OperatorError.saying(
            "no-newsletter",
            f"there is no {shown} in {path.parent}",
            hint="run 'newsletter init' to make one, or change into the newsletter's folder",
        ) from None
    except UnicodeDecodeError as error:
        raise OperatorError.saying(
            "newsletter-encoding",
            f"{shown} is not UTF-8 text (byte {error.start + 1})",
            hint="save it as UTF-8",
            at=Place(path=shown),
        ) from error
    except tomllib.TOMLDecodeError as error:
        last = (len(source.splitlines()) or 1, 1)  # "at end of document" names no line
        line, column = (
            int(n) for n in (re.findall(r"line (\d+), column (\d+)", str(error)) or [last])[0]
        )
        raise OperatorError.saying(
            "newsletter-toml",
            f"I cannot read this line: {str(error).partition(' (at ')[0].lower()}",
            hint='a value is a number, true, false, "words in quotes" or a [list]',
            at=Place(path=shown, line=line, column=column),
        ) from error
    except RecursionError as error:
        raise OperatorError.saying(
            "newsletter-toml",
            "brackets are nested too deeply in this file",
            hint="docs/settings.md shows every key that there is",
            at=Place(path=shown),
        ) from error
    try:
        return Newsletter.model_validate(tree)
    except ValidationError as error:
        raise OperatorError.of(_findings(error, source, shown)) from error


def _findings(error: ValidationError, source: str, shown: str) -> Iterator[Finding]:
    for fault in error.errors():
        path = tuple(fault["loc"])
        line, column = _line_of(source, path)
        message, hint = _say(fault, path)
        yield Finding(
            code="newsletter-key" if fault["type"] == "extra_forbidden" else "newsletter-value",
            severity=Severity.ERROR,
            message=message,
            at=Place(path=shown, line=line, column=column),
            hint=hint,
        )


def _say(fault: Any, path: Sequence[str | int]) -> tuple[str, str]:
    dotted = ".".join(str(part) for part in path)
    key = str(path[-1]) if path else ""
    if fault["type"] == "extra_forbidden":
        known = _known_keys(path[:-1])
        near = get_close_matches(key, known, 1, 0.6)
        return f"unknown key '{dotted}'", (
            f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(known)}"
        )
    if fault["type"] == "missing":
        return f"'{dotted}' is missing", f'add a line {key} = "…"'
    message = _WORDS.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")
    return (f"{dotted}: {message}" if dotted else message), "see docs/settings.md"


def _known_keys(path: Sequence[str | int]) -> list[str]:
    model: Any = Newsletter
    for part in path:
        inner = next(
            (f.annotation for n, f in model.model_fields.items() if part in {n, f.alias}), None
        )
        candidates = [inner, *getattr(inner, "__args__", ())]
        found = next(
            (c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), None
        )
        # A table of tables ([sections.hub]) or a list of them ([[relays]]) is one step deeper.
        model = found or model
    return sorted(f.alias or n for n, f in model.model_fields.items())


def _line_of(source: str, path: Sequence[str | int]) -> tuple[int, int]:
    """The line where a key stands, or its table, or the first line; tomllib keeps no places."""
    lines = source.splitlines()
    names = [str(part) for part in path if not isinstance(part, int)]
    table: list[str] = []
    best = (1, 1)
    for number, text in enumerate(lines, start=1):
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?", text):
            table = [part.strip(" \"'") for part in header[1].split(".")]
            shorter = min(len(table), len(names))
            if table[:shorter] == names[:shorter] and best == (1, 1):
                best = (number, 1)
        elif pair := re.match(r"(\s*)([\w.\"'-]+)\s*=", text):
            here = table + [part.strip("\"'") for part in pair[2].split(".")]
            if here == names or (here == names[: len(here)] and len(here) > len(table)):
                return number, len(pair[1]) + 1
    return best
