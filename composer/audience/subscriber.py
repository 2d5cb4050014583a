"""A reader, as far as a message needs to know one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """An address and what is known beside it.

    `fields` are data and never a template: values may hold anything a stranger typed.
    `name` and `first_name` are among them where they are known.
    """

    address: str
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, name: str) -> str:
        """A field's value, "" where there is none; `email` is the address.

        `first_name` falls back to the first word of `name`.
        """
        if name == "email":
            return self.address
        value = self.fields.get(name, "").strip()
        if not value and name == "first_name":
            return self.fields.get("name", "").strip().partition(" ")[0]
        return value
