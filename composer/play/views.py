"""What each page of the inbox shows: the list, and a message as its reader would see it.

No script anywhere: tabs and switches are links, and the list comes again by itself
through the Refresh header, which a link turns off (WCAG 2.2 §2.2.2).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from composer.play.framing import FRAME_POLICY, PICTURE_POLICY, PICTURES, frame
from composer.play.inbox import Inbox
from composer.play.look import Look, look_at
from composer.play.mailbox import Arrival
from composer.play.reading import Opened, one_line, open_message, readable

TEMPLATES = Path(__file__).parent / "templates"
FILES = ("style.css", "mark.svg")
LIST_LENGTH = 50
REFRESH_SECONDS = 5
TABS = {"html": "HTML", "text": "Text", "headers": "Headers", "source": "Source"}
WIDTHS = (375, 700)
"""Pixels: a common phone, and the reading pane of a desktop client."""
SCHEMES = ("light", "dark")
SOURCE_LENGTH = 256 * 1024
"""Octets of source on the page; the file has them all."""


def size(octets: int) -> str:
    """In the unit that says it shortest; 1 KB is 1,024 octets."""
    if octets < 1024:
        return f"{octets} octets"
    return f"{octets / 1024:.0f} KB" if octets < 1024 * 1024 else f"{octets / 1024 / 1024:.1f} MB"


_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.loopcontrols"],
)
_PAGES.filters |= {"size": size, "one_line": one_line, "readable": readable}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list."""

    arrival: Arrival
    look: Look


class Views:
    """The pages of one inbox. Messages that were read are remembered, the last few of them."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._opened = lru_cache(16)(self._open)
        self._looks = lru_cache(20 * LIST_LENGTH)(self._look)

    def show_list(self, request: Request) -> Response:
        """The newest first, a page at a time; the first page comes again by itself."""
        mailbox = self._inbox.mailbox
        page = _number(request.query_params.get("page"), 1)
        newest_first = mailbox.arrivals[::-1]
        shown = newest_first[(page - 1) * LIST_LENGTH : page * LIST_LENGTH]
        is_live = page == 1 and "still" not in request.query_params
        response = self._render(
            "list.html",
            rows=[Row(arrival=a, look=self._looks(a.number)) for a in shown],
            count=mailbox.count,
            inbox=self._inbox,
            page=page,
            pages=max(1, -(-len(newest_first) // LIST_LENGTH)),
            is_live=is_live,
            seconds=REFRESH_SECONDS,
        )
        if is_live:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    def show_message(self, request: Request) -> Response:
        """One message, in the tab, width and scheme that the address names."""
        arrival, opened = self._find(request)
        tab = request.path_params.get("tab", "html")
        if tab not in TABS:
            raise HTTPException(404)
        width = _number(request.query_params.get("width"), WIDTHS[1])
        scheme = request.query_params.get("scheme", SCHEMES[0])
        choice = {
            "width": width if width in WIDTHS else WIDTHS[1],
            "scheme": scheme if scheme in SCHEMES else SCHEMES[0],
        }
        return self._render(
            "message.html",
            arrival=arrival,
            opened=opened,
            look=self._looks(arrival.number),
            source=arrival.octets[:SOURCE_LENGTH].decode("utf-8", "replace"),
            older=self._inbox.mailbox.find(arrival.number - 1),
            newer=self._inbox.mailbox.find(arrival.number + 1),
            tab=tab,
            tabs=TABS,
            widths=WIDTHS,
            schemes=SCHEMES,
            choice=choice,
            query=lambda **changes: urlencode(choice | changes),
            is_cut=len(arrival.octets) > SOURCE_LENGTH,
        )

    def show_frame(self, request: Request) -> Response:
        """The message's own HTML, behind its walls (composer.play.framing)."""
        arrival, opened = self._find(request)
        html = frame(opened, lambda part: f"/messages/{arrival.number}/parts/{part}")
        return HTMLResponse(html, headers={"Content-Security-Policy": FRAME_POLICY})

    def show_picture(self, request: Request) -> Response:
        """A part that is a picture; anything else is not shown."""
        _, opened = self._find(request)
        part = opened.find_part(request.path_params["part"])
        if part is None or part.content_type not in PICTURES:
            raise HTTPException(404)
        return Response(
            part.octets,
            media_type=part.content_type,
            headers={"Content-Security-Policy": PICTURE_POLICY},
        )

    def give_source(self, request: Request) -> Response:
        """The message as it came, to be saved."""
        arrival, _ = self._find(request)
        return Response(
            arrival.octets,
            media_type="message/rfc822",
            headers={
                "Content-Disposition": f'attachment; filename="message-{arrival.number}.eml"',
                "Content-Security-Policy": PICTURE_POLICY,
            },
        )

    def show_missing(self, request: Request, _: Exception) -> Response:
        """Nothing is at this address, or no longer."""
        response = self._render("missing.html")
        response.status_code = 404
        return response

    def _find(self, request: Request) -> tuple[Arrival, Opened]:
        arrival = self._inbox.mailbox.find(request.path_params["number"])
        if arrival is None:
            raise HTTPException(404)
        return arrival, self._opened(arrival.number)

    def _open(self, number: int) -> Opened:
        arrival = self._inbox.mailbox.find(number)
        return open_message(arrival.octets if arrival else b"")

    def _look(self, number: int) -> Look:
        arrival = self._inbox.mailbox.find(number)
        return look_at(self._opened(number), len(arrival.octets) if arrival else 0)

    def _render(self, template: str, **context: Any) -> HTMLResponse:
        return HTMLResponse(_PAGES.get_template(template).render(context))


def show_file(request: Request) -> Response:
    """The style sheet and the icon."""
    name = request.path_params["file"]
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(TEMPLATES / name)


def _number(text: str | None, default: int) -> int:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 7
    return max(1, int(text or default)) if is_number else default
