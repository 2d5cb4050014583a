"""The few words a letter says by itself, in the issue's language.

One file per language in `languages/`: to add a language, copy `en.toml`, translate
every value and keep every name (a test compares them). HTML templates see a `Phrases`
as `t`; the text part uses the same one.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ENDS = (".", "!", "?", ":", "…", "。", "！", "？", "：")
_WIDE = "。！？："
"""Wide marks bring their own space."""
_LANGUAGES = files("composer.edition") / "languages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What is printed around an issue; in a template `t.contents`, `t.boxes.note`, …"""

    language: str
    """The language these words are in, which need not be the one that was asked for."""
    contents: str
    """Over the list of sections."""
    number: str
    """With `{number}` where the issue's number goes; `numbered` fills it."""
    by: str
    """Before the names of the authors."""
    between: str
    """Between the names of a list, with its spaces."""
    before_last: str
    """Before the last name of a list, with its spaces."""
    colon: str
    """After a label: French sets a space before it, Japanese a wide one."""
    links: str
    """Over the list of addresses at the end of the text part."""
    picture: str
    """Before the description of a picture, in the text part."""
    nothing: str
    """Under a group that is shown although it is empty."""
    reason: str
    """Why readers get this, where newsletter.toml gives no reason."""
    unsubscribe: str
    boxes: Mapping[str, str]
    """Titles of the boxes note, key, action and data where the editor gave none."""

    def numbered(self, number: str) -> str:
        """ "12" -> "No. 12"."""
        return self.number.replace("{number}", number)

    def listed(self, names: Sequence[str]) -> str:
        """("A", "B", "C") -> "A, B and C"."""
        if len(names) < 2:
            return "".join(names)
        return self.between.join(names[:-1]) + self.before_last + names[-1]

    def labelled(self, label: str, words: str = "") -> str:
        """("Naval News", "A ship") -> "Naval News: A ship"; "New?" keeps its own mark."""
        colon = "" if not label or label.endswith(_ENDS) else self.colon
        space = " " if label and words and (colon or label)[-1] not in _WIDE else ""
        return f"{label}{colon}{space}{words}"

    def box_title(self, box: str) -> str:
        """The title of a box without one; a newsletter's own box is called by its name."""
        return self.boxes.get(box) or box.replace("-", " ").replace("_", " ").capitalize()


@cache
def phrases(language: str) -> Phrases:
    """The phrases for a BCP 47 tag: exactly it, else its language, else English."""
    subtags = language.split("-")
    for length in range(len(subtags), 0, -1):
        file = _LANGUAGES / ("-".join(subtags[:length]).lower() + ".toml")
        if file.is_file():
            return Phrases(
                language="-".join(subtags[:length]),
                **tomllib.loads(file.read_text(encoding="utf-8")),
            )
    return phrases("en")
