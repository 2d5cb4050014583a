"""Who may read the pages: a browser on this machine that was sent to this very place.

A page of another site can make its name point at 127.0.0.1 (DNS rebinding) and would
then read the inbox; its requests still carry its own name in Host. So only the exact
names of this server are answered. Nothing here changes on a request: GET and HEAD only.
"""

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""On every response; one that says otherwise itself keeps its own."""


class Guard:
    """Passes on GET and HEAD for this server's own names, and adds the headers above."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost", "[::1]")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # uvicorn was told to speak neither WebSocket nor lifespan.
            raise RuntimeError(f"no {scope['type']} here")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._chosen(scope)(scope, receive, send_guarded)

    def _chosen(self, scope: Scope) -> ASGIApp:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return PlainTextResponse("This inbox is somewhere else.\n", status_code=421)
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse(
                "The inbox can only be read.\n", status_code=405, headers={"Allow": "GET, HEAD"}
            )
        return self._app
