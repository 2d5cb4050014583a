"""An issue is given the form of a template: every step in sight, none of them done here.

The same issue, template and newsletter give the same bytes on every machine. Nothing is
fetched, and nothing is read but the template's folder and the issue's pictures.
"""

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from composer.edition.checking import (
    Expected,
    braces_in,
    check_html,
    hosts_of,
    markers_in,
    size_findings,
)
from composer.edition.duties import Owed, duty_findings
from composer.edition.edition import Edition, EditionLink
from composer.edition.filling import READER_SLOTS, Filling
from composer.edition.hrefs import href
from composer.edition.markup import words_to_line
from composer.edition.mjml import compile_mjml
from composer.edition.mjml_hardening import harden
from composer.edition.mjml_mistakes import understood
from composer.edition.phrases import phrases
from composer.edition.pictures import gather_pictures
from composer.edition.plaintext import plain_text
from composer.edition.plausible import values_octets
from composer.edition.slots import SlotBook
from composer.edition.stylesheet import plain_rules
from composer.edition.template import WHOLE, Template
from composer.findings import Place
from composer.issue import Issue, Newsletter, content_of, links_of, texts_of, typeset


def render_edition(
    issue: Issue, newsletter: Newsletter, template: Template, *, root: Path
) -> Edition:
    """Give the issue the template's form. Reads pictures under `root`; touches no network.

    Raises:
        EditorError: a picture or an address of the issue; the editor mends it.
        DesignerError: the template, at its own line; the designer mends it.
    """
    issue = typeset(issue)
    content = content_of(issue) + newsletter.model_dump_json()
    filling = Filling(
        issue=issue,
        newsletter=newsletter,
        template=template,
        book=_open_book(content, newsletter, template),
        pictures=gather_pictures(
            issue, newsletter, root=root, width_px=template.manifest.picture_width
        ),
    )
    page = _page_of(filling, hosts_of([content]) | template.hosts)
    text = plain_text(issue, newsletter, filling.book, phrases(issue.language))
    return _bound(filling, page, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """The HTML, its tree, and what it was held against."""

    html: str
    tree: etree._Element
    expected: Expected


def _page_of(filling: Filling, hosts: frozenset[str]) -> _Page:
    """Fill, lint, harden, compile, inline, check; `hosts` are those that somebody wrote."""
    # Importing premailer takes 0.2 s, and many commands know editions without making one.
    from composer.edition.inlining import inline

    filled = filling.mjml()
    tokens = understood(filled)
    css = plain_rules(filling.css(), frozenset(token.name for token in tokens))
    hard = harden(tokens)
    html = compile_mjml(hard.text, place=lambda offset: filled.place(hard.origin(offset)))
    html = inline(html, css)
    expected = Expected(
        book=filling.book,
        hosts=hosts | hosts_of(href(a, filling.book, at=at) for a, at in links_of(filling.issue)),
        markers=markers_in(filled.text, filling.book.nonce),
        braces=braces_in(texts_of(filling.issue)),
    )
    return _Page(html=html, tree=check_html(html, expected), expected=expected)


def _bound(filling: Filling, page: _Page, text: str) -> Edition:
    """The parts as one edition, with its fingerprint."""
    html = page.html
    issue, newsletter, book = filling.issue, filling.newsletter, filling.book
    subject, preheader = (words_to_line(w, book) for w in (issue.subject, issue.preheader))
    reply_to = issue.reply_to or newsletter.reply_to or ""
    more = values_octets(html, book.slots, newsletter)
    seen = (html, text, subject, preheader, reply_to, newsletter.author)
    return Edition(
        slug=issue.slug,
        template=filling.template.name,
        language=issue.language,
        direction=issue.direction,
        date=issue.date,
        subject=subject,
        preheader=preheader,
        reply_to=reply_to,
        html=html,
        text=text,
        nonce=book.nonce,
        slots=book.slots,
        conditions=book.conditions,
        pictures=filling.pictures.all,
        pictures_inline=filling.pictures.inline,
        links=tuple(_links(page.tree, issue, book)),
        fingerprint=hashlib.sha256(json.dumps(seen).encode()).hexdigest(),
        values_octets=more,
        findings=(
            *filling.pictures.findings,
            *duty_findings(html, text, _owed(filling, page), page.tree),
            *size_findings(len(html.encode()) + more),
        ),
    )


def _owed(filling: Filling, page: _Page) -> Owed:
    return Owed(
        address=filling.newsletter.address,
        book=filling.book,
        braces=page.expected.braces,
        at=Place(path=f"{filling.template.path}/{WHOLE}"),
    )


def _open_book(content: str, newsletter: Newsletter, template: Template) -> SlotBook:
    """The slots to be; their nonce comes from all that makes the edition."""
    seed = f"{content}\0{template.digest}"
    return SlotBook(seed.encode(), (*newsletter.field_names, *READER_SLOTS))


def _links(tree: etree._Element, issue: Issue, book: SlotBook) -> Iterator[EditionLink]:
    """Links that lead out of the letter, each with the place of the first that has not come."""
    places: dict[str, deque[Place]] = defaultdict(deque)
    for address, at in links_of(issue):
        places[href(address, book, at=at)].append(at)
    for link in tree.iter("a"):
        address = link.get("href") or ""
        if address and not address.startswith("#"):
            waiting = places.get(address)
            yield EditionLink(
                address=address,
                words=" ".join(str(link.xpath("string()")).split()),
                at=waiting.popleft() if waiting else None,
            )
