"""Spliced messages are those that the slow path would have made, for any reader."""

import re
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from html import escape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote, unquote

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.edition import Edition, Slot
from composer.errors import ComposerError, EditorError, OperatorError
from composer.message import compile_message
from composer.message.escaping import harmless
from tests.message.editions import (
    KEY,
    NONCE,
    SENT_ON,
    compiled,
    edition,
    newsletter,
    page,
    parsed,
    part,
    reader,
    reader_name,
    slot,
    when,
)
from tests.message.naughty import ENOUGH, naughty_strings

NAUGHTY = naughty_strings(NONCE)
EVERYWHERE = (
    f'<p title="for {slot("name")}">Dear {slot("name")}, in {slot("city")}!</p>'
    f"<p><a href='https://x.example/{slot('name')}/{slot('city')}?c={slot('city')}&amp;x=1'"
    f' aria-label="{slot("city")}">{slot("email")}</a></p>'
    f'<!--[if mso]><v:rect href="https://x.example/?n={slot("name")}"><b>{slot("city")}</b>'
    f"</v:rect><![endif]--><!-- {slot('name')} -->"
    f'<p><a href="{slot("unsubscribe_url")}">leave</a> {slot("unsubscribe_url")}</p>'
)
TEXT = (
    f"Dear {slot('name')},\n\nin {slot('city')}\n{slot('city')}\n"
    f"https://x.example/{slot('name')}?c={slot('city')} ({slot('email')})\n"
    f"{slot('unsubscribe_url')}"
)
PLAIN = edition(html=page(EVERYWHERE), text=TEXT)
CONDITIONAL = edition(
    text=TEXT,
    html=page(
        when(0, f"<p>known: {slot('name')}</p>", "<p>nobody</p>")
        + when(1, "<ul><li>" + when(0, f"<b>{slot('name')}</b>") + f" of {slot('city')}</li></ul>")
        + EVERYWHERE
    ),
)


# --- the slow path: what a sender without programs would do -----------------------------


def substituted(source: str, of: Edition, values: dict[str, str], *, html: bool) -> str:
    """Every marker replaced in one pass, by where it stands; conditions first."""
    source = decided(source, of, values)
    spell = escape if html else str
    out, end = [], 0
    for found in re.finditer(rf"{NONCE}s(\d{{3}})x", source):
        name = {s.marker: s.name for s in of.slots}[found[0]]
        out.append(source[end : found.start()])
        written = re.search(r"https?://[^\s\"'<>]*\Z", source[: found.start()])
        inside = written is not None and name != "unsubscribe_url"
        out.append(quote(values[name], safe="") if inside else spell(values[name]))
        end = found.end()
    return "".join(out) + source[end:]


def decided(source: str, of: Edition, values: dict[str, str]) -> str:
    """Innermost conditions first, until there is none."""
    pattern = re.compile(
        rf"<!--{NONCE}if(\d+)x-->((?:(?!<!--{NONCE}).)*)"
        rf"(?:<!--{NONCE}else\1x-->((?:(?!<!--{NONCE}).)*))?<!--{NONCE}end\1x-->",
        re.DOTALL,
    )
    names = {c.number: c.name for c in of.conditions}
    while found := pattern.search(source):
        side = found[2] if values[names[int(found[1])]] else found[3] or ""
        source = source[: found.start()] + side + source[found.end() :]
    return source


def values_of(address: str, token_url: str, **fields: str) -> dict[str, str]:
    clean = {name: harmless(fields.get(name, "")) for name in ("name", "city")}
    return clean | {"email": address, "unsubscribe_url": token_url, "first_name": ""}


def oracle(of: Edition, values: dict[str, str]) -> EmailMessage:
    """The message as the standard library builds it."""
    message = EmailMessage()
    message["From"] = "The Alliance Brief <brief@brief.example.org>"
    message.set_content(substituted(of.text, of, values, html=False))
    message.add_alternative(substituted(of.html, of, values, html=True), subtype="html")
    return message


COMMENT = "<!---->"


class Node(NamedTuple):
    """An element or comment with all that it says; addresses decoded."""

    tag: str
    attributes: dict[str, str]
    text: str
    tail: str


def tree(source: str) -> list[Node]:
    """All elements and comments of a document in order."""
    return [
        Node(
            tag=str(node.tag) if isinstance(node, lxml.html.HtmlElement) else COMMENT,
            attributes={
                str(k): unquote(str(v)) if k == "href" else str(v) for k, v in node.attrib.items()
            },
            text=node.text or "",
            tail=node.tail or "",
        )
        for node in lxml.html.document_fromstring(source).iter()
    ]


