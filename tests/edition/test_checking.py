"""The finished HTML is looked at: what passes, and what every complaint is about."""

from collections import Counter

import pytest

from composer.edition import SlotBook
from composer.edition.checking import (
    Expected,
    braces_in,
    check_html,
    hosts_of,
    markers_in,
    size_findings,
)
from composer.errors import DesignerError

BOOK = SlotBook(b"seed", ("name",))
SLOT = BOOK.marker("name")
IF, ELSE, END = BOOK.when("name"), BOOK.otherwise(), BOOK.done()
WHOLE = f"{IF}{SLOT}{ELSE}all{END}"


def page(inside: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{inside}</body></html>\n"


def complaints(html: str, **changes: object) -> list[str]:
    given = {
        "book": BOOK,
        "hosts": frozenset({"example.org"}),
        "markers": Counter({SLOT: 1}),
        "braces": frozenset(),
    }
    try:
        check_html(html, Expected(**(given | changes)))  # type: ignore[arg-type]
    except DesignerError as error:
        return [finding.code for finding in error.findings]
    return []


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<a href="https://example.org/x">x</a> <img src="cid:x" alt="">',
        '<a href="#hub">x</a><a id="hub" name="hub"></a>',
        '<a href="#">x</a>',
        "and/or, C://x is text? no: //example.org",
        '<p style="color:#FFF">the word script, onclick and javascript: in text</p>',
    ],
)
def test_an_innocent_letter_passes(inside: str) -> None:
    hosts = frozenset({"example.org", "x"})
    assert complaints(page(WHOLE + inside), hosts=hosts) == []


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("{{ name }}", "html-left-over"),
        ("{% if %}", "html-left-over"),
        ('<a href="%7B%7B%20x%20%7D%7D">x</a>', "html-left-over"),
        ("<mj-foo>x</mj-foo>", "html-left-over"),
        ('<p data-premailer="ignore">x</p>', "html-left-over"),
        ('<a href="https://fonts.googleapis.com/x">x</a>', "html-host"),
        ('<img src="//i.imgur.com/x.png" alt="">', "html-host"),
        ("<style>.a { background: url(https://mailjet.com/x) }</style>", "html-host"),
        ("<script>x</script>", "html-active"),
        ("<SCRIPT>x</SCRIPT>", "html-active"),
        ("<iframe></iframe>", "html-active"),
        ("<form></form>", "html-active"),
        ("<svg></svg>", "html-active"),
        ("<object></object>", "html-active"),
        ('<base href="x">', "html-active"),
        ('<link rel="stylesheet" href="x.css">', "html-active"),
        ('<meta http-equiv="Refresh" content="0">', "html-active"),
        ('<p onclick="x">x</p>', "html-active"),
        ('<p OnLoad="x">x</p>', "html-active"),
        ('<a href="javascript:x">x</a>', "html-active"),
        ('<a href=" JaVaScRiPt:x">x</a>', "html-active"),
        ('<a href="&#106;avascript:x">x</a>', "html-active"),
        ('<a href="data:text/html,x">x</a>', "html-active"),
        ('<p style="width:expression (alert(1))">x</p>', "html-active"),
        ('<a href="#nowhere">x</a>', "html-anchor"),
        ('<a href="#half">x</a><a id="half"></a>', "html-anchor"),
        ('<a href="#half">x</a><a name="half"></a>', "html-anchor"),
        (f"<style>{'x' * 16_385}</style>", "html-styles"),
        (SLOT.upper(), "slot-broken"),
        (SLOT[:-3], "slot-broken"),
        (SLOT[:9], "slot-broken"),
        (SLOT.replace("s000x", "s999x"), "slot-broken"),
        (IF, "slot-condition"),
        (END, "slot-condition"),
    ],
)  # fmt: skip
def test_every_complaint_has_its_case(inside: str, code: str) -> None:
    assert code in complaints(page(WHOLE + inside))


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (page(WHOLE).replace("<!doctype html>", ""), "html-doctype"),
        ("<!doctype html>" + page(WHOLE), "html-doctype"),
        (page(WHOLE).replace("</html>", ""), "html-end"),
        (page(WHOLE)[:-20], "html-end"),
        (page(f"{IF}{ELSE}{END}"), "slot-lost"),
        (page(f"{SLOT}{ELSE}{IF}{END}"), "slot-condition"),
    ],
)
def test_a_letter_that_is_not_whole_is_refused(html: str, code: str) -> None:
    """Trap 22, once more at the end."""
    assert code in complaints(html)


def test_braces_that_the_editor_wrote_are_words() -> None:
    braces = braces_in(["Write {{ and }} around it"])
    assert complaints(page(WHOLE + "Write {{ and }} around it"), braces=braces) == []


def test_markers_and_hosts_are_found() -> None:
    assert markers_in(page(WHOLE + SLOT), BOOK.nonce)[SLOT] == 2
    assert hosts_of(["see https://A.example.org/x, //b.example:80 and http://c"]) == {
        "a.example.org", "b.example", "c",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kilobytes", "words"),
    [(79, None), (81, "comes near"), (96, "is close below"), (103, "is over")],
)
def test_the_size_is_warned_of_in_time(kilobytes: int, words: str | None) -> None:
    """Trap 39: Gmail cuts a letter off at 102 KB; refusing is for `send`."""
    found = [finding.message for finding in size_findings(kilobytes * 1024)]
    assert [words in message for message in found if words] == ([True] if words else [])
