"""newsletter.toml: who publishes, in which sections, in what look, through which relay.

Unknown keys are refused with a suggestion, every mistake is reported at its line, and
no secret belongs here: passwords and keys come from the environment (composer.settings).
"""

import re
import unicodedata
from email.utils import parseaddr
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from composer.issue.theme import Theme
from composer.issue.values import Address, Line, ListId, Mailbox, WebAddress

Kind = Literal["story", "roundup"]
_STRICT = ConfigDict(frozen=True, extra="forbid")


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
    boxes: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")], ...] = ()
    """Kinds of `> [!kind]` beside note, key, action and data; a look for each may be in the
    template's boxes/."""
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
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "newsletter"
        return self.list_id or f"{stem}.{self.author_address.partition('@')[2].lower()}"

    @property
    def field_names(self) -> tuple[str, ...]:
        """What `{{…}}` in an issue may say."""
        return ("name", "first_name", "email", *self.fields)
