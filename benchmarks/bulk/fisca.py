"""A rules engine on the same lines: OpenFisca-Core, in an environment of its own: ``python fisca.py LINES.parquet ANSWERS.npy SAMPLE``.

What it computes, and all it computes: for goods of Japan, the ordinary duty from a column 1 rate that is handed over with each line, and the reciprocal duty, 10% from
2025-04-05 and 15% with column 1 from 2025-08-07. No lists of goods, no other country, authority, claim, program, quantity or heading.

Two ways are measured: whole vectors, one simulation for each span of days in which the law is the same (the engine's best case), and one simulation for each line (as a
question asked alone).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Line = build_entity(key="line", plural="lines", label="An entry line", is_person=True)

RATES = {
    "added": {"values": {"2025-01-01": {"value": 0.0}, "2025-04-05": {"value": 0.1}, "2025-08-07": {"value": 0.0}}},
    "in_all": {"values": {"2025-01-01": {"value": 0.0}, "2025-08-07": {"value": 0.15}, "2026-02-24": {"value": 0.0}}},
}


class value(Variable):  # noqa: N801  (OpenFisca names variables by their classes)
    """Entered value in cents."""

    value_type, entity, definition_period = float, Line, DateUnit.DAY


class column_1(Variable):  # noqa: N801
    """Rate of the ordinary duty."""

    value_type, entity, definition_period = float, Line, DateUnit.DAY


class ordinary(Variable):  # noqa: N801
    """Ordinary duty in cents, half up."""

    value_type, entity, definition_period = float, Line, DateUnit.DAY

    def formula(line: Any, period: Any) -> Any:  # noqa: N805
        """Column 1 on the value."""
        return np.floor(line("value", period) * line("column_1", period) + 0.5)


class reciprocal(Variable):  # noqa: N801
    """Reciprocal duty in cents, half up: added, or what is missing to a total with column 1."""

    value_type, entity, definition_period = float, Line, DateUnit.DAY

    def formula(line: Any, period: Any, parameters: Any) -> Any:  # noqa: N805
        """The rate of the day."""
        rate = parameters(period).reciprocal
        base = line("value", period)
        whole = np.floor(base * rate.in_all + 0.5)
        return np.floor(base * rate.added + 0.5) + np.maximum(0, whole - line("ordinary", period))


class duty(Variable):  # noqa: N801
    """Both together."""

    value_type, entity, definition_period = float, Line, DateUnit.DAY

    def formula(line: Any, period: Any) -> Any:  # noqa: N805
        """Their sum."""
        return line("ordinary", period) + line("reciprocal", period)


def system() -> TaxBenefitSystem:
    """The country package."""
    made = TaxBenefitSystem([Line])
    made.add_variables(value, column_1, ordinary, reciprocal, duty)
    made.parameters = ParameterNode("", data={"reciprocal": RATES})
    return made


def duties(law: TaxBenefitSystem, day: str, cents: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Duty in cents of lines of one span of the law."""
    simulation = SimulationBuilder().build_default_simulation(law, len(cents))
    simulation.set_input("value", day, cents)
    simulation.set_input("column_1", day, rates)
    return simulation.calculate("duty", day)


def main() -> None:
    """Measure and print."""
    path, answers, sample = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    table = pq.read_table(path)
    days = table["entered_on"].cast("string").to_numpy(zero_copy_only=False).astype("datetime64[D]")
    cents = np.round(table["value_usd"].cast("float64").to_numpy() * 100)
    rates = table["column_1"].to_numpy()
    law = system()
    duties(law, "2025-10-01", cents[:10], rates[:10])

    begun = time.perf_counter()
    made = np.empty(len(cents))
    later = days >= np.datetime64("2025-08-07")
    for span, day in ((~later, "2025-05-05"), (later, "2025-10-01")):
        made[span] = duties(law, day, cents[span], rates[span])
    vectors = time.perf_counter() - begun
    np.save(answers, made.astype(np.int64))

    some = np.linspace(0, len(cents) - 1, sample).astype(int)
    begun = time.perf_counter()
    for line in some.tolist():
        duties(law, str(days[line]), cents[line : line + 1], rates[line : line + 1])
    alone = time.perf_counter() - begun
    from importlib import metadata

    print(
        json.dumps(
            {
                "engine": f"OpenFisca-Core {metadata.version('openfisca-core')}",
                "lines": len(cents),
                "seconds": vectors,
                "lines_alone": sample,
                "seconds_alone": alone,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
