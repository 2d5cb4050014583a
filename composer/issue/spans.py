"""Running text into words: bold, italic, code, links, breaks and fields."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from markdown_it.token import Token

from composer.findings import Finding
from composer.issue.address_faults import fault_of, has_space
from composer.issue.grammar import spans
from composer.issue.issue import (
    Code,
    Emphasis,
    Field,
    Figure,
    LineBreak,
    Link,
    Span,
    Strong,
    Text,
    Words,
)
from composer.issue.links import FieldMark, LinkMark, PictureMark, Target
from composer.issue.nearest import nearest
from composer.issue.passage import Passage, fault
from composer.issue.words import FIELD, plain

Report = Callable[[Finding], None]

_DEEPEST = 12
"""Bold in italic in bold …: what is written deeper is set like the last level."""
_BARE_CAPTION = re.compile(
    r"(?P<file>\S+\.(?:png|jpe?g|gif|webp))\s+(?P<words>\S.*)", re.IGNORECASE
)
_BEGUN = re.compile(r"\{\{[^{}\n]{0,40}\}?")
"""As much of a field that goes wrong as a message shows."""
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
"""An entity (`&#10;`) may stand for a character that the file itself may not hold."""


@dataclass(slots=True, kw_only=True)
class WordReader:
    """Reads words and reports what is wrong with them.

    `fields` are the names that `{{…}}` may say.
    """

    report: Report
    fields: tuple[str, ...]

    def words(self, passage: Passage) -> Words:
        """The words of a passage. A picture among them gives its description."""
        return _Nest(reader=self, passage=passage).read(spans(passage.text))

    def figure(self, passage: Passage) -> Figure | None:
        """The figure, if the passage is one picture and nothing else."""
        tokens = [token for token in spans(passage.text) if token.content.strip() or token.meta]
        if len(tokens) != 1 or not isinstance(mark := tokens[0].meta.get("mark"), PictureMark):
            return None
        caption, file = mark.target.words, mark.target.address
        if not caption and (bare := _BARE_CAPTION.fullmatch(file)):
            file, words = bare["file"], bare["words"].strip("“”„«»'‘’ ")
            at, hint = (
                passage.at(mark.target.begin + bare.start("words")),
                f'write ({file} "{words}")',
            )
            message = "a caption stands between straight quotation marks"
            self.report(fault("E312", at, message, hint))
        return Figure(
            file=file,
            alt=self.described(mark, passage),
            caption=self.words(passage.cut(*caption)) if caption else (),
            at=passage.at(mark.start),
        )

    def plain_words(self, passage: Passage, what: str) -> str:
        """The words as a string; `what` they are is named where a field stands in them."""
        words = self.words(passage)
        self.refuse_fields(words, what)
        return plain(words).strip()

    def refuse_fields(self, words: Words, what: str) -> None:
        """Report fields where the same words go to every reader."""
        for span in words:
            match span:
                case Field(at=at):
                    hint = "write it into the text, where each reader gets their own"
                    self.report(fault("E504", at, f"a field cannot stand in {what}", hint))
                case Strong(words=inner) | Emphasis(words=inner) | Link(words=inner):
                    self.refuse_fields(inner, what)
                case _:
                    continue

    def described(self, mark: PictureMark, passage: Passage) -> str:
        """The description of a picture, in plain words; none is reported."""
        alt = self.plain_words(passage.cut(*mark.alt), "a picture's description")
        if not alt:
            self.report(
                fault(
                    "W213",
                    passage.at(mark.start + 2),
                    "this picture has no description",
                    "write ![what the picture shows](file): readers with pictures off, "
                    "and screen readers, get these words",
                )
            )
        return alt

    def link_address(self, target: Target, passage: Passage) -> str:
        """What the link points at; "" where no mail program could follow it.

        Only a space is reported here: the other reasons are seen on the line (E304).
        """
        self.check_fields(target.address, passage, target.begin)
        if has_space(target.address):
            self.report(
                fault(
                    "E306",
                    passage.at(target.begin),
                    "there is a space in this address",
                    "take the space out, or write %20 in its place",
                )
            )
        if target.words:
            at = passage.at(target.words[0] - 1)
            message = "the words in quotation marks after this address are not shown"
            self.report(fault("W308", at, message, "put them into the text, or take them away"))
        return "" if fault_of(target.address) else target.address

    def check_fields(self, written: str, passage: Passage, begin: int) -> None:
        """Report the fields of an address (which starts at `begin`) that cannot be filled."""
        for token in spans(written) if "{{" in written else ():
            if isinstance(mark := token.meta.get("mark"), FieldMark):
                self.field(mark, token.content, passage, begin + mark.start)

    def field(self, mark: FieldMark, written: str, passage: Passage, begin: int) -> Span:
        """The field at `begin`; where there is none of that name, its fallback as text."""
        at = passage.at(begin)
        if mark.name in self.fields and FIELD.fullmatch(written):
            return Field(name=mark.name or "", fallback=mark.fallback, at=at)
        if written == "{%":
            message = "template commands do not work in an issue"
            self.report(fault("E503", at, message, "they belong into the template's own files"))
        elif not mark.name:
            begun = _BEGUN.search(passage.text, passage.text.find(written, mark.start))
            message = f"this field is not complete: '{begun[0] if begun else written}'"
            self.report(fault("E502", at, message, "write {{first_name}} or {{first_name|reader}}"))
        else:
            self.report(
                fault(
                    "E501",
                    at,
                    f"there is no field '{mark.name}'",
                    nearest(mark.name, self.fields, 0.6) or f"fields: {', '.join(self.fields)}",
                )
            )
        return Text(text=mark.fallback if mark.name else written)


@dataclass(slots=True, kw_only=True)
class _Nest:
    """Words being put together: `open` holds the spans that are not closed yet."""

    reader: WordReader
    passage: Passage
    open: list[tuple[Token | None, list[Span]]] = field(default_factory=lambda: [(None, [])])
    too_deep: int = 0

    def read(self, tokens: Iterable[Token]) -> Words:
        for token in tokens:
            if token.nesting > 0:
                self._begin(token)
            elif token.nesting < 0:
                self._end()
            else:
                self._add(self._single(token))
        return _joined(self.open[0][1])

    def _begin(self, token: Token) -> None:
        if len(self.open) > _DEEPEST:
            self.too_deep += 1
        else:
            self.open.append((token, []))

    def _end(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
            return
        token, inside = self.open.pop()
        words = _joined(inside)
        match token:
            case Token(type="strong_open"):
                self._add(Strong(words=words))
            case Token(meta={"mark": LinkMark(start=start, target=target)}):
                address = self.reader.link_address(target, self.passage)
                if not any(not isinstance(s, Text) or s.text.strip() for s in words):
                    at, hint = self.passage.at(start), "write between [ and ] where it leads"
                    self.reader.report(fault("E311", at, "this link has no words", hint))
                self._add(Link(address=address, words=words, at=self.passage.at(start)))
            case _:
                self._add(Emphasis(words=words))

    def _add(self, span: Span) -> None:
        self.open[-1][1].append(span)

    def _single(self, token: Token) -> Span:
        match token:
            case Token(type="softbreak"):
                return Text(text=" ")
            case Token(type="hardbreak"):
                return LineBreak()
            case Token(type="code_inline"):
                return Code(text=token.content)
            case Token(meta={"mark": FieldMark() as mark}):
                return self.reader.field(mark, token.content, self.passage, mark.start)
            case Token(meta={"mark": PictureMark() as mark}):
                return Text(text=self._misplaced(mark))
            case _:
                return Text(text=token.content.translate(_CONTROLS))

    def _misplaced(self, mark: PictureMark) -> str:
        self.reader.report(
            fault(
                "E234",
                self.passage.at(mark.start),
                "a picture stands in the middle of a text",
                "give it a paragraph of its own, with an empty line above and below it",
            )
        )
        return self.reader.described(mark, self.passage)


def _joined(spans: list[Span]) -> Words:
    """Neighbouring texts as one, empty ones left out."""
    words: list[Span] = []
    for span in spans:
        if isinstance(span, Text) and words and isinstance(words[-1], Text):
            words[-1] = Text(text=words[-1].text + span.text)
        elif not (isinstance(span, Text) and not span.text):
            words.append(span)
    return tuple(words)
