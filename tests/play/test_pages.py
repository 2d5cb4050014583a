"""The pages show hostile mail harmlessly, and only to a browser on this machine."""

import re
import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

import httpx
import pytest

from composer.errors import OperatorError
from composer.play import Inbox, InboxPages

NOW = datetime(2025, 2, 20, 9, 0, tzinfo=UTC)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf500f000384018080d6d3a80000000049454e44ae426082"
)
PAYLOADS = [
    "<script>document.title='ran'</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }}{% for x in y %}",
    "javascript:alert(1)",
    "&lt;b&gt;",
]


def send(inbox: Inbox, **fields: str) -> None:
    message = EmailMessage()
    message["Subject"] = fields.get("subject", "Hello")
    message["From"] = "brief@example.org"
    message["To"] = fields.get("to", "aiko@example.org")
    message.set_content(fields.get("text", "Words."))
    if html := fields.get("html"):
        message.add_alternative(html, subtype="html")
        picture = message.get_payload()[1]  # type: ignore[index]
        picture.add_related(PIXEL, "image", "png", cid="<harbor@example.org>")  # type: ignore[union-attr]
        picture.add_related(b"<svg/>", "image", "svg+xml", cid="<drawn@example.org>")  # type: ignore[union-attr]
    with smtplib.SMTP(inbox.host, inbox.port, timeout=5) as client:
        client.send_message(message, "brief@example.org", ["aiko@example.org"])


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with Inbox() as listening:
        yield listening


@pytest.fixture(scope="module")
def pages(inbox: Inbox) -> Iterator[InboxPages]:
    with InboxPages(inbox) as served:
        yield served


@pytest.fixture(scope="module")
def browser(pages: InboxPages) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=pages.address, trust_env=False) as client:
        yield client


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(html: str, name: str) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in _Tags(html).tags if tag == name]


# --- who may read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("[::1]:{port}", 200),
        ("127.0.0.1", 421),
        ("localhost", 421),
        ("127.0.0.1:1", 421),
        ("127.0.0.1.nip.io:{port}", 421),
        ("localhost.:{port}", 421),
        ("LOCALHOST:{port}", 421),
        ("attacker.example:{port}", 421),
        ("127.0.0.1:{port}@attacker.example", 421),
        ("127.1:{port}", 421),
        ("0.0.0.0:{port}", 421),
        ("[::ffff:127.0.0.1]:{port}", 421),
        ("", 421),
    ],
)
@pytest.mark.parametrize("path", ["/", "/messages/1/frame", "/style.css"])
def test_only_the_exact_names_of_this_server_are_answered(
    browser: httpx.Client, pages: InboxPages, inbox: Inbox, host: str, status: int, path: str
) -> None:
    if not inbox.messages:
        send(inbox, html="<p>x")
    answer = browser.get(path, headers={"Host": host.format(port=pages.port)})
    assert answer.status_code == status


