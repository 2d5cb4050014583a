"""The inbox as web pages on this machine: the addresses they have, and their server."""

import socket
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from composer.play.guarding import Guard
from composer.play.inbox import LOOPBACK, Inbox, port_taken
from composer.play.views import Views, show_file


def build_app(inbox: Inbox, port: int) -> Guard:
    """The pages of `inbox`, guarded for a server on `port` of this machine."""
    views = Views(inbox)
    routes = [
        Route("/", views.show_list, name="list"),
        Route("/messages/{number:int}", views.show_message, name="message"),
        Route("/messages/{number:int}/frame", views.show_frame, name="frame"),
        Route("/messages/{number:int}/parts/{part:int}", views.show_picture, name="picture"),
        Route("/messages/{number:int}/message.eml", views.give_source, name="source"),
        Route("/messages/{number:int}/{tab}", views.show_message, name="tab"),
        Route("/{file}", show_file, name="file"),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={404: views.show_missing}), port)


class InboxPages:
    """Serves the pages while it is entered, once: `with InboxPages(inbox) as pages: pages.address`.

    Args:
        port: 0 lets the system choose a free one.

    Raises:
        OperatorError: on entering, the port is taken.
    """

    def __init__(self, inbox: Inbox, *, port: int = 0) -> None:
        self._inbox = inbox
        self.port = port

    @property
    def address(self) -> str:
        """The list's web address."""
        return f"http://{LOOPBACK}:{self.port}/"

    def __enter__(self) -> Self:
        try:
            self._socket = socket.create_server((LOOPBACK, self.port))
        except OSError as error:
            raise port_taken(self.port, error) from error
        self.port = self._socket.getsockname()[1]
        self._server = uvicorn.Server(
            uvicorn.Config(
                build_app(self._inbox, self.port),
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = Thread(target=self._server.run, args=([self._socket],), name="inbox pages")
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
