"""Operations asked through the command itself: typed models that become its words, and its ``--json`` read back.

The words are made from fields alone; names of files are no fields, so that nothing on the disk of the asker is read.
"""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from kanzei.cli.main import command_parser
from kanzei.cli.parser import Misused
from kanzei.errors import UsageError
from kanzei.web.desk import Views
from kanzei.web.questions import Day, Question, Text, Words

__all__ = [
    "DealCompare",
    "DealWaterfall",
    "ImpactEtr",
    "ImpactGe",
    "ImpactHistory",
    "ImpactJapan",
    "ImpactPartners",
    "ImpactRevenue",
    "ImpactTrade",
    "told",
]


def _no_file(name: str) -> str:
    if Path(name).exists():
        raise ValueError(f"{name!r} is a file here: only what is shipped is read, by its id")
    return name


Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60), AfterValidator(_no_file)]
"""The id of something shipped: no path."""


class _Words(Question):
    """A question that becomes the words of a command: a field is an option of the same name."""

    def words(self) -> list[str]:
        """The options, each with its value in one word, so that no value is taken for an option."""
        out: list[str] = []
        for name, field in type(self).model_fields.items():
            value, option = getattr(self, name), f"--{(field.alias or name).replace('_', '-')}"
            if value is None or value is False or name in ("terms", "case_text"):
                continue
            out += (
                [option]
                if value is True
                else [f"{option}={one}" for one in (value if isinstance(value, list) else [value])]
            )
        return out  # fmt: skip


class DealCompare(_Words):
    """What each reading of the deal's terms is worth to each side."""

    terms: Literal["japan", "korea"] | None = Field(None, description="whose terms (default: those of the case)")
    case: Name | None = Field(None, description="projects: a shipped case by its id (default: illustration)")
    reading: list[Name] = Field([], max_length=10, description="only these readings, by id (repeatable)")
    known: Day | None = Field(None, description="the terms as they were known on this day")
    switch: Words = Field([], description="answer a doubtful term, PARAMETER=ANSWER (repeatable)")

    def command(self) -> tuple[list[str], str]:
        """The words, and the text of a file they name ``FILE``."""
        return ["deal", "compare", *self.words(), *([self.terms] if self.terms else [])], ""


class DealWaterfall(_Words):
    """Cash of a case through the waterfall."""

    case: Name | None = Field(None, description="a shipped case by its id")
    case_text: str | None = Field(
        None, max_length=200_000, description="or a case of one's own, the text of its file (YAML)"
    )
    known: Day | None = Field(None, description="the terms as they were known on this day")
    reading: Name | None = Field(None, description="mou, us-cumulative, us-headline, japan-headline")
    switch: Words = Field([], description="answer a doubtful term, PARAMETER=ANSWER (repeatable)")

    def command(self) -> tuple[list[str], str]:
        """The words, and the text of a file they name ``FILE``.

        Raises
        ------
        UsageError   Neither a shipped case nor a text is given, or both.
        """
        if (self.case is None) == (self.case_text is None):
            raise UsageError("name a shipped case in case, or give the text of one in case_text")
        words = [one for one in self.words() if not one.startswith("--case=")]
        return ["deal", "waterfall", *words, self.case or "FILE"], self.case_text or ""


class _Rates(_Words):
    """Conventions that rates of a day rest on."""

    use: Words = Field([], description="use of preferences: 0.6, CA=0.87, or observed:YYYY-MM (repeatable)")
    convention: Literal["whole", "half", "cbo-high", "cbo-low"] | None = Field(
        None, description="metal in listed articles"
    )
    known: Day | None = Field(None, description="the law as known on this day")
    switch: Words = Field([], description="a reading of a doubtful point, ID=CHOICE (repeatable)")
    answer: Literal["charged", "owed"] | None = Field(
        None, description="charged by law, or owed without void authorities"
    )


class ImpactEtr(_Rates):
    """Effective tariff rates, weighted by imports of 2024."""

    on: Day | None = Field(None, description="day of entry; or a span, since and until")
    since: Day | None = Field(None, description="first day of a span")
    until: Day | None = Field(None, description="the day after the last of a span")
    mean: bool = Field(False, description="the mean over the days of the span")
    origin: Text | None = Field(None, alias="from", description="partners, CC,CC or EU or all")
    by: Text | None = Field(None, description="partner, chapter, section, sector, code, authority; several with commas")

    def command(self) -> tuple[list[str], str]:
        """The words."""
        return ["impact", "etr", *self.words()], ""


class ImpactHistory(_Rates):
    """Average tariffs of a day against the years on file."""

    on: Day | None = Field(None, description="the day")

    def command(self) -> tuple[list[str], str]:
        """The words."""
        return ["impact", "history", *self.words()], ""


