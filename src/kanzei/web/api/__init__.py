"""The HTTP interface: a module for each resource, each with a ``router``. To add one, write the module and name it here."""

from __future__ import annotations

from importlib import import_module

from fastapi import APIRouter

__all__ = ["RESOURCES", "routers"]

RESOURCES = (
    "about",
    "duty",
    "timeline",
    "schedule",
    "law",
    "record",
    "deal",
    "impact",
    "ledger",
    "assess",
    "refund",
    "jobs",
)
"""Modules of this room, in the order of the OpenAPI document."""


def routers() -> list[APIRouter]:
    """The routers of all resources."""
    return [import_module(f"kanzei.web.api.{name}").router for name in RESOURCES]
