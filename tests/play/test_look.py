"""A glance at a message: right for good ones, and never at a loss for bad ones."""

import random
from email.message import EmailMessage

import pytest

from composer.play import first_look
from composer.play.reading import MOST_PARTS, open_message

FILLER = "&#847;&zwnj;&nbsp;" * 40


def letter(html: str = "", text: str = "Dear reader,\n\n  words.\n") -> bytes:
    message = EmailMessage()
    message["Subject"] = "Zażółć gęślą jaźń — and a subject that is long enough to be folded twice"
    message["From"] = "The Alliance Brief <brief@example.org>"
    message["To"] = "Łukasz <lukasz@example.org>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_a_glance_says_who_what_how_heavy_and_how_it_begins() -> None:
    octets = letter(
        "<html><head><title>T</title><style>p{}</style></head><body>"
        f"<div style='display:none'>Ministers meet{FILLER}</div><h1>Headline</h1>"
        "<a href='https://example.org/'>1</a><a href='mailto:a@example.org'>2</a>"
        "<a href='#top'>3</a><a name='x'>4</a></body></html>"
    )
    look = first_look(octets)
    assert look.subject.startswith("Zażółć gęślą jaźń — and a subject")
    assert look.author == "The Alliance Brief <brief@example.org>"
    assert look.recipient == "Łukasz <lukasz@example.org>"
    assert look.preheader == "Ministers meet"
    assert look.links == 2
    assert [part.content_type for part in look.parts] == ["text/plain", "text/html"]
    assert look.parts[0].octets == len("Dear reader,\n\n  words.\n")
    assert look.octets == len(octets)


@pytest.mark.parametrize(
    ("html", "preheader"),
    [
        ("<body><p>One</p><p>two.</p></body>", "One two."),
        ("<head><title>No</title></head><body><script>no</script>Yes", "Yes"),
        ("<p>" + "word " * 100, ("word " * 28).strip()),
        ("<p>a&zwnj;b", "ab"),
        ("<p>\x1b]0;title\x07 \u202eeno", "]0;title eno"),
        ("", "Dear reader, words."),
    ],
)
def test_the_preheader_is_what_a_list_of_messages_shows(html: str, preheader: str) -> None:
    assert first_look(letter(html)).preheader == preheader


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (b"Subject: plain", "plain"),
        (b"Subject: =?utf-8?q?=C3=89t=C3=A9?=", "Été"),
        (b"Subject: =?utf-8?b?Y2Fmw6k=?=\r\n =?utf-8?b?IQ==?=", "café!"),
        (b"Subject: \xc3\x89t\xc3\xa9", "Été"),
        (b"Subject: \xc9t\xe9", "\ufffdt\ufffd"),
        (b"Subject: =?no-such-charset?q?x?=", "=?no-such-charset?q?x?="),
        (b"Subject: =?utf-8?b?A?=", "=?utf-8?b?A?="),
        (b"Subject: =?utf-8?q?=1B]0;x=07y?=", "]0;x y"),
        (b"Subject: =?utf-8?q?a=E2=80=AEb?=", "a b"),
        (b"Subject:", ""),
        (b"X: y", ""),
    ],
)
def test_a_subject_is_shown_decoded_and_in_one_harmless_line(field: bytes, shown: str) -> None:
    assert first_look(field + b"\r\n\r\nwords").subject == shown


def test_nothing_in_a_glance_can_move_a_cursor() -> None:
    hostile = "\x1b\x9b\u202e\u2066\u2028\x00\x07\x08\x7f\x85"
    encoded = "=?utf-8?q?" + "".join(f"={octet:02X}" for octet in hostile.encode()) + "?="
    source = "".join(f"{name}: {encoded}\r\n" for name in ("From", "To", "Subject"))
    look = first_look(f"{source}\r\n{hostile} text".encode())
    shown = f"{look.subject}{look.author}{look.recipient}{look.preheader}"
    assert not set(hostile) & set(shown)
    assert "text" in shown


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\r\n",
        b"no header at all",
        b"Content-Type: text/plain; charset=no-such\r\n\r\n\xff",
        b"Content-Type: text/html; charset*=x''%E4\r\n\r\n<p",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: frob\r\n\r\n<p>x",
        b"Content-Disposition: attachment; filename*=no-such''%FF\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx",
        b"From: =?utf-8?q?" + b"a" * 5_000 + b"?=\r\n\r\nx",
        b"Subject" + b":" * 5_000 + b"\r\n\r\nx",
    ],
)
def test_a_malformed_message_is_still_a_message(octets: bytes) -> None:
    assert first_look(octets).octets == len(octets)


def test_a_thousand_multiparts_inside_each_other_are_left_closed() -> None:
    source = b""
    for depth in range(1_000):
        source += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
    opened = open_message(b"Subject: deep\r\n" + source)
    assert opened.subject == "deep"
    assert opened.parts == ()


def test_only_so_many_parts_are_looked_at() -> None:
    source = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    octets = source + b"--b\r\n\r\nx\r\n" * (MOST_PARTS + 100) + b"--b--\r\n"
    assert len(open_message(octets).parts) == MOST_PARTS


def test_chance_octets_are_looked_at_without_complaint() -> None:
    chance = random.Random(2025)
    words = [b"Content-Type: ", b"multipart/mixed; boundary=b", b"--b", b"\r\n", b"\r\n\r\n", b"="]
    words += [b"?=", b"=?utf-8?q?", b"<a href=", b"&#", b"\xff", b"\x00", b";", b'"', b"<!--", b"<"]
    for _ in range(500):
        octets = b"".join(chance.choices(words, k=60))
        assert first_look(octets).octets == len(octets)


def test_an_attached_text_is_not_taken_for_the_body() -> None:
    message = EmailMessage()
    message.set_content("the body")
    message.add_attachment("not the body", filename="notes.txt")
    opened = open_message(message.as_bytes())
    assert opened.text.strip() == "the body"
    assert [part.name for part in opened.parts] == ["", "notes.txt"]
