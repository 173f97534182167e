"""The pages: a module for each, with a ``router`` and its ``PAGE`` in the navigation. To add one, write the module and name it here."""

from __future__ import annotations

from importlib import import_module

from fastapi import APIRouter

from kanzei.web.pages.shell import problem_page

__all__ = ["PAGES", "page_routers", "problem_page"]

PAGES = ("calculator", "files", "law", "deal", "impact", "record", "ledger")
"""Modules of this room that are pages, in the order of the navigation."""


def page_routers() -> list[APIRouter]:
    """The routers of all pages; those outside the navigation last."""
    return [import_module(f"kanzei.web.pages.{name}").router for name in (*PAGES, "report", "login")]
