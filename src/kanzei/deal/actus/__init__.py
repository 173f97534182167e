"""Standard contracts: loans and guarantees after ACTUS, the Algorithmic Contract Types Unified Standards.

``contract`` makes a contract of its terms, ``events`` runs it, ``in_cents`` makes whole cents of its flows, and
``run_file`` holds all of it against a file of the official test layout.
"""

from __future__ import annotations

from kanzei.deal.actus.cents import Flow, equal_parts, in_cents, shared_cents, to_cents
from kanzei.deal.actus.contracts import SUPPORTED, Contract, contract, events
from kanzei.deal.actus.states import Event, Observed, RiskFactors
from kanzei.deal.actus.vectors import Case, Difference, run_file

__all__ = [
    "SUPPORTED",
    "Case",
    "Contract",
    "Difference",
    "Event",
    "Flow",
    "Observed",
    "RiskFactors",
    "contract",
    "equal_parts",
    "events",
    "in_cents",
    "run_file",
    "shared_cents",
    "to_cents",
]