# --- naughty strings ---------------------------------------------------------------------


def test_there_are_enough_naughty_strings_and_no_two_are_the_same() -> None:
    assert len(set(NAUGHTY)) == len(NAUGHTY) >= ENOUGH


@pytest.mark.parametrize("of", [PLAIN, CONDITIONAL], ids=["without conditions", "with"])
def test_a_naughty_value_leaves_the_tree_as_it_is_for_bob(of: Edition) -> None:
    """Trap 31: text and attributes differ by the value, nothing else does."""
    message = compiled(of)

    def tree_for(value: str) -> list[Node]:
        sent = message.addressed_to(reader(name=value, city=value))
        return tree(part(parsed(sent.octets), "html"))

    bob = tree_for("Bobbo")
    for value in filter(harmless, NAUGHTY):
        shown = harmless(value)
        expected = [
            Node(
                tag=node.tag,
                attributes={k: v.replace("Bobbo", shown) for k, v in node.attributes.items()},
                text=in_comment(node, shown) or node.text.replace("Bobbo", shown),
                tail=node.tail.replace("Bobbo", shown),
            )
            for node in bob
        ]
        assert tree_for(value) == expected, ascii(value)


def in_comment(node: Node, shown: str) -> str:
    """A comment keeps character references, and an address in it percent signs."""
    if node.tag != COMMENT:
        return ""
    in_address = node.text.replace("=Bobbo", f"={quote(shown, safe='')}")
    return in_address.replace("Bobbo", escape(shown))


@pytest.mark.parametrize("of", [PLAIN, CONDITIONAL], ids=["without conditions", "with"])
def test_a_spliced_message_says_what_the_slow_path_says(of: Edition) -> None:
    """Traps 31 and 38: same text, same HTML, same subject; no marker left."""
    message = compiled(of)
    url = f"https://brief.example.org/leave/{message.tokens.of('bob@example.net')}"
    # Two values at a time, each once as the name and once as the city.
    for name, city in pairwise([*NAUGHTY, NAUGHTY[0]]):
        got = parsed(message.addressed_to(reader(name=name, city=city)).octets)
        values = values_of("bob@example.net", url, name=name, city=city)
        expected = oracle(of, values)
        assert part(got, "plain") == part(expected, "plain"), ascii((name, city))
        assert part(got, "html") == part(expected, "html"), ascii((name, city))
        assert got["Subject"] == f"Jasmine, for {values['city'][:400]}".strip(), ascii(city)
        assert got["To"].addresses[0].addr_spec == "bob@example.net"
        assert reader_name(got) in {"", values["name"]}


def test_no_value_adds_or_changes_a_header() -> None:
    """Trap 34: names, order and count of the fields are those for Bob."""
    message = compiled(PLAIN)
    names = parsed(message.addressed_to(reader(name="Bob")).octets).keys()
    for value in NAUGHTY:
        octets = message.addressed_to(reader(name=value, city=value)).octets
        assert parsed(octets).keys() == names


def test_every_message_is_canonical_whatever_the_value() -> None:
    """7-bit, CRLF only, short lines, no dot to smuggle."""
    message = compiled(CONDITIONAL)
    for value in NAUGHTY:
        octets = message.addressed_to(reader(name=value, city=value)).octets
        assert octets.isascii()
        assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\x00", octets)
        header, _, body = octets.partition(b"\r\n\r\n")
        assert all(len(line) <= 998 for line in header.split(b"\r\n"))
        lines = body.split(b"\r\n")
        assert all(len(line) <= 76 for line in lines)
        assert not any(line.startswith((b".", b"From ")) for line in lines)
        assert not any(line.endswith((b" ", b"\t")) for line in octets.split(b"\r\n"))


def test_the_body_is_the_same_in_both_forms_that_dkim_knows() -> None:
    """RFC 6376 §3.4.4: no run of blanks and none at a line's end, so relaxed is simple."""
    message = compiled(PLAIN)
    for value in NAUGHTY:
        body = message.addressed_to(reader(name=value, city=value)).octets.partition(b"\r\n\r\n")[2]
        assert re.sub(rb"[ \t]+", b" ", re.sub(rb"[ \t]+(?=\r\n)", b"", body)) == body


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_at_all_comes_out_as_data(name: str, city: str) -> None:
    got = parsed(compiled(PLAIN).addressed_to(reader(name=name, city=city)).octets)
    values = values_of("bob@example.net", "", name=name, city=city)
    assert got["Subject"] == f"Jasmine, for {values['city']}".strip()
    assert f"in {values['city']}\n" in part(got, "plain")


