"""The body: text first, pictures beside the HTML that shows them, boundaries never inside."""

import re
from dataclasses import replace

from tests.message.editions import compiled, edition, page, parsed, part, picture, reader, slot

PICTURES = (
    picture(),
    replace(picture("chart-00ff00ff.gif", bytes(range(256)) * 9), content_type="image/gif"),
)
WITH_PICTURES = edition(
    pictures=PICTURES,
    pictures_inline=True,
    html=page(
        '<img src="cid:harbor-3f2a9c1d.png" alt=""><p>cid:none.png</p>'
        f'<td background="cid:chart-00ff00ff.gif">{slot("name")}</td>'
    ),
)


def structure(octets: bytes) -> list[str]:
    return [one.get_content_type() for one in parsed(octets).walk()]


def test_text_comes_first_and_html_last() -> None:
    assert structure(compiled().addressed_to(reader()).octets) == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_inline_pictures_belong_to_the_html_alone() -> None:
    assert structure(compiled(WITH_PICTURES).addressed_to(reader()).octets) == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "image/gif",
    ]


def test_a_picture_is_found_by_its_content_id_and_is_whole() -> None:
    message = parsed(compiled(WITH_PICTURES).addressed_to(reader()).octets)
    html = part(message, "html")
    related = next(p for p in message.walk() if p.get_content_type() == "multipart/related")
    assert related["Content-Type"].params["type"] == "text/html"
    for one, sent in zip(PICTURES, list(related.iter_parts())[1:], strict=True):
        assert sent["Content-ID"] == f"<{one.name}@brief.example.org>"
        assert f'"cid:{one.name}@brief.example.org"' in html
        assert sent.get_content() == one.octets
        assert sent.get_content_disposition() == "inline"
        assert sent.get_filename() == one.name
    assert "cid:none.png<" in html


def test_hosted_pictures_are_not_sent() -> None:
    hosted = edition(
        pictures=PICTURES, html=page('<img src="https://x.example/harbor.png" alt="">')
    )
    assert "image/png" not in structure(compiled(hosted).addressed_to(reader()).octets)


def test_boundaries_are_made_from_the_content_and_are_in_no_part() -> None:
    octets = compiled(WITH_PICTURES).addressed_to(reader(name="=_")).octets
    assert octets == compiled(WITH_PICTURES).addressed_to(reader(name="=_")).octets
    boundaries = set(re.findall(rb'boundary="([^"]+)"', octets))
    assert len(boundaries) == 2
    for boundary in boundaries:
        assert (
            len(re.findall(rb"\r\n--" + boundary + rb"(?:--)?\r\n", octets))
            == octets.count(boundary) - 1
        )
    other = compiled(edition(fingerprint="00" * 32)).addressed_to(reader()).octets
    assert not any(boundary in other for boundary in boundaries)


def test_a_part_says_its_charset_and_encoding() -> None:
    japanese = edition(text="\u6d77\u4e0a\u81ea\u885b\u968a\n" * 200)
    plain, html = parsed(compiled(japanese).addressed_to(reader()).octets).iter_parts()
    assert plain["Content-Transfer-Encoding"] == "base64"
    assert html["Content-Transfer-Encoding"] == "quoted-printable"
    assert {plain.get_content_charset(), html.get_content_charset()} == {"utf-8"}


def test_line_ends_of_any_kind_become_crlf() -> None:
    mixed = edition(text="a\r\nb\rc\nd", html="<p>x</p>\r\n\r\n")
    got = parsed(compiled(mixed).addressed_to(reader()).octets)
    assert part(got, "plain") == "a\nb\nc\nd\n"
    assert part(got, "html") == "<p>x</p>\n"
