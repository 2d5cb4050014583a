"""premailer behind one door, with every other door shut. Traps 15 to 23, and 25."""

import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.cssselect import CSSSelector
from mjml import mjml2html

from composer.edition.inlining import _PLAIN, _Selected, inline
from composer.errors import DesignerError

STYLES = """@font-face { font-family: X; src: url(cid:x) }
@media (prefers-color-scheme: dark) { .a { color: #FFF !important; } u + .body .a { b: c } }
@supports (display: grid) { .a > .b { margin: 0 } } * { x-y: z } a:hover { color: red }
[data-ogsc] .a { color: #D8D5CD !important; } #MessageViewBody .a { width: 100% !important }"""
MSO = "<!--[if mso]><style>.a { mso-line-height-rule: exactly }</style><![endif]-->"
HEAD = f"<mj-head><mj-raw><style>{STYLES}</style>{MSO}</mj-raw></mj-head>"
BODY = """<mj-body><mj-section><mj-column>
<mj-text css-class="t">
<p class="a">Zürich – 日本 <a href="https://example.org/?a=1&amp;b=2">x</a></p></mj-text>
<mj-image src="cid:x" alt="" width="300px" />
<mj-button href="https://example.org">Go</mj-button><mj-divider />
<mj-raw><!--[if !mso]><!--><b class="a">x</b><!--<![endif]--></mj-raw>
</mj-column></mj-section></mj-body>"""
MAIL = mjml2html(f"<mjml>{HEAD}{BODY}</mjml>", fonts={})
CSS = ".a { color: #14213D; width: 100%; text-align: right } .t a { font-weight: 700 }"


def page(inside: str) -> str:
    return f"<!doctype html><html><head></head><body>{inside}</body></html>"


def test_rules_go_into_style_attributes() -> None:
    html = inline(MAIL, CSS)
    assert '<p class="a" style="color:#14213D; width:100%; text-align:right">' in html
    assert re.search(r'<a href="[^"]+" style="font-weight:700">', html)


@pytest.mark.parametrize("doctype", ["<!doctype html>", "<!DOCTYPE html>", ""])
def test_there_is_one_doctype_and_no_other_letters_than_were_there(doctype: str) -> None:
    """Trap 15."""
    html = inline(MAIL.replace("<!doctype html>", doctype), CSS)
    assert html.startswith("<!doctype html>")
    assert html.lower().count("<!doctype") == 1
    assert "Zürich – 日本" in html


@pytest.fixture
def callers() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that notes who asks."""
    seen: list[str] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"b { color: red }")

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listening) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()
        thread.join()


IMPORTS = [
    "@import url('{0}/a.css');",
    '@import "{0}/b.css";',
    "@IMPORT '{0}/c';",
    "@\\69mport '{0}/d';",
]


@pytest.mark.parametrize("rule", IMPORTS)
def test_an_import_is_refused_and_nobody_is_called(
    rule: str, callers: tuple[str, list[str]]
) -> None:
    """Trap 16: with allow_network=False cssutils still fetches every @import."""
    address, seen = callers
    style = f"<style>{rule.format(address)} b {{ color: red }}</style>"
    for html, css in ((page(style), ""), (page("<b>x</b>"), rule.format(address))):
        with pytest.raises(DesignerError) as caught:
            inline(html, css)
        assert caught.value.findings[0].code == "css-import"
    assert seen == []


@pytest.mark.parametrize("rule", IMPORTS)
def test_cssutils_fetches_nothing_even_when_it_is_asked(
    rule: str, callers: tuple[str, list[str]]
) -> None:
    """Trap 16: the second lock on the same door."""
    import cssutils

    address, seen = callers
    cssutils.parseString(rule.format(address))
    assert seen == []


@pytest.mark.parametrize(
    "href", ["{0}/x.css", "file:///etc/hostname", "/etc/hostname", "x.css", "../x.css"]
)
def test_a_linked_style_sheet_is_never_read(href: str, callers: tuple[str, list[str]]) -> None:
    """Traps 16 and 17."""
    address, seen = callers
    link = f'<link rel="stylesheet" href="{href.format(address)}">'
    html = inline(page(link + "<b>x</b>"), "b { margin: 0 }")
    assert (seen, '<b style="margin:0">' in html) == ([], True)


def test_premailer_has_nothing_to_fetch_with_and_others_keep_theirs() -> None:
    """Trap 16: the third lock; requests is neither loaded for us nor taken from others."""
    script = (
        "import sys\nimport composer.edition.inlining as ours\n"
        "assert 'requests' not in sys.modules\nimport requests\nassert requests.get\n"
        "assert not hasattr(ours.premailer.premailer.requests, 'get')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_every_style_block_survives_byte_for_byte() -> None:
    """Trap 18."""
    styles = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
    assert STYLES in styles.findall(MAIL)
    assert styles.findall(inline(MAIL, CSS)) == styles.findall(MAIL)


def test_picture_sizes_stay_and_no_old_attributes_come() -> None:
    """Trap 19: `width="300"` must not become `width="100%"`, or Outlook's sizes break."""
    html = inline(MAIL, CSS + " img { width: 100%; text-align: left; background-color: #FFFFFF }")
    assert re.search(r'<img [^>]*width="300"', html)
    for name in ("align", "valign", "bgcolor", "height"):
        assert html.count(f" {name}=") == MAIL.count(f" {name}="), name


