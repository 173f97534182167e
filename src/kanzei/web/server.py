"""The process of ``kanzei serve``: uvicorn around the application, an address told once it listens, a quiet end."""

from __future__ import annotations

from collections.abc import Callable

import uvicorn

from kanzei.errors import UsageError
from kanzei.web.app import create_app
from kanzei.web.settings import Settings

__all__ = ["serve"]


class _Server(uvicorn.Server):
    """Tells the address when it listens."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[str], object]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Listen, then tell where."""
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._tell(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")


def serve(settings: Settings, tell: Callable[[str], object]) -> int:
    """Serve until the process is asked to end; the exit code.

    Raises
    ------
    UsageError   The address cannot be listened on, or the data folder cannot be used.
    """
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http="h11",
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        limit_concurrency=1000,
        h11_max_incomplete_event_size=32 * 1024,
        ws="none",
    )
    server = _Server(config, tell)
    try:
        server.run()
    except KeyboardInterrupt:
        return 0
    except SystemExit:
        if app.state.refused is not None:
            raise app.state.refused from None
        raise UsageError(
            f"--port {settings.port}: {settings.host} cannot be listened on: the port may be taken"
        ) from None
    if app.state.refused is not None:
        raise app.state.refused
    return 0
