"""Stand-in."""

from fastapi import APIRouter

from kanzei.web.pages.shell import Page

PAGE = Page("/law", "Law", "x")
router = APIRouter()
