from fastapi import APIRouter

from kanzei.web.pages.shell import Page

PAGE = Page("/impact", "Impact", "What tariffs do to rates, revenue, trade and prices")
router = APIRouter()
