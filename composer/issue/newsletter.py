"""newsletter.toml: who publishes, in which sections, in what look, through which relay.

Unknown keys are refused with a suggestion, every mistake is reported at its line, and
no secret belongs here: passwords and keys come from the environment (composer.settings).
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from composer.errors import OperatorError
from composer.findings import Finding, Place, Severity
from composer.issue.theme import Theme

Kind = Literal["story", "roundup"]
_STRICT = ConfigDict(frozen=True, extra="forbid")
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


class SectionRule(BaseModel):
    """`[sections.hub]`: what a label in an issue means.

    `kind` is the grammar (story or roundup); `look` the template's partial, by default
    the section's own name if the template has one, else the kind.
    """

    model_config = _STRICT
    label: Line = ""
    labels: tuple[Line, ...] = ()
    kind: Kind
    look: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")] | None = None
    required: bool = False
    max: Annotated[int, Field(ge=1)] | None = None
    groups: tuple[Line, ...] = ()
    empty_groups: Literal["hide", "show", "error"] = "hide"

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not self.all_labels:
            raise ValueError('a section needs a label, for example label = "Hub Story"')
        if self.groups and self.kind != "roundup":
            raise ValueError("only a roundup has groups")
        return self

    @property
    def all_labels(self) -> tuple[str, ...]:
        """The label readers see first, then the other spellings editors may use."""
        return tuple(dict.fromkeys(filter(None, (self.label, *self.labels))))


class FieldRule(BaseModel):
    """`[fields.country]`: a column of the readers' list that an issue may mention."""

    model_config = _STRICT
    description: Line = ""
    longest: Annotated[int, Field(ge=1, le=400)] = 60
    """Characters of the longest plausible value; sizes are counted with it."""


class Unsubscribe(BaseModel):
    """`[unsubscribe]`: where a reader leaves. `{token}` in `url` names the reader to you."""

    model_config = _STRICT
    url: WebAddress | None = None
    mailto: Address | None = None

    @model_validator(mode="after")
    def _told(self) -> Self:
        if self.url and "{token}" not in self.url:
            raise ValueError("the url must hold {token}, else it cannot tell who is leaving")
        return self


class TestCopies(BaseModel):
    """`[test]`: who gets the copies of `newsletter test`."""

    __test__ = False  # pytest would take the name for a test of ours
    model_config = _STRICT
    addresses: tuple[Address, ...] = ()


class PicturesRule(BaseModel):
    """`[pictures]`: `base_url` (upload what `render` writes) or `inline = true`."""

    model_config = _STRICT
    base_url: WebAddress | None = None
    inline: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.base_url and self.inline:
            raise ValueError("give base_url or inline, not both")
        return self


class Relay(BaseModel):
    """`[[relays]]`: a next hop. The password is in the environment, never here."""

    model_config = _STRICT
    url: Annotated[Line, Field(pattern=r"^smtps?://")]
    rate: Annotated[float, Field(gt=0)] | None = None
    """Messages a second, at most."""
    allow_cleartext_login: bool = False
    """Only ever honoured on loopback."""


class Operator(BaseModel):
    """`[operator]`: who hears of trouble."""

    model_config = _STRICT
    notify: tuple[Address, ...] = ()


class Newsletter(BaseModel):
    """The publication, as newsletter.toml declares it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    template: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")] = "briefing"
    author: Annotated[Mailbox, Field(alias="from")]
    address: Annotated[Line, Field(min_length=10)]
    """The postal address, printed in every issue (CAN-SPAM, 16 CFR 316.2(p))."""
    publisher: Line = ""
    reason: Line = ""
    """Why readers get this, one sentence for the foot."""
    home: WebAddress | None = None
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    list_id: ListId | None = None
    reply_to: Address | None = None
    unsubscribe: Unsubscribe = Unsubscribe()
    test: TestCopies = TestCopies()
    pictures: PicturesRule = PicturesRule()
    fields: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], FieldRule] = {}
    theme: Theme = Field(default_factory=Theme)
    relays: tuple[Relay, ...] = ()
    operator: Operator = Operator()
    sections: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")], SectionRule] = {}

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        seen: dict[str, str] = {}
        for name, rule in self.sections.items():
            for label in rule.all_labels:
                other = seen.setdefault(label.casefold(), name)
                if other != name:
                    raise ValueError(f"sections '{other}' and '{name}' share the label '{label}'")
        taken = sorted({"name", "first_name", "email", "unsubscribe_url"} & self.fields.keys())
        if taken:
            raise ValueError(f"the field '{taken[0]}' is always there and needs no entry")
        return self

    @property
    def author_name(self) -> str:
        """The display name in From; the newsletter's name where there is none."""
        return parseaddr(self.author)[0] or self.name

    @property
    def author_address(self) -> str:
        """The address in From."""
        return parseaddr(self.author)[1]

    @property
    def list_identifier(self) -> str:
        """List-Id; by default the newsletter's name under the author's domain."""
        stem = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "newsletter"
        return self.list_id or f"{stem}.{self.author_address.partition('@')[2].lower()}"

    @property
    def field_names(self) -> tuple[str, ...]:
        """What `{{…}}` in an issue may say."""
        return ("name", "first_name", "email", *self.fields)


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
        line, column = (
            int(n) for n in (re.findall(r"line (\d+), column (\d+)", str(error)) or [(1, 1)])[0]
        )
        raise OperatorError.saying(
            "newsletter-toml",
            f"I cannot read this line: {str(error).partition(' (at ')[0].lower()}",
            hint='a value is a number, true, false, "words in quotes" or a [list]',
            at=Place(path=shown, line=line, column=column),
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
    message = str(fault["msg"]).removeprefix("Value error, ")
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
            if table == names[: len(table)] and best == (1, 1):
                best = (number, 1)
        elif pair := re.match(r"(\s*)([\w.\"'-]+)\s*=", text):
            here = table + [part.strip("\"'") for part in pair[2].split(".")]
            if here == names or (here == names[: len(here)] and len(here) > len(table)):
                return number, len(pair[1]) + 1
    return best
