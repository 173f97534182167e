"""What a server is told: where it listens, who may ask, how much, and where accepted work is kept."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

__all__ = ["LOOPBACK", "Settings"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Addresses that only this machine reaches."""


class Settings(NamedTuple):
    """Limits and places of one server.

    data             : folder of uploads, results and the journal of jobs; None: a temporary folder, removed at the end.
    token            : what a client must show; None on loopback only.
    names            : host names that may stand in ``Host`` beside the address itself.
    public           : the address that people use where a proxy stands in front, such as ``https://kanzei.example.org``: its name may stand in ``Host``, its pages
                       may ask, and sessions go over https only where it does.
    body_bytes       : largest body of a question; upload_bytes: largest upload, all its files together;
        report_bytes: reports to be checked or compared, together.
    ledger           : the ledger that is read, a file or the address of a server; None: none.
    rate, burst      : questions a second of one client, and how many at once.
    idle_seconds     : longest silence in the middle of a body.
    question_seconds : longest time of a question; heavy_seconds: of one that runs in a process of its own; model_seconds: of an economic model; job_seconds: of a job.
    queue            : most jobs waiting; keep_days: after how many days a finished job and its files are removed.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    data: Path | None = None
    token: str | None = None
    names: tuple[str, ...] = ()
    public: str | None = None
    body_bytes: int = 64 * 1024
    upload_bytes: int = 4 * 1024**3
    report_bytes: int = 4 * 1024**2
    rate: float = 200.0
    burst: int = 1000
    idle_seconds: float = 30.0
    question_seconds: float = 20.0
    heavy_seconds: float = 120.0
    model_seconds: float = 600.0
    job_seconds: float = 4 * 3600.0
    queue: int = 20
    keep_days: int = 30
    ledger: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK
