"""The registry of authorities: ids fit for SQL, the same in every year."""

from __future__ import annotations

__all__ = ["AUTHORITIES", "DEPOSITS", "FILING_RANK", "ORIGINS"]

AUTHORITIES: dict[str, str] = {
    "mfn": "Ordinary duty: column 1 general or special, or column 2",
    "s301_china": "Section 301, China technology transfer",
    "s301_maritime": "Section 301, China maritime and logistics",
    "s301_brazil": "Section 301, Brazil",
    "s301_nicaragua": "Section 301, Nicaragua",
    "s301_japan_leather": "Section 301, leather and leather footwear of Japan",
    "s301_aircraft": "Section 301, large civil aircraft (EU and UK; suspended)",
    "s301_forced_labor": "Section 301, forced-labor import bans",
    "ieepa_border_ca": "IEEPA, northern border (Canada)",
    "ieepa_border_mx": "IEEPA, southern border (Mexico)",
    "ieepa_border_cn": "IEEPA, synthetic opioids (China and Hong Kong)",
    "ieepa_reciprocal": "IEEPA, reciprocal",
    "ieepa_brazil": "IEEPA, Brazil",
    "ieepa_india": "IEEPA, India (purchases of Russian oil)",
    "s122": "Section 122, balance of payments",
    "s338": "Section 338, Canada",
    "s232_autos": "Section 232, automobiles and automobile parts",
    "s232_trucks": "Section 232, medium and heavy vehicles, buses and their parts",
    "s232_steel": "Section 232, steel (to 2026-04-05)",
    "s232_aluminum": "Section 232, aluminum",
    "s232_copper": "Section 232, copper (to 2026-04-05)",
    "s232_metals": "Section 232, steel, aluminum and copper (from 2026-04-06)",
    "s232_wood": "Section 232, timber, lumber and wood products",
    "s232_semiconductors": "Section 232, semiconductors",
    "s232_pharma": "Section 232, pharmaceuticals",
    "s232_uas": "Section 232, unmanned aircraft systems",
    "s232_polysilicon": "Section 232, polysilicon",
    "s201_solar": "Section 201, solar cells and modules",
    "s201_quartz": "Section 201, quartz surface products",
    "ad": "Antidumping duty, cash deposit of a case the user names",
    "cvd": "Countervailing duty, cash deposit of a case the user names",
}
"""id -> name. The order is CBP's filing order of Chapter 99 headings on a line (Form 7501 instructions): section 301 first,
then IEEPA border, IEEPA reciprocal and later general duties, then sections 232 and 201; the goods' own code comes last. Case numbers of antidumping and
countervailing duty have a field of their own below the code (Form 7501, block 29, B)."""

DEPOSITS = ("ad", "cvd")
"""Authorities whose rates are no law of the book: a user gives them, line by line."""

FILING_RANK: dict[str, int] = {name: rank for rank, name in enumerate(AUTHORITIES)}

ORIGINS: dict[str, tuple[str, ...]] = {
    "s301_china": ("cn",),
    "s301_brazil": ("br",),
    "s301_nicaragua": ("ni",),
    "s301_japan_leather": ("jp",),
    "ieepa_border_ca": ("ca",),
    "ieepa_border_mx": ("mx",),
    "ieepa_border_cn": ("cn", "hk"),
    "ieepa_brazil": ("br",),
    "ieepa_india": ("in",),
    "s338": ("ca",),
}
"""Authorities that charge the goods of these countries and of no other."""