# --- one reader and another ---------------------------------------------------------------


def test_nothing_of_one_reader_is_in_the_message_of_another() -> None:
    """Trap 37: no other name, address or token, in any encoding that we use."""
    message = compiled(CONDITIONAL)
    readers = [reader(f"r{n}@example.net", name=f"Nnn{n}nnN", city=f"Ccc{n}ccC") for n in range(40)]
    messages = [message.addressed_to(one) for one in readers]
    tokens = [message.tokens.of(one.address) for one in readers]
    for at, sent in enumerate(messages):
        mail = parsed(sent.octets)
        everything = sent.octets.decode() + part(mail, "plain") + part(mail, "html")
        for other in range(40):
            secrets = (tokens[other], f"Nnn{other}nnN", f"Ccc{other}ccC", f"r{other}@example")
            assert [s in everything for s in secrets] == [at == other] * 4


def test_the_same_reader_gets_the_same_octets_and_others_get_other_ids() -> None:
    one, again = compiled(PLAIN), compiled(PLAIN)
    readers = [reader(f"r{n}@example.net") for n in range(200)]
    ids = [one.addressed_to(r).id for r in readers]
    assert [again.addressed_to(r).octets for r in readers] == [
        one.addressed_to(r).octets for r in readers
    ]
    assert len(set(ids)) == 200


def test_the_message_id_shows_neither_token_nor_address_and_is_the_authors() -> None:
    message = compiled()
    sent = message.addressed_to(reader("ann.lee@example.net"))
    assert parsed(sent.octets)["Message-ID"] == f"<{sent.id}>"
    assert sent.id.endswith("@brief.example.org")
    assert message.tokens.of("ann.lee@example.net") not in sent.id
    assert "ann" not in sent.id
    other_issue = compiled(edition(slug="2025-02-27-next")).addressed_to(
        reader("ann.lee@example.net")
    )
    assert other_issue.id != sent.id


def test_a_message_id_depends_on_the_key() -> None:
    ours = compiled().addressed_to(reader()).id
    other = compile_message(
        edition(), newsletter(), token_key=type(KEY)(b"other key" * 4), sent_on=SENT_ON
    )
    assert other.addressed_to(reader()).id != ours


def test_the_envelope_has_the_author_and_exactly_the_address() -> None:
    envelope = compiled().addressed_to(reader("Bob.Smith+x@Example.NET")).envelope
    assert envelope.return_path == "brief@brief.example.org"
    assert envelope.recipient == "Bob.Smith+x@Example.NET"


def test_a_domain_beyond_ascii_goes_out_in_its_ascii_form() -> None:
    sent = compiled().addressed_to(reader("bob@b\u00fccher.example"))
    assert sent.envelope.recipient == "bob@xn--bcher-kva.example"
    assert parsed(sent.octets)["To"].addresses[0].addr_spec == "bob@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "address",
    [
        "b@x.example>\r\nRCPT TO:<c@y.example",
        "b@x.example,c@y.example",
        "b@x.example\nDATA",
        "b@x.example ",
        " b@x.example",
        "b\x00@x.example",
        "<b@x.example>",
        '"b b"@x.example',
        "b@[127.0.0.1]",
        "b",
        "",
        "@x.example",
        "b@",
        "r\u00e9n\u00e9@x.example",
        "b@x.example\u2028",
        "b\u202e@x.example",
        "b@x..example",
        f"{'b' * 65}@x.example",
    ],
    ids=ascii,
)
def test_what_is_no_address_is_refused_by_name(address: str) -> None:
    with pytest.raises(OperatorError) as refusal:
        compiled().addressed_to(reader(address))
    assert refusal.value.findings[0].code == "reader-address"
    assert refusal.value.findings[0].message.isprintable()


# --- test copies -----------------------------------------------------------------------------


def test_a_test_copy_says_so_and_its_link_ends_nothing() -> None:
    message = compiled(PLAIN)
    copy, real = (
        message.test_copy(reader(city="Rome"), 3),
        message.addressed_to(reader(city="Rome")),
    )
    got = parsed(copy.octets)
    assert got["Subject"] == "[TEST 3] Jasmine, for Rome"
    assert message.tokens.of("bob@example.net") not in copy.octets.decode()
    assert "this-test-copy-will-unsubscribe-no-one-x" in part(got, "html")
    assert "this-test-copy-will-unsubscribe-no-one-x" in str(got["List-Unsubscribe"])
    assert len({copy.id, real.id, message.test_copy(reader(), 4).id}) == 3