def test_outlooks_comments_stay_as_they_are() -> None:
    """Trap 20: also no data-premailer inside them, where premailer does not look."""
    comments = re.compile(r"<!--.*?-->", re.DOTALL)
    html = inline(MAIL, CSS)
    assert comments.findall(html) == comments.findall(MAIL)
    assert MSO in html
    assert "data-premailer" not in html


@pytest.mark.parametrize(
    "style", ["p", "head", "b", "style", "", ";", "color", "a:b:c", "}", "url(x"]
)
def test_an_odd_style_attribute_does_not_stumble(style: str) -> None:
    """Trap 21: premailer's one cache for three functions."""
    html = inline(page(f'<b style="{style}">x</b><p>y</p>'), "b { margin: 0 } p { color: #FF0000 }")
    assert "margin:0" in html


def test_a_deep_letter_is_whole_and_a_too_deep_one_is_refused() -> None:
    """Trap 22: libxml2 drops what comes after 255 levels, or 2,046 when it is asked nicely."""
    deep = page("<div>" * 300 + "x" + "</div>" * 300 + "<p>end</p>")
    assert "<p>end</p>" in inline(deep, CSS)
    with pytest.raises(DesignerError) as caught:
        inline(page("<div>" * 3_000 + "x" + "</div>" * 3_000 + "<p>end</p>"), CSS)
    assert caught.value.findings[0].code == "too-deep"


def test_eight_threads_give_the_same_letter() -> None:
    """Trap 23: cssutils keeps globals."""
    alone = inline(MAIL, CSS)
    sheets = [CSS, CSS + " b { margin: 1px }"] * 20
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda css: inline(MAIL, css), sheets))
    assert together[0::2] == [alone] * 20
    assert together[1::2] == [inline(MAIL, sheets[1])] * 20


def test_too_much_work_is_refused_before_it_begins() -> None:
    """Two thousand rules for five thousand elements took 14.7 s."""
    css = "".join(f".c{n} {{ margin: 0 }}" for n in range(2_000))
    with pytest.raises(DesignerError) as caught:
        inline(page("<b></b>" * 5_000), css)
    assert caught.value.findings[0].code == "too-large"


def test_buttons_and_dividers_keep_their_look() -> None:
    """Trap 25: what MJML has written itself stays; stylesheet refuses rules for every `a`."""
    mail = mjml2html(f"<mjml>{BODY}</mjml>", fonts={})
    html = inline(mail, ".t a { color: #FF0000 } .t p { margin: 9px }")
    for made in re.findall(r'<a href="https://example.org" target="_blank" style="[^"]*"', mail):
        assert made in html
    for divider in re.findall(r'<p style="border-top[^"]*">', mail):
        assert divider in html


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&amp;b=2"),
        ("https://example.org/%20%C3%A9", "https://example.org/%20%C3%A9"),
        ("https://example.org/zq0123456789s000x/a", "https://example.org/zq0123456789s000x/a"),
        ("zq0123456789s000x", "zq0123456789s000x"),
        ("#anchor", "#anchor"),
        ("mailto:a@example.org?subject=x%20y", "mailto:a@example.org?subject=x%20y"),
    ],
)
def test_addresses_are_left_as_they_are(written: str, sent: str) -> None:
    """Trap 26: what is encoded once is not encoded again."""
    assert f'href="{sent}"' in inline(page(f'<a href="{written}">x</a>'), CSS)


def test_nothing_is_said_on_stderr() -> None:
    """Trap 27: premailer's defaults write 81 lines for one mail."""
    sheet = CSS + " p { mso-x: y }"
    script = f"from composer.edition.inlining import inline\ninline({MAIL!r}, {sheet!r})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


TAGS = st.sampled_from(["p", "b", "td", "a"])
CLASSES = st.lists(st.sampled_from(["a", "b", "c-d", "e_f"]), max_size=3).map(" ".join)


@given(
    st.lists(st.tuples(TAGS, CLASSES), max_size=20),
    st.sampled_from(["p", "b", ".a", ".c-d", "p.a", "td.e_f", ".a .b", "p > b", ".a.b", "p b.a"]),
)
@settings(max_examples=150)
def test_the_quick_way_finds_what_the_xpath_finds(
    tree: list[tuple[str, str]], selector: str
) -> None:
    inside = "".join(f'<{tag} class="{names}">' for tag, names in tree)
    root = etree.HTML(page(f"<div>{inside}</div>"))
    _Selected.forget()
    assert _Selected(selector)(root) == CSSSelector(selector)(root)
    assert bool(_PLAIN.fullmatch(selector)) == (" " not in selector and selector.count(".") < 2)
