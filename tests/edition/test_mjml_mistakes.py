"""Every mistake in MJML is told at its line, and good MJML passes. Traps 3-5, 7-9, 11, 12."""

import pytest

from composer.edition.marks import Filled
from composer.edition.mjml_mistakes import understood
from composer.errors import DesignerError
from composer.findings import Finding, Place

AT = Place(path="edition.mjml.j2")
AROUND = "<mjml><mj-body><mj-section><mj-column>\n%s\n</mj-column></mj-section></mj-body></mjml>"


def findings(mjml: str) -> list[Finding]:
    try:
        understood(Filled.of(mjml, (), AT))
    except DesignerError as error:
        return list(error.findings)
    return []


def codes(mjml: str) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.at).partition(":")[2]) for finding in findings(mjml)]


GOOD = [
    "<mj-text><p>One<br />two<br>three <img src='x.png' alt=''></p><wbr /></mj-text>",
    "<mj-text>a &amp; b &nbsp; &#8203; > c</mj-text>",
    "<mj-text><!--[if mso]><table><tr><![endif]-->x<!--[if mso]></tr><![endif]--></mj-text>",
    "<mj-text><!--[if !mso]><!-->x<!--<![endif]--></mj-text>",
    "<mj-text><a href=\"https://example.org/?a=1&amp;b='2'\">x</a></mj-text>",
    '<mj-image src="cid:a" alt="" width="300px" padding="0" />',
    '<mj-divider border-width="1px" padding="0px 20px" />',
    '<mj-spacer height="4px" />',
    '<mj-raw><hr size="1"></mj-raw>',
    '<mj-button href="https://example.org" inner-padding="10px 25px">Go</mj-button>',
    "<mj-table><tr><td>1</td></tr></mj-table>",
    "<mj-text padding='10px 5% 0px'>one</mj-text>",
    "<mj-text line-height='1.5' font-size='17px'>one</mj-text>",
    "<mj-text>日本語 ❤️ <em lang='ar'>العربية</em></mj-text>",
    "",
]


@pytest.mark.parametrize("inside", GOOD)
def test_good_mjml_is_left_alone(inside: str) -> None:
    assert findings(AROUND % inside) == []


BAD = [
    ("<mj-text><b>x</i></mj-text>", "mjml-unclosed", "2:14"),
    ("<mj-text><b><i>x</b></i></mj-text>", "mjml-unclosed", "2:13"),
    ("<mj-text><p>x</mj-text>", "mjml-unclosed", "2:10"),
    ("<mj-text>x", "mjml-unclosed", "2:1"),
    ("<mj-text>x</p></mj-text>", "mjml-unclosed", "2:11"),
    ("<mj-text>x<BR></mj-text>", "mjml-element", "2:11"),
    ("<mj-text>x<br></br></mj-text>", "mjml-unclosed", "2:15"),
    ("<mj-text><a id='x' /></mj-text>", "mjml-unclosed", "2:10"),
    ("<mj-txet>x</mj-txet>", "mjml-element", "2:1"),
    ("<mj-text colour='red'>x</mj-text>", "mjml-attribute", "2:10"),
    ("<mj-text><blink>x</blink></mj-text>", "mjml-element", "2:10"),
    ("<mj-section></mj-section>", "mjml-parent", "2:1"),
    ("<mj-text><mj-divider /></mj-text>", "mjml-parent", "2:10"),
    ("<p>x</p>", "mjml-parent", "2:1"),
    ("stray words", "mjml-text", "2:1"),
    ("<mj-text>a < b</mj-text>", "mjml-markup", "2:12"),
    ('<mj-text><a href="x>y</a></mj-text>', "mjml-markup", "2:10"),
    ("<mj-text><?php echo 1 ?></mj-text>", "mjml-markup", "2:10"),
    ("<mj-text><![CDATA[x]]></mj-text>", "mjml-markup", "2:10"),
    ("<!DOCTYPE html>", "mjml-markup", "2:1"),
    ("<mj-text>a\x0bb</mj-text>", "mjml-character", "2:11"),
    ("<mj-text>a\x00b</mj-text>", "mjml-character", "2:11"),
    ("<mj-text><a title='\x01'>x</a></mj-text>", "mjml-character", "2:13"),
    ("<mj-text align=left>x</mj-text>", "mjml-attribute", "2:10"),
    ("<mj-text align='left' align='right'>x</mj-text>", "mjml-attribute", "2:23"),
    ("<mj-text align='middle'>x</mj-text>", "mjml-attribute", "2:10"),
    ("<mj-text color='#12345'>x</mj-text>", "mjml-attribute", "2:10"),
    ("<mj-text font-size='17'>x</mj-text>", "mjml-attribute", "2:10"),
    ("<mj-text padding='0 20px'>x</mj-text>", "mjml-padding", "2:10"),
    ("<mj-button inner-padding='10px 0'>x</mj-button>", "mjml-padding", "2:12"),
    ("<mj-image src='x.png' />", "mjml-alt", "2:1"),
    ("<mj-text><img src='x.png'></mj-text>", "mjml-alt", "2:10"),
    ("<mj-include path='x' />", "mjml-element", "2:1"),
    ("<mj-social></mj-social>", "mjml-element", "2:1"),
    ("<mj-text><script>x</script></mj-text>", "mjml-element", "2:10"),
    ("<mj-text><a onclick='x'>x</a></mj-text>", "mjml-active", "2:13"),
    ("<mj-text><a href='javascript:x'>x</a></mj-text>", "mjml-active", "2:13"),
    ("<!-- <mj-text>x</mj-text> -->", "mjml-comment", "2:6"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "code", "place"), BAD, ids=[bad[0] for bad in BAD])
