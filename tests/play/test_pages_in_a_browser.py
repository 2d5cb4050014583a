"""In a real browser: hostile mail runs nothing and calls nobody, and the page is fit to use."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from importlib.resources import files
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from composer.play import Inbox, InboxPages

pytestmark = pytest.mark.browser
AXE = files("axe_playwright_python") / "axe.min.js"
NOW = datetime(2025, 2, 20, 9, 0, tzinfo=UTC)

# Each calls {out}, an address of ours that only listens, or alert(), when it gets its way.
PAYLOADS = [
    "<script>fetch('{out}/script')</script>",
    "<script src='{out}/script.js'></script>",
    "<script type=module>import '{out}/module.js'</script>",
    "<img src=x onerror=\"fetch('{out}/onerror')\">",
    "<img src='{out}/pixel.png'>",
    "<img srcset='{out}/pixel.png 1x'>",
    "<picture><source srcset='{out}/p.png'><img src=x></picture>",
    "<svg onload=\"fetch('{out}/svg')\"><image href='{out}/svg.png'/></svg>",
    "<body onload=\"fetch('{out}/body')\">",
    "<body background='{out}/background.png'>",
    "<style>@import '{out}/import.css';</style>",
    "<style>p {{ background: url('{out}/style.png') }}</style><p>words",
    "<style>@font-face {{ font-family: f; src: url('{out}/f') }}</style><p style=font-family:f>x",
    "<p style=\"background-image: url('{out}/inline.png')\">words",
    "<link rel=stylesheet href='{out}/sheet.css'>",
    "<link rel=preconnect href='{out}'>",
    "<link rel=prefetch href='{out}/prefetch'><link rel=preload as=image href='{out}/preload.png'>",
    "<meta http-equiv=refresh content='0; url={out}/refresh'>",
    "<base href='{out}/'><img src=relative.png>",
    "<iframe src='{out}/iframe'></iframe>",
    "<iframe srcdoc=\"<script>fetch('{out}/srcdoc')</script>\"></iframe>",
    "<object data='{out}/object'></object><embed src='{out}/embed'>",
    "<video src='{out}/video' poster='{out}/poster.png' autoplay></video>",
    "<audio src='{out}/audio' autoplay></audio>",
    "<form action='{out}/form'><input name=a autofocus onfocus='this.form.submit()'></form>",
    "<details open ontoggle=\"fetch('{out}/toggle')\"><summary>x</summary></details>",
    "<table background='{out}/table.png'><tr><td>x</table>",
    "<input type=image src='{out}/input.png'>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
]

HTML: dict[str, Any] = {"content_type": "text/html"}


class Canary:
    """Listens on loopback and counts who calls; answers nobody."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._is_listening = True
        self._thread = Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while self._is_listening:
            try:
                caller, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self._is_listening = False
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.close()


@pytest.fixture(scope="module")
def inbox(canary: Canary) -> Iterator[Inbox]:
    with Inbox() as listening:
        for payload in PAYLOADS:
            put(listening, payload.format(out=canary.address))
        put(
            listening,
            "<!doctype html><meta name=color-scheme content='light dark'>"
            "<style>@media (prefers-color-scheme: dark) { p { color: rgb(1, 2, 3) } }</style>"
            "<p>words</p>" + "<p>more</p>" * 100,
        )
        yield listening


@pytest.fixture(scope="module")
def pages(inbox: Inbox) -> Iterator[InboxPages]:
    with InboxPages(inbox) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    # "null": the scheme is nobody's wish, so that only the page's own switch decides.
    context = browser.new_context(viewport={"width": 900, "height": 800}, color_scheme="null")
    yield context.new_page()
    context.close()


def put(inbox: Inbox, html: str) -> None:
    message = EmailMessage()
    message["Subject"] = "<script>alert(1)</script> \x1b[31m"
    message["To"] = '"<img src=x onerror=alert(1)>" <x@example.org>'
    message.set_content("Words.")
    message.add_alternative(html, subtype="html")
    inbox.mailbox.keep(message.as_bytes(), "a@example.org", ("x@example.org",), NOW)


def watch(page: Page, address: str) -> list[str]:
    """Everything that should not happen, as it happens."""
    seen: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        seen.append("dialog")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("popup", lambda _: seen.append("popup"))
    page.on("download", lambda _: seen.append("download"))
    page.on(
        "requestfinished",
        lambda request: None if request.url.startswith(address) else seen.append(request.url),
    )
    return seen


def test_no_hostile_message_runs_a_script_or_calls_anybody(
    page: Page, pages: InboxPages, inbox: Inbox, canary: Canary
) -> None:
    before = canary.calls
    seen = watch(page, pages.address)
    page.goto(pages.address)
    for number in range(1, len(PAYLOADS) + 1):
        page.goto(f"{pages.address}messages/{number}")
        assert page.frames[1].url == f"{pages.address}messages/{number}/frame"
    # The frame's own policy holds too when it is opened by itself, without the attribute.
    for number in range(1, len(PAYLOADS) + 1):
        page.goto(f"{pages.address}messages/{number}/frame")
    page.wait_for_timeout(300)
    assert seen == []
    assert canary.calls == before


def test_the_same_messages_do_call_out_where_no_wall_stands(page: Page, canary: Canary) -> None:
    """The control: what the test above does not see would be seen."""
    seen = watch(page, "http://127.0.0.1")
    successes = 0
    for payload in PAYLOADS:
        html, before = payload.format(out=canary.address), canary.calls
        page.route("**/naked", lambda route, _, html=html: route.fulfill(body=html, **HTML))
        page.goto("http://naked.test/naked", wait_until="domcontentloaded")
        page.wait_for_timeout(50)
        page.unroute("**/naked")
        successes += canary.calls > before
    assert successes >= 15
    assert "dialog" in seen


def test_a_message_can_be_opened_and_looked_at_in_the_dark(page: Page, pages: InboxPages) -> None:
    page.goto(pages.address)
    page.locator("h2 a").first.click()

    def shows_dark() -> bool:
        return bool(page.frames[1].evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))

    def follow(name: str, address: str) -> None:
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"**{address}**", wait_until="load")

    follow("Dark", "scheme=dark")
    assert shows_dark()
    follow("Light", "scheme=light")
    assert not shows_dark()
    follow("375", "width=375")
    assert page.locator("iframe").bounding_box()["width"] == 375  # type: ignore[index]
    page.get_by_role("link", name="Text").click()
    assert "Words." in page.locator("pre").inner_text()


@pytest.mark.parametrize("width", [320, 375, 900])
def test_no_page_is_wider_than_its_window(page: Page, pages: InboxPages, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    for path in ("", *(f"messages/1/{tab}" for tab in ("html", "text", "headers", "source"))):
        page.goto(pages.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(browser: Browser, pages: InboxPages, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 900, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for path in (
        "",
        "?still",
        "messages/1/html",
        "messages/1/text",
        "messages/1/headers",
        "messages/1/source",
        "messages/999",
    ):
        page.goto(pages.address + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        # A sandboxed frame cannot be entered, and its content is a stranger's.
        result = page.evaluate("axe.run({exclude: ['iframe']}, {iframes: false})")
        assert [(path, v["id"], v["nodes"][0]["html"]) for v in result["violations"]] == []
    context.close()
