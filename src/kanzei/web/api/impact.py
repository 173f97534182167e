"""``/impact``: what tariffs do, as ``kanzei impact`` answers: effective rates, history, revenue, partners, trade, general equilibrium, the deal with Japan."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from kanzei.web import rooms
from kanzei.web.api.deal import UPLOAD, upload_of
from kanzei.web.api.given import PROBLEMS, answer
from kanzei.web.api.parts import add, ask
from kanzei.web.questions import Day, Law, Question, Text, Words

__all__ = ["Ge", "History", "Japan", "Partners", "Rates", "Reproduce", "Revenue", "Trade", "router"]

router = APIRouter(prefix="/impact", tags=["impact"], responses=PROBLEMS)

Share = Annotated[float, Field(ge=0, le=1)]
Draws = Annotated[int, Field(ge=1, le=1000)]


class _Taken(Law):
    use: Words = Field([], description="use of preferences: 0.6, CA=0.87, observed:YYYY-MM (repeatable)")
    assume: Words = Field([], description="a fact of every line, KEY=VALUE (repeatable)")


class _Conventions(_Taken):
    convention: Text = Field("whole", description="metal in listed articles to 2026-04-05: whole, half, cbo-high, cbo-low")  # fmt: skip
    claim: Words = Field([], description="a claim of every line (repeatable)")
    no: Words = Field([], description="a claim denied on every line (repeatable)")
    loaded: Day | None = Field(None, description="day of loading of every line")


class Rates(_Conventions):
    """The question of ``kanzei impact etr``."""

    on: Day | None = Field(None, description="day of entry", examples=["2025-09-16"])
    since: Day | None = Field(None, description="first day of a span: the rate by day")
    until: Day | None = Field(None, description="the day after the last of a span")
    mean: bool = Field(False, description="the mean over the days of the span")
    origins: Text = Field("all", alias="from", description="partners, CC,…, EU for the Union, or all")
    by: Text | None = Field(None, description="partner, chapter, section, sector, code, authority; several with commas")
    shift: Text | None = Field(None, description="the mean once buyers have moved too, with this set of elasticities")


class History(_Conventions):
    """The question of ``kanzei impact history``."""

    on: Day = Field(description="the day", examples=["2025-08-28"])


class Revenue(_Conventions):
    """The question of ``kanzei impact revenue``."""

    month: Text = Field(description="YYYY-MM, the month, or the first of several", examples=["2025-07"])
    to: Text | None = Field(None, description="the last month")


class Partners(Question):
    """The question of ``kanzei impact partners``."""

    name: Text | None = Field(None, description="a country by name or two letters, or EU (default: all)")
    top: int | None = Field(None, ge=1, description="only the first ranks on each basis")


class Trade(_Taken):
    """The question of ``kanzei impact trade``."""

    on: Day = Field(description="day of the law looked at", examples=["2025-09-20"])
    since: Day | None = Field(None, description="base day (default: 2025-01-01)")
    origins: Text = Field("all", alias="from", description="partners shown, CC,…, EU for the Union, or all")
    by: Literal["partner", "chapter", "sector", "code"] = "partner"
    top: int = Field(15, ge=1, le=100_000, description="lines with the largest change")
    elasticities: Text | None = Field(None, description="set of elasticities, or a number")
    between_products: float | None = Field(None, ge=0, lt=1e6)
    against_home: float | None = Field(None, ge=0, lt=1e6)
    horizon: float | None = Field(None, ge=0, lt=1e6, description="years after the change (default: long run)")
    pass_through: Share | None = Field(None, description="part of a duty that buyers pay at the border")
    inverse_supply: float | None = Field(None, ge=0, lt=1e6)
    collected: Share = Field(1.0, description="part of duty that is collected")
    prices: bool = Field(False, description="consumer prices too")
    retail: Share = Field(1.0, description="part of dearer imports that shops pass on")
    draws: Draws | None = Field(None, description="draws for a range of every figure")
    seed: int = Field(1, ge=1)


class Ge(_Taken):
    """The question of ``kanzei impact ge``: one of rate, on, case, optimal and nash."""

    rate: Words = Field([], description="rate added on a country, COUNTRY=PERCENT (repeatable)", examples=[["JPN=15"]])
    on: Day | None = Field(None, description="the law book's rates of this day")
    case: Text | None = Field(None, description="a published scenario, such as ustr_income_tax_none")
    optimal: bool = Field(False, description="the uniform rate that is best for the US")
    nash: Words = Field([], description="rates of the US and these on each other, best replies (repeatable)")
    retaliate: bool = Field(False, description="every partner charges the same rate on US goods")
    model: Literal["main", "lump-sum", "inputs", "fixed-transfers", "icio", "wiod14", "wiod-io"] = "main"
    since: Day | None = Field(None, description="with on: the day compared with")
    preferences: Literal["best", "none"] = "best"
    elasticity_set: Literal["IS", "U4", "CP", "BSY", "GYY", "Shap", "FGO", "LL"] = "IS"
    by_sector: bool = Field(False, description="with optimal: a rate for each sector")
    draws: Draws | None = Field(None, description="ranges over uncertain elasticities")
    sets: bool = Field(False, description="with draws: one of the eight sets at random each time")
    seed: int = Field(1, ge=0)
    elasticity: float = Field(4.0, ge=0.1, le=30, description="elasticity of trade, models main and lump-sum")
    country: Words = Field([], description="countries or groups shown (repeatable)")


class Reproduce(Question):
    """The question of ``kanzei impact reproduce`` with a shipped table."""

    name: Text = Field(description="liberation-day or nafta", examples=["nafta"])
    table: Text | None = Field(None, description="only this table of the paper")
    differing: bool = Field(False, description="only rows that are not the same")


class Japan(Law):
    """The question of ``kanzei impact japan``."""

    layer: Annotated[list[Literal["partial", "one-sector", "many-sectors", "many-sectors-io", "none"]], Field(max_length=5)] = Field(
        [], description="layers of models, or none: rates alone (repeatable)"
    )  # fmt: skip
    step: Words = Field(
        [], description="ten, twenty-four, stacked, inclusive, autos, s122 or s301 (repeatable; default: all)"
    )
    others: Literal["day", "base"] = Field("day", description="all partners bear the rates of the day, or Japan alone")
    horizon: float = Field(1.0, ge=1, le=100, description="years, of the partial layer")
    draws: Draws = Field(100, description="draws of elasticities")
    seed: int = Field(1, ge=0)
    assume: Words = Field([], description="a fact of every line, KEY=VALUE (repeatable)")
    convention: Text = Field("whole", description="metal in listed articles to 2026-04-05: whole, half, cbo-high, cbo-low")  # fmt: skip


add(router, "impact_etr", Rates, "Statutory rates weighted by imports, by partner, product group, authority or day.", picture=True)  # fmt: skip
add(router, "impact_history", History, "Duties over imports by year, and the last year with a higher rate.", picture=True)  # fmt: skip
add(router, "impact_revenue", Revenue, "Revenue by month: statutory, calculated, and received by the Treasury.", "models", picture=True)  # fmt: skip
add(router, "impact_partners", Partners, "Partners of 2024: imports, exports and rank, on each basis.")
add(router, "impact_trade", Trade, "Trade, revenue and prices by product once buyers move.", "models", picture=True)
add(router, "impact_ge", Ge, "Trade, prices and welfare in general equilibrium.", "models", body=True)
add(router, "impact_japan", Japan, "The deal with Japan step by step: rates, exports, output.", "models", picture=True)
add(router, "impact_reproduce", Reproduce, "A published table beside what the models here give.", "models", tables=None)


@router.post("/reproduce/upload", openapi_extra=UPLOAD)
async def reproduce_upload(request: Request) -> Response:
    """Tables of a file of a known layout (field ``file``, CSV), row by row beside what the models give; fields ``table`` and ``differing``."""
    file, fields = await upload_of(request, (".csv",))
    asked: dict[str, Any] = {
        "name": file,
        "table": fields.get("table"),
        "differing": fields.get("differing") in ("true", "1", "yes"),
    }
    return answer(await ask(request, "models", rooms.value, "impact_reproduce", asked))
