"""What mrml would damage goes through it unharmed. Traps 1 and 2."""

from html import escape

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as parsing
from mjml import mjml2html

from composer.edition.mjml_hardening import harden
from composer.edition.mjml_tokens import read_tags

NASTY = [
    'say "hi"', "back\\slash", "two\nlines", "❤️", "👨‍👩‍👧", "ภาษาไทย", "हिन्दी", "\xa0", "a\u200fb",
    "é", "n\u0303", "soft\xadhyphen", "don't", "&amp;", "<b>", "100 %", "\t",
]  # fmt: skip
DOCUMENT = (
    "<mjml><mj-head><mj-title>%(title)s</mj-title></mj-head><mj-body><mj-section><mj-column>"
    '<mj-image src="cid:x" alt="%(alt)s" /><mj-text>%(text)s</mj-text>'
    "</mj-column></mj-section></mj-body></mjml>"
)


def through_mrml(*, title: str = "t", alt: str = "", text: str = "") -> parsing.HtmlElement:
    document = DOCUMENT % {"title": title, "alt": alt, "text": text}
    return parsing.document_fromstring(mjml2html(harden(tuple(read_tags(document))).text, fonts={}))


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\"\\'\n\t"), max_size=20
    )
)
@example("".join(NASTY))
@settings(max_examples=200)
def test_attribute_values_come_out_as_they_went_in(value: str) -> None:
    """Trap 1: mrml prints attribute values with Rust's Debug escapes."""
    page = through_mrml(alt=escape(value), text=f'<a title="{escape(value)}" href="#">x</a>')
    assert page.xpath("//img/@alt") == [value]
    assert page.xpath("//a/@title") == [value]


def test_the_title_is_spoken_as_it_was_written() -> None:
    """Trap 1: mj-title becomes an aria-label as well."""
    for words in NASTY:
        page = through_mrml(title=escape(words, quote=False))
        one_line = words.replace("\n", " ").replace("\t", " ")
        assert page.xpath("//*[@aria-label]/@aria-label") == [one_line]
        assert page.xpath("string(//title)") == one_line


def test_white_space_between_inline_elements_stays() -> None:
    """Trap 2: mrml drops it when it begins with a newline."""
    cases = {
        "<b>Bold lead:</b>\n<i>soft</i>": "Bold lead: soft",
        "<b>one</b>\n   <a href='#'>two</a>\n<em>three</em>": "one two three",
        "<b>one</b>\n<!--zq0123456789if000x-->\n<b>two</b>": "one two",
        "<p>one</p>\n<p>two</p>": "one two",
    }
    for text, words in cases.items():
        page = through_mrml(text=text)
        shown = " ".join(" ".join(page.xpath("//td//text()")).split())
        assert shown == words
    assert "<b>x</b> <i>y</i>" in parsing.tostring(through_mrml(text="<b>x</b>\n<i>y</i>")).decode()


def test_an_offset_leads_back_to_where_it_came_from() -> None:
    source = '<mj-text title="é">x</mj-text><b>y</b>'
    hardened = harden(tuple(read_tags(source)))
    assert hardened.text == '<mj-text title="&#233;">x</mj-text><b>y</b>'
    assert source[hardened.origin(hardened.text.index("<b>"))] == "<"
    assert source[hardened.origin(hardened.text.index("y</b>"))] == "y"


def test_what_needs_no_hardening_stays_as_it_is() -> None:
    plain = (
        "<mjml><mj-body width='640px'><p class=\"a\">\n x <br />y</p><!-- c --></mj-body></mjml>"
    )
    assert harden(tuple(read_tags(plain))).text == plain


def test_mrml_still_has_the_defects_that_are_worked_around() -> None:
    """When this fails, mjml-python brings a better mrml, and `hardening` may shrink."""
    damaged = DOCUMENT % {"title": "t", "alt": "❤\ufe0f", "text": "<b>x</b>\n<i>y</i>"}
    html = mjml2html(damaged, fonts={})
    assert "\\u{fe0f}" in html
    assert "<b>x</b><i>y</i>" in html