@pytest.mark.parametrize("hosts", [0, 2])
def test_a_request_has_exactly_one_host(pages: InboxPages, hosts: int) -> None:
    with socket.create_connection(("127.0.0.1", pages.port), timeout=5) as client:
        client.sendall(
            b"GET / HTTP/1.0\r\n" + b"Host: 127.0.0.1:%d\r\n" % pages.port * hosts + b"\r\n"
        )
        assert client.recv(4096).split()[1] in {b"400", b"421"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(browser: httpx.Client, method: str) -> None:
    answer = browser.request(method, "/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_head_is_answered_without_a_body(browser: httpx.Client) -> None:
    answer = browser.head("/")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/", "/messages/1", "/messages/1/frame", "/messages/99", "/style.css"]
)
def test_every_answer_keeps_to_itself(browser: httpx.Client, inbox: Inbox, path: str) -> None:
    if not inbox.messages:
        send(inbox, html="<p>x")
    headers = browser.get(path, headers={"Origin": "https://attacker.example"}).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert not [name for name in headers if name.startswith("access-control")]
    assert "set-cookie" not in headers


def test_a_taken_port_is_the_operators_to_mend(inbox: Inbox, pages: InboxPages) -> None:
    with pytest.raises(OperatorError, match="cannot listen"), InboxPages(inbox, port=pages.port):
        pass


# --- what they show ----------------------------------------------------------------------


def test_an_empty_inbox_says_where_to_send() -> None:
    with Inbox() as inbox, InboxPages(inbox) as pages:
        page = httpx.get(pages.address, trust_env=False)
    assert "Nothing has arrived yet" in page.text
    assert str(inbox.port) in page.text
    assert page.headers["Refresh"] == "5"


def test_the_list_is_newest_first_and_can_be_held_still(
    browser: httpx.Client, inbox: Inbox
) -> None:
    send(inbox, subject="the first of two")
    send(inbox, subject="the second of two", html="<p>It begins</p>")
    page = browser.get("/").text
    assert page.index("the second of two") < page.index("the first of two")
    assert "It begins" in page
    assert "Refresh" in browser.get("/").headers
    assert "Refresh" not in browser.get("/?still").headers
    assert "Refresh" not in browser.get("/messages/1").headers


def test_a_long_list_has_pages() -> None:
    with Inbox() as inbox, InboxPages(inbox) as pages:
        for number in range(51):
            inbox.mailbox.keep(b"Subject: no. %d\r\n\r\n" % number, "", ("a@example.org",), NOW)
        with httpx.Client(base_url=pages.address, trust_env=False) as client:
            assert len(tags(client.get("/").text, "h2")) == 50
            assert "no. 0" in client.get("/?page=2").text
            assert len(tags(client.get("/?page=2").text, "h2")) == 1
            for odd in ("0", "-1", "x", "9" * 30, "99", "٣"):
                assert client.get("/", params={"page": odd}).status_code == 200


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_and_subjects_are_words_and_never_markup(
    browser: httpx.Client, inbox: Inbox, payload: str
) -> None:
    quoted = payload.replace("\\", "\\\\").replace('"', '\\"')
    send(inbox, subject=payload, to=f'"{quoted}" <x@example.org>', text=payload, html="<p>x")
    number = inbox.mailbox.count
    for path in (
        "",
        *(f"messages/{number}/{tab}" for tab in ("html", "text", "headers", "source")),
    ):
        page = browser.get(path).text
        assert not tags(page, "script") + tags(page, "svg") + tags(page, "img")
        assert not re.search(r"<[^>]+\son\w+\s*=", page)
        assert "49" not in re.sub(r"\d{3,}|\d\d:\d\d:\d\d", "", page) or "{{" not in payload


def test_the_frame_is_sandboxed_twice(browser: httpx.Client, inbox: Inbox) -> None:
    send(inbox, html="<p>x")
    number = inbox.mailbox.count
    (frame,) = tags(browser.get(f"messages/{number}").text, "iframe")
    assert frame["sandbox"] == ""
    assert frame["title"]
    policy = browser.get(str(frame["src"])).headers["Content-Security-Policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules == {
        "sandbox": "",
        "default-src": "'none'",
        "img-src": "data: 'self'",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
    }


def test_pictures_inside_the_message_are_shown_and_nothing_else_is_served(
    browser: httpx.Client, inbox: Inbox
) -> None:
    send(
        inbox,
        html="<img src='cid:harbor@example.org'><img src=cid:harbor@example.org>"
        "<p style=\"background: url(cid:harbor@example.org)\"><img src='cid:nobody'>cid:harbor",
    )
    number = inbox.mailbox.count
    html = browser.get(f"messages/{number}/frame").text
    assert html.count(f"/messages/{number}/parts/3") == 3
    assert "cid:nobody" in html
    assert "cid:harbor" in html.partition("cid:nobody")[2]
    picture = browser.get(f"messages/{number}/parts/3")
    assert (picture.content, picture.headers["Content-Type"]) == (PIXEL, "image/png")
    assert picture.headers["Content-Security-Policy"].startswith("sandbox;")
    for part in (0, 1, 2, 4, 5):  # the two bodies, an SVG, and none
        assert browser.get(f"messages/{number}/parts/{part}").status_code == 404


def test_links_that_would_reach_out_by_themselves_are_no_elements(
    browser: httpx.Client, inbox: Inbox
) -> None:
    send(inbox, html="<LINK rel=preconnect href=//a.example><base href=//b.example><p>kept")
    html = browser.get(f"messages/{inbox.mailbox.count}/frame").text
    assert not tags(html, "link") + tags(html, "base")
    assert "kept" in html


def test_the_source_can_be_saved_as_it_came(browser: httpx.Client, inbox: Inbox) -> None:
    send(inbox, subject="saved")
    number = inbox.mailbox.count
    answer = browser.get(f"messages/{number}/message.eml")
    assert answer.content == inbox.messages[-1].octets
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="message-{number}.eml"'


@pytest.mark.parametrize(
    ("query", "classes"),
    [
        ("", "w700 light"),
        ("?width=375&scheme=dark", "w375 dark"),
        ("?width=9&scheme=x", "w700 light"),
        ('?scheme="><script>', "w700 light"),
    ],
)
def test_width_and_scheme_are_links(
    browser: httpx.Client, inbox: Inbox, query: str, classes: str
) -> None:
    send(inbox, html="<p>x")
    page = browser.get(f"messages/{inbox.mailbox.count}/html{query}").text
    assert tags(page, "iframe")[0]["class"] == classes


@pytest.mark.parametrize(
    "path",
    ["messages/0", "messages/999999", "messages/1/frob", "nothing", "..%2fviews.py", "list.html"],
)
def test_what_is_not_here_is_said_so(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "That is not here" in answer.text


def test_a_message_without_a_body_says_so(browser: httpx.Client, inbox: Inbox) -> None:
    inbox.mailbox.keep(b"Subject: bare\r\n\r\n", "", ("a@example.org",), NOW)
    number = inbox.mailbox.count
    assert "no HTML part" in browser.get(f"messages/{number}").text
    assert "no text part" in browser.get(f"messages/{number}/text").text
