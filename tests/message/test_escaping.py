"""What a value may become: harmless once, then spelled for its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.message.escaping import LONGEST_IN_HEADER, UNFIT, Context, harmless


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Aiko", "Aiko"),
        ("  two  blanks ", "two  blanks"),
        ("Ann\r\nBcc: x", "Ann Bcc: x"),
        ("Ann\x00\x1b[31m", "Ann [31m"),
        ("Ann\u2028\u2029\x85Lee", "Ann Lee"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\u2066b\u2069c\u202ad", "abcd"),
        ("a\ud800b", "a\ufffdb"),
        ("a\uffff\ufdd0\U0010fffeb", "a\ufffd\ufffd\ufffdb"),
        ("\u00a0\u3000", ""),
        ("\r\n\t", ""),
        # Silent: what a name may well hold.
        (
            "Zo\u00eb \u05d3\u05d5\u05d3 \u0645\u062d\u0645\u062f",
            "Zo\u00eb \u05d3\u05d5\u05d3 \u0645\u062d\u0645\u062f",
        ),
        ("\u200fBob\u200e", "\u200fBob\u200e"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
        ),
        ("so\u00adft \u5c71\u7530", "so\u00adft \u5c71\u7530"),
        ("{{ 7*7 }} <b> =3D", "{{ 7*7 }} <b> =3D"),
    ],
    ids=ascii,
)
def test_a_value_is_made_harmless(typed: str, kept: str) -> None:
    assert harmless(typed) == kept


@given(st.text(st.characters(), max_size=80))
def test_a_harmless_value_fits_a_header_can_be_sent_and_stays_so(typed: str) -> None:
    value = harmless(typed)
    assert not UNFIT.search(value)
    assert value.encode().decode() == value
    assert harmless(value) == value


@pytest.mark.parametrize(
    ("context", "spelled"),
    [
        (Context.MARKUP, "a&lt;b&gt; &amp; &quot;c&#x27;-.~\u00e9/%"),
        (Context.ADDRESS, "a%3Cb%3E%20%26%20%22c%27-.~%C3%A9%2F%25"),
        (Context.PLAIN, "a<b> & \"c'-.~\u00e9/%"),
        (Context.SUBJECT, "a<b> & \"c'-.~\u00e9/%"),
    ],
)
def test_each_context_has_its_spelling(context: Context, spelled: str) -> None:
    assert context.spell("a<b> & \"c'-.~\u00e9/%") == spelled


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_ascii_in_an_address_is_spelled_as_any_other(value: str) -> None:
    """The quick way for ASCII and the general one agree."""
    both = Context.ADDRESS.spell(value + "\u00e9")
    assert Context.ADDRESS.spell(value) + "%C3%A9" == both


def test_a_value_in_the_subject_is_cut_where_fields_may_end() -> None:
    assert Context.SUBJECT.spell("x" * 5000) == "x" * LONGEST_IN_HEADER
