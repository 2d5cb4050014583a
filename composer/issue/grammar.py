"""The Markdown of an issue: CommonMark without what the format has no use for.

markdown-it-py cuts the text into tokens and is known to this file, `links.py` and the
readers of its tokens only. Switched off are indented code, underlined headings, reference
definitions, raw HTML and autolinks; tables are on. Links and pictures have a rule of
ours (composer.issue.links), because fields may stand in an address and every link has to
know where its bracket is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, fence, list_block, paragraph
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from composer.issue.links import cut_field, cut_link, cut_picture
from composer.issue.source import Source

DEEPEST = 20
"""Lists and quotations inside each other. Nobody reads the sixth level on a telephone;
the limit is there so that no text can exhaust the stack of a program that walks it."""

_LEVELS = 3 * DEEPEST
"""markdown-it's own limit, which would drop text without a word: out of reach, since a list
is two levels and a quotation one."""

_INTERRUPTS = ("paragraph", "reference", "blockquote")
BlockRule = Callable[[StateBlock, int, int, bool], bool]


@dataclass(slots=True, kw_only=True)
class Outline:
    """The blocks of a body; the lines (from 1) of code fences, and the lines and columns where
    lists and quotations get too deep."""

    root: SyntaxTreeNode
    fenced: list[int] = field(default_factory=list)
    too_deep: list[tuple[int, int]] = field(default_factory=list)


def outline(source: Source) -> Outline:
    """Cut the body into blocks. Line numbers are those of the file."""
    above = source.body_line - 1
    text = "\n".join([*[""] * above, *source.lines[above:]])
    env: dict[str, Any] = {"depth": 0, "fenced": [], "too_deep": []}
    tokens = _markdown().parse(text, env)
    return Outline(root=SyntaxTreeNode(tokens), fenced=env["fenced"], too_deep=env["too_deep"])


def spans(text: str) -> list[Token]:
    """Cut running text into tokens. Links and fields carry their offset in `text`."""
    tokens: list[Token] = []
    _markdown().inline.parse(text, _markdown(), {}, tokens)
    return tokens


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"maxNesting": _LEVELS})
    markdown.enable(["table", "blockquote", "list", "heading", "hr", "fence"])
    markdown.enable(["newline", "escape", "backticks", "emphasis", "link", "image", "entity"])
    # Words are cut later, block by block: only then is it known where each block stands.
    markdown.core.ruler.enableOnly(["normalize", "block"])
    blocks = markdown.block.ruler
    blocks.at("fence", _reported_fence, {"alt": [*_INTERRUPTS, "list"]})
    blocks.at("blockquote", _counted(blockquote), {"alt": [*_INTERRUPTS, "list"]})
    blocks.at("list", _counted(list_block), {"alt": [*_INTERRUPTS]})
    words = markdown.inline.ruler
    words.before("escape", "field", cut_field)
    words.at("link", cut_link)
    words.at("image", cut_picture)
    return markdown


def _counted(rule: BlockRule) -> BlockRule:
    """The rule of a container, which beyond the limit leaves its marks as plain text."""

    def counted(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        env = state.env
        if silent or not rule(state, start, end, True):
            return rule(state, start, end, silent)
        if env["depth"] >= DEEPEST:
            env["too_deep"].append((start + 1, _column(state, start)))
            return paragraph(state, start, end, False)
        env["depth"] += 1
        try:
            return rule(state, start, end, False)
        finally:
            env["depth"] -= 1

    return counted


def _column(state: StateBlock, line: int) -> int:
    """Where (from 1) what is left of a line begins."""
    here = state.bMarks[line] + state.tShift[line]
    return here - state.src.rfind("\n", 0, here)


def _reported_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Code between fences is not in the format: its words are kept, and it is reported.

    A fence that nothing closes would take the rest of the issue with it, so that one
    counts as a line of text; nor is any later one looked at, which keeps reading linear.
    """
    env = state.env
    if env.get("open fence") or not fence(state, start, end, True):
        return False
    if silent:
        return True
    env["fenced"].append(start + 1)
    fence(state, start, end, False)
    token = state.tokens[-1]
    last = state.getLines(state.line - 1, state.line, 0, False).strip(" \t>")
    if state.line - start < 2 or last.strip(token.markup[0]) or len(last) < len(token.markup):
        state.tokens.pop()
        env["open fence"] = True
        return paragraph(state, start, end, False)
    return True
