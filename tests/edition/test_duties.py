"""No letter without its sender's address and the way out."""

from collections.abc import Callable

import pytest
from lxml import etree

from composer.edition import Edition, SlotBook
from composer.edition.duties import Owed, duty_findings
from composer.findings import Place, Severity

Render = Callable[..., Edition]
ADDRESS = "14 Customs Quay, Port Chalmers 9023"
BOOK = SlotBook(b"seed", ("unsubscribe_url", "name"))
WAY = BOOK.marker("unsubscribe_url")
IF, ELSE, END = BOOK.when("name"), BOOK.otherwise(), BOOK.done()
LINK = f'<a href="{WAY}">Leave</a>'
TEXT = f"A letter.\n14 Customs Quay, Port\nChalmers 9023\nLeave:\n{WAY}\n"
COLOPHON = """<mj-section><mj-column><mj-text>
{body}</mj-text></mj-column></mj-section>
"""


def missing(html: str = f"<p>{ADDRESS}</p>{LINK}", text: str = TEXT) -> list[str]:
    page = f"<!doctype html><html><head><title>{ADDRESS}</title></head><body>{html}</body></html>"
    owed = Owed(address=ADDRESS, book=BOOK, braces=frozenset({"{{"}), at=Place(path="t/a.j2"))
    found = list(duty_findings(page, text, owed, etree.HTML(page)))
    assert all(f.severity is Severity.BLOCK and f.hint for f in found)
    return [f.code for f in found]


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{ADDRESS}</p>{LINK}",
        f"<p>14 Customs Quay<br>PORT CHALMERS&nbsp;9023</p><p>{LINK}</p>",
        f"<div><p>14 <b>Customs</b> Quay,\n Port Chalmers 9023</p></div>{LINK}",
        f'<p>{ADDRESS}</p><a href="{WAY}"><img src="cid:x" alt="Leave"></a>',
    ],
)
def test_a_letter_that_says_both_passes(html: str) -> None:
    assert missing(html) == []


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (LINK, "html-address"),
        (f"<p>{ADDRESS[:-1]}</p>{LINK}", "html-address"),
        (f"<!-- {ADDRESS} -->{LINK}", "html-address"),
        (f'<p style="color:red; display: none">{ADDRESS}</p>{LINK}', "html-address"),
        (f"<div hidden><p>{ADDRESS}</p></div>{LINK}", "html-address"),
        (f"{IF}<p>{ADDRESS}</p>{END}{LINK}", "html-address"),
        (f"<p>{ADDRESS}</p>", "html-unsubscribe"),
        (f"<p>{ADDRESS} {WAY}</p>", "html-unsubscribe"),
        (f'<p>{ADDRESS}</p><a href="{WAY}"></a>', "html-unsubscribe"),
        (f'<p>{ADDRESS}</p><div style="DISPLAY:NONE">{LINK}</div>', "html-unsubscribe"),
        (f"<p>{ADDRESS}</p>{IF}{LINK}{ELSE}Stay!{END}", "html-unsubscribe"),
        (f"<p>{ADDRESS}</p><!--[if mso]>{LINK}<![endif]-->", "html-unsubscribe"),
    ],
)
def test_what_some_readers_would_not_see_is_missing(html: str, code: str) -> None:
    assert missing(html) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \n", "text-empty"),
        (f"A letter.\n{WAY}\n", "text-address"),
        (f"A letter.\n{ADDRESS}\n", "text-unsubscribe"),
        (TEXT + "{% if %}", "text-left-over"),
    ],
)
def test_the_text_owes_the_same(text: str, code: str) -> None:
    assert missing(text=text) == [code]


def test_braces_of_the_issue_are_no_placeholder() -> None:
    assert missing(text=TEXT + "write {{ like this") == []


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ('{{ newsletter.address }} <a href="{{ reader.unsubscribe_url }}">Leave</a>', []),
        ('<a href="{{ reader.unsubscribe_url }}">Leave</a>', ["html-address"]),
        ("{{ newsletter.address }}", ["html-unsubscribe"]),
        ("<p>Nothing to see.</p>", ["html-address", "html-unsubscribe"]),
    ],
)
def test_a_template_that_leaves_one_out_is_told(
    body: str, codes: list[str], edition_of: Render
) -> None:
    edition = edition_of(files={"colophon.mjml.j2": COLOPHON.format(body=body)})
    assert [finding.code for finding in edition.findings] == codes
    assert all(str(f.at) == "templates/trial/edition.mjml.j2:1:1" for f in edition.findings)