def test_but_for_that_a_test_copy_is_the_message() -> None:
    """Who approves the copy approves what readers get."""
    message = compiled(CONDITIONAL)
    copy, real = (
        m.octets.decode()
        for m in (
            message.test_copy(reader(name="Ann"), 1),
            message.addressed_to(reader(name="Ann")),
        )
    )
    real = real.replace(
        message.tokens.of("bob@example.net"), "this-test-copy-will-unsubscribe-no-one-x"
    )
    assert [
        line for line in copy.split("\r\n") if not line.startswith(("Subject", "Message-ID"))
    ] == [line for line in real.split("\r\n") if not line.startswith(("Subject", "Message-ID"))]


# --- conditions and fallbacks -------------------------------------------------------------------


def test_a_fallback_stands_in_for_those_without_a_value() -> None:
    with_fallback = replace(
        PLAIN,
        slots=tuple(
            Slot(marker=s.marker, name=s.name, fallback="<dear> reader") if s.name == "name" else s
            for s in PLAIN.slots
        ),
    )
    for nothing in ("", "  ", "\x00\r\n", "\u202e", "\u00a0"):
        got = parsed(compiled(with_fallback).addressed_to(reader(name=nothing)).octets)
        assert part(got, "plain").startswith("Dear <dear> reader,")
        assert "Dear &lt;dear&gt; reader," in part(got, "html")


@pytest.mark.parametrize(
    ("name", "city", "shown"),
    [
        ("Ann", "Rome", "<p>A<b>B</b>C</p>"),
        ("Ann", "", "<p>AC</p>"),
        ("", "Rome", "<p>D<i>E</i></p>"),
        ("", "", "<p>D<i>F</i></p>"),
        ("\x01", "\u2066", "<p>D<i>F</i></p>"),
    ],
)
def test_conditions_are_branches_also_inside_each_other(name: str, city: str, shown: str) -> None:
    first = when(0, f"A{when(1, '<b>B</b>')}C", f"D{when(2, '<i>E</i>', '<i>F</i>')}")
    conditions = (*edition().conditions, replace(edition().conditions[1], number=2))
    message = compiled(edition(html=page(f"<p>{first}</p>"), conditions=conditions))
    assert shown in part(parsed(message.addressed_to(reader(name=name, city=city)).octets), "html")


# --- what a person wrote ----------------------------------------------------------------------

PAYLOADS = [
    "x\r\nBcc: eve@example.net",
    "x\nBcc: eve@example.net",
    "x\rBcc: eve@example.net",
    "x\r\n\r\n<b>body</b>",
    "x\x00y",
    "x\x1b[31m",
    "x\x85Bcc: y",
    "x\u2028Bcc: y",
    "x\u2029Bcc: y",
    "x\u202eevil",
    "x\u2066evil",
    "x\x0bBcc: y",
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
@pytest.mark.parametrize("field", ["subject", "slug", "reply_to"])
def test_the_issue_cannot_forge_a_header(field: str, payload: str) -> None:
    with pytest.raises(EditorError) as refusal:
        compiled(edition(**{field: payload}))
    assert "U+" in refusal.value.findings[0].message


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
@pytest.mark.parametrize("field", ["name", "author", "list_id", "reply_to", "url", "mailto"])
def test_newsletter_toml_cannot_forge_a_header(field: str, payload: str) -> None:
    """The gate refuses these as well; here they come past it."""
    by = newsletter()
    if field in {"url", "mailto"}:
        rule = by.unsubscribe.model_copy(update={field: f"{payload}{{token}}"})
        changed = by.model_copy(update={"unsubscribe": rule})
    elif field == "author":
        changed = by.model_copy(update={"author": f"{payload} <brief@brief.example.org>"})
    else:
        changed = by.model_copy(update={field: payload})
    with pytest.raises(OperatorError) as refusal:
        compiled(by=changed)
    assert "U+" in refusal.value.findings[0].message


def test_all_that_is_amiss_is_said_at_once() -> None:
    by = newsletter(unsubscribe={})
    by = by.model_copy(update={"name": "a\nb"})
    with pytest.raises(ComposerError) as refusal:
        compiled(edition(subject="x\ny", reply_to="nobody"), by)
    assert len(refusal.value.findings) == 4


def test_a_time_without_a_zone_is_our_fault() -> None:
    with pytest.raises(ValueError, match="time zone"):
        compile_message(
            edition(),
            newsletter(),
            token_key=KEY,
            sent_on=datetime(2025, 2, 20),  # noqa: DTZ001 - the point
        )
