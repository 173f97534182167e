"""Stand-in."""

from fastapi import APIRouter

from kanzei.web.pages.shell import Page

PAGE = Page("/files", "Files", "x")
router = APIRouter()