def test_a_mistake_is_told_where_it_stands(inside: str, code: str, place: str) -> None:
    """Traps 3, 4, 5, 8, 9 and 11: refused before mrml can let it through."""
    assert (code, place) in codes(AROUND % inside)


@pytest.mark.parametrize(
    ("mjml", "words"),
    [
        ("", "there is no mj-body"),
        ("<mjml></mjml>", "there is no mj-body"),
        ("<mjml><mj-head></mj-head></mjml>", "there is no mj-body"),
        ("<mjml><mj-body></mj-body></mjml>", "the mj-body is empty"),
        (
            "<mjml><mj-body><mj-section></mj-section></mj-body><mj-body></mj-body></mjml>",
            "there are 2 mj-body",
        ),
    ],
)
def test_no_body_or_two_are_refused(mjml: str, words: str) -> None:
    """Trap 12: mrml makes an empty mail of the first, and shows the last of the second."""
    assert words in [finding.message for finding in findings(mjml)]


def test_a_near_miss_is_suggested() -> None:
    (element,) = findings(AROUND % "<mj-txet>x</mj-txet>")[:1]
    (attribute,) = findings(AROUND % "<mj-text colour='red'>x</mj-text>")
    (include,) = findings(AROUND % "<mj-include path='x' />")
    assert element.hint == "did you mean 'mj-text'?"
    assert attribute.hint == "did you mean 'color'?"
    assert "{% include" in include.hint


@pytest.mark.parametrize(
    "head",
    [
        "<mj-title>A <b>title</b></mj-title>",
        "<mj-preview>A <!-- comment --> here</mj-preview>",
        "<mj-style><!-- a { } --></mj-style>",
        "<mj-font name='X' href='https://example.org/x.css' />",
        "<mj-attributes><mj-all colour='red' /></mj-attributes>",
        "<mj-attributes><mj-txet color='red' /></mj-attributes>",
        "<mj-raw><link rel='stylesheet' href='x.css'></mj-raw>",
        "<mj-raw><base href='x'></mj-raw>",
        "<mj-raw><meta http-equiv='refresh' content='1'></mj-raw>",
    ],
)
def test_mistakes_in_the_head_are_told(head: str) -> None:
    mjml = f"<mjml><mj-head>{head}</mj-head>{(AROUND % '')[6:]}"
    assert findings(mjml)


def test_a_head_as_it_should_be_is_left_alone() -> None:
    head = (
        "<mj-title>A title</mj-title><mj-preview>Words</mj-preview><mj-breakpoint width='480px' />"
        "<mj-attributes><mj-all font-family=\"Georgia, 'Times New Roman'\" />"
        "<mj-text padding='0' /><mj-class name='x' color='#14213D' /></mj-attributes>"
        "<mj-style>.a > b { color: red }</mj-style>"
        "<mj-raw><meta name='color-scheme' content='light dark'><style>@media print { a { b: c } }"
        "</style><!--[if mso]><style>p { x: y }</style><![endif]--></mj-raw>"
    )
    assert findings(f"<mjml lang='en' dir='ltr'><mj-head>{head}</mj-head>{(AROUND % '')[6:]}") == []


def test_elements_inside_each_other_end_at_a_hundred() -> None:
    """Trap 7: about 120 levels end a process with 128 KB of stack."""
    deep = "<mj-text>" + "<div>" * 200 + "x" + "</div>" * 200 + "</mj-text>"
    assert [f.code for f in findings(AROUND % deep)] == ["mjml-depth"]


def test_a_forgotten_quote_does_not_bury_the_reader_in_findings() -> None:
    assert len(findings(AROUND % ("<mj-text colour='x'>y</mj-text>" * 50))) == 20


def test_a_quote_that_is_never_closed_costs_no_time() -> None:
    hostile = "<mj-text " + 'a="b" c=\'' * 5_000
    assert findings(AROUND % hostile)