class ImpactRevenue(_Rates):
    """Revenue by month: what the law would bring, what was calculated and received."""

    month: Text = Field(description="YYYY-MM, the month, or the first of several")
    to: Text | None = Field(None, description="the last month")

    def command(self) -> tuple[list[str], str]:
        """The words."""
        return ["impact", "revenue", *self.words()], ""


class ImpactPartners(_Words):
    """Partners of 2024 by rank, on each basis."""

    name: str | None = Field(
        None, pattern=r"^[^-\s]", max_length=60, description="a country by name or two letters, or EU (default: all)"
    )
    top: int | None = Field(None, ge=1, le=300, description="only the first ranks on each basis")

    def command(self) -> tuple[list[str], str]:
        """The words; the name is no option."""
        words = [one for one in self.words() if not one.startswith("--name=")]
        return ["impact", "partners", *([self.name] if self.name else []), *words], ""


class ImpactTrade(_Words):
    """Trade, revenue and prices by product once buyers move."""

    on: Day = Field(description="day of the law looked at")
    since: Day | None = Field(None, description="base day (default: 2025-01-01)")
    origin: Text | None = Field(None, alias="from", description="partners shown, CC,CC or EU or all")
    by: Literal["partner", "chapter", "sector", "code"] | None = Field(None, description="what a line is")
    top: int = Field(15, ge=1, le=1000, description="lines with the largest change")
    horizon: float | None = Field(None, ge=0, le=100, description="years after the change (default: long run)")
    draws: int | None = Field(None, ge=1, le=500, description="draws for a range of every figure")
    use: Words = Field([], description="use of preferences: 0.6, CA=0.87 (repeatable)")
    known: Day | None = Field(None, description="the law as known on this day")
    switch: Words = Field([], description="a reading of a doubtful point, ID=CHOICE (repeatable)")

    def command(self) -> tuple[list[str], str]:
        """The words."""
        return ["impact", "trade", *self.words()], ""


class ImpactGe(_Words):
    """Trade, prices and welfare in general equilibrium; give one of rate, on, optimal and nash."""

    rate: Words = Field([], description="rate added on a country, COUNTRY=PERCENT, such as JPN=15 (repeatable)")
    on: Day | None = Field(None, description="the law book's rates of this day")
    optimal: bool = Field(False, description="the uniform rate that is best for the US")
    nash: Words = Field([], description="rates of the US and these on each other, best replies (repeatable)")
    retaliate: bool = Field(False, description="every partner charges the same rate on US goods")
    model: Literal["main", "lump-sum", "inputs", "fixed-transfers", "icio", "wiod14", "wiod-io"] | None = Field(
        None, description="the model (default: main, one sector)"
    )
    country: Words = Field([], description="countries or groups shown (repeatable)")

    def command(self) -> tuple[list[str], str]:
        """The words."""
        return ["impact", "ge", *self.words()], ""


class ImpactJapan(_Words):
    """Rates on Japan at each step from 2024 to 2026, and what models make of them."""

    layer: list[Literal["partial", "one-sector", "many-sectors", "many-sectors-io", "none"]] = Field(
        ["none"], max_length=4, description="layers of models; none: rates alone, in seconds (repeatable)"
    )
    step: list[Literal["ten", "twenty-four", "stacked", "inclusive", "autos", "s122", "s301"]] = Field(
        [], max_length=7, description="steps beside 2024 (repeatable; default: all)"
    )
    others: Literal["day", "base"] | None = Field(
        None, description="effects: all partners bear the day's rates, or Japan alone"
    )
    known: Day | None = Field(None, description="the law as known on this day at every step")

    def command(self) -> tuple[list[str], str]:
        """The words; the process that answers may have none below it."""
        return ["impact", "japan", *self.words(), "--processes=1"], ""


def told(views: Views, words: list[str], text: str) -> Any:
    """What a command prints with ``--json``; ``FILE`` among its words stands for a file that holds the text.

    Raises
    ------
    KanzeiError   As the command raises it. UsageError   The words are no question.
    """
    out = io.StringIO()
    with TemporaryDirectory() as folder:
        if text:
            path = Path(folder) / "case.yaml"
            path.write_text(text, encoding="utf-8")
            words = [str(path) if one == "FILE" else one for one in words]
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            try:
                options = command_parser(words[0]).parse_args([*words[1:], "--json"])
                options.run(options)
            except Misused as error:
                raise UsageError(error.message) from None
            except UsageError as error:
                raise UsageError(str(error).replace(folder, "").replace("/case.yaml", "case_text")) from None
    return json.loads(out.getvalue())
