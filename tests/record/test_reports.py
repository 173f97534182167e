"""Reports read from files, and what is taken out of them."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kanzei.cli import main
from kanzei.errors import UsageError
from kanzei.record.reports import Item, extract, read, read_text
from kanzei.record.reports.days import find_days
from kanzei.record.reports.equal import judge_figures
from kanzei.record.reports.identity import same_name
from kanzei.record.reports.times import interval, same_time


def items(text: str, *kinds: str) -> list[Item]:
    return [one for one in extract(read_text(text)) if one.kind in kinds]


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("a fund of $550 billion", "USD", "550000000000"),
        ("a fund of US$550bn", "USD", "550000000000"),
        ("a $550-billion fund", "USD", "550000000000"),
        ("550 billion dollars of loans", "USD", "550000000000"),
        ("loans of ¥340 billion", "JPY", "340000000000"),
        ("loans of 80 trillion yen", "JPY", "80000000000000"),
        ("about 45 oku yen", "JPY", "4500000000"),
        ("cost C$44 billion", "CAD", "44000000000"),
        ("it is 15 per cent", "%", "15"),
        ("it is 15%", "%", "15"),
        ("growth of 0.7 percent", "%", "0.7"),
        ("half of the profit", "%", "50"),
        ("nine-tenths of the profit", "%", "90"),
        ("a rise of 25 basis points", "pp", "0.25"),
        ("a quarter of a percentage point", "pp", "0.25"),
        ("paid $1,234.50 then", "USD", "1234.50"),
        ("some 75,000 tonnes of rice", "kg", "75000000"),
        ("in four years", "month", "48"),
        ("within 45 business days", "business day", "45"),
        ("twenty-five plants", "", "25"),
        ("one hundred and ninety-two plants", "", "192"),
        ("two and a half million cars", "", "2500000"),
        ("the sixth-largest partner", "", "6"),
        ("its 12th round", "", "12"),
    ],
)
def test_a_figure_is_read_in_any_of_its_words(text: str, unit: str, number: str) -> None:
    found = items(text, "money", "percent", "points", "number", "ordinal")

    assert [(unit, Decimal(number))] == [(one.unit, one.number) for one in found]


def test_a_figure_knows_its_place_measure_period_and_speaker() -> None:
    text = "Exports fell.\nThe finance ministry said exports to China rose 1.3% in July from a year earlier."
    (one,) = items(text, "percent")

    assert "1.3%" == text[one.start : one.stop]
    assert (2, 49) == read_text(text).place(one.start)
    assert "EXPORT" in one.what
    assert ("July", "year on year", ("China",)) == (one.period, one.basis, one.entity)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Aug. 28, 2025", "2025-08-28", "2025-08-28"),
        ("on 28 August 2025", "2025-08-28", "2025-08-28"),
        ("from Aug. 28-30", "2025-08-28", "2025-08-30"),
        ("on 28-30 August", "2025-08-28", "2025-08-30"),
        ("in July", "2025-07-01", "2025-07-31"),
        ("in April-June 2025", "2025-04-01", "2025-06-30"),
        ("in the second quarter of 2025", "2025-04-01", "2025-06-30"),
        ("in the first half of 2025", "2025-01-01", "2025-06-30"),
        ("next week", "2025-09-01", "2025-09-07"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("on Friday", "2025-08-29", "2025-08-29"),
        ("on 2029-01-19", "2029-01-19", "2029-01-19"),
    ],
)
def test_days_are_placed_from_the_day_of_the_report(text: str, first: str, last: str) -> None:
    ((_, _, when),) = find_days(text)

    assert (date.fromisoformat(first), date.fromisoformat(last)) == interval(when, date(2025, 8, 28))


@pytest.mark.parametrize("text", ["it may rise", "They march on", "the May issue is 3"])
def test_a_verb_is_no_month(text: str) -> None:
    assert (
        [] == [one for one in find_days(text) if one[2].grain == "month" and "may" not in text.lower().split()[1:2]][1:]
    )


def test_next_week_and_a_day_in_it_agree() -> None:
    (week,), (day,) = find_days("next week"), find_days("Sept. 4")

    assert same_time(week[2], date(2025, 8, 28), day[2], date(2025, 9, 5))
    assert same_time(week[2], None, day[2], None) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10%", "10.1%", True),
        ("15%", "15.5%", False),
        ("about $550 billion", "$549.8 billion", True),
        ("about $550 billion", "$610 billion", False),
        ("more than $500 billion", "$550 billion", True),
        ("more than $500 billion", "$450 billion", False),
        ("up to $550 billion", "$550 billion", True),
        ("$550 billion", "80 trillion yen", True),
        ("$550 billion", "8 trillion yen", False),
        ("$550 billion", "550 billion yen", False),
        ("50 basis points", "0.5 percentage points", True),
        ("18 months", "two years", False),
        ("12 months", "one year", True),
        ("75,000 tonnes", "75 million kilograms", True),
        ("15-20%", "17%", True),
    ],
)
def test_figures_are_judged(one: str, other: str, same: bool) -> None:
    kinds = ("money", "percent", "points", "number")
    (here,), (there,) = items(f"It is {one}.", *kinds), items(f"It is {other}.", *kinds)

    assert same is judge_figures(here, there).same
    assert same is judge_figures(there, here).same


AUGUST, OCTOBER = date(2025, 8, 28), date(2025, 10, 28)


@pytest.mark.parametrize(
    ("one", "other", "day", "same"),
    [
        ("Ryosei Akazawa spoke.", "They met Akazawa.", AUGUST, True),
        ("They met Akazawa Ryosei.", "They met Ryosei Akazawa.", AUGUST, True),
        ("JBIC governor Nobumitsu Hayashi spoke.", "Chief Cabinet Secretary Yoshimasa Hayashi spoke.", AUGUST, False),
        ("JBIC governor Hayashi spoke.", "Chief Cabinet Secretary Hayashi spoke.", AUGUST, False),
        ("Japan's prime minister spoke.", "They met Shigeru Ishiba.", AUGUST, True),
        ("Japan's prime minister spoke.", "They met Shigeru Ishiba.", OCTOBER, False),
        ("They met Donald Trump Jr.", "They met Donald Trump.", AUGUST, False),
        ("They met Ursula von der Leyen.", "They met Ms von der Leyen.", AUGUST, True),
        ("They met Maroš Šefčovič.", "They met Maros Sefcovic.", AUGUST, True),
    ],
)
def test_names_are_judged(one: str, other: str, day: date, same: bool) -> None:
    people = [items(text, "person") or items(text, "role") for text in (one, other)]

    assert same is same_name(people[0][-1], day, people[1][-1], day)


def test_html_is_read_as_its_words(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html><head><title>News</title><script>var rate = '99%';</script></head><body><nav>Home 12%</nav>"
        "<article><h1>Tariff cut</h1><p>The duty is <b>15</b>&nbsp;per cent.</p><p>It was 27.5&#37;.</p></article></body></html>",
        encoding="utf-8",
    )
    report = read(page)

    assert ["15 %", "27.5 %"] == [one.value for one in extract(report) if one.kind == "percent"]
    assert "99" not in report.text and "Home" not in report.text


def _pdf(*lines: str) -> bytes:
    """A page of text as the smallest PDF."""
    drawn = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return (body + end).encode("latin-1")


@pytest.mark.needs("pypdf")
def test_pdf_is_read_as_its_words(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(_pdf("The package of the two govern-", "ments is worth $550 billion."))
    report = read(file)

    assert "governments" in report.text
    assert ["550000000000 USD"] == [one.value for one in extract(report) if one.kind == "money"]


@pytest.mark.needs("pypdf")
def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_pdf("The duty is 15%."))))
    writer.encrypt("secret", algorithm="RC4-128")
    file = tmp_path / "locked.pdf"
    writer.write(file)

    with pytest.raises(UsageError, match="password"):
        read(file)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"\x00\x01\x02" * 99, "is no text"),
        (b"\x81\x8d\x90\x9d" * 99, "is no text"),
        (b"%PDF-1.7 nothing", "is no PDF that can be read|needs pypdf"),
        (b"*** --- ***", "holds no words"),
        (b"The duty is 15%. " * 600_000, "too long"),
    ],
)
def test_what_is_no_report_says_why(raw: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_bytes(raw)

    with pytest.raises(UsageError, match=says):
        read(file)


def test_other_encodings_and_ligatures(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes("The “ﬁnal” rate is 15% – at most.".encode("utf-16"))
    assert "final" in read(file).text

    file.write_bytes(b"The \x93final\x94 rate is 15%.")
    assert ["15 %"] == [one.value for one in extract(read(file)) if one.kind == "percent"]


def test_wrapped_lines_are_one_sentence_and_a_repeated_body_counts_once() -> None:
    body = (
        "The two governments agreed on Thursday that the duty on cars of Japanese\norigin would be cut to 15 per cent."
    )
    report = read_text(f"{body}\n\n{body}\n")

    assert 1 == len(report.sentences)
    assert 1 == report.repeats


def test_a_report_without_a_year_is_a_warning() -> None:
    assert "--reported-on" in read_text("The trip was planned for Aug. 28-30.").warnings[0]
    assert () == read_text("Updated Aug 28, 2025\nThe trip was planned for Aug. 28-30.").warnings
    assert date(2025, 8, 28) == read_text("TOKYO, Aug 28, 2025 (Reuters) - The trip is off.").dated


def test_the_command_shows_and_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    files[0].write_text("The package is worth $550 billion. The duty is 15%.", encoding="utf-8")
    files[1].write_text("The package is worth US$540bn. The duty is 15 per cent.", encoding="utf-8")

    assert 0 == main(["record", "compare", *map(str, files)])
    shown = capsys.readouterr().out
    assert "Conflicting (1)" in shown and "a.txt:1:22" in shown

    assert 0 == main(["record", "compare", *map(str, files), "--reported-on", "2025-08-28", "--json"])
    made = json.loads(capsys.readouterr().out)
    (conflict,) = made["conflicts"]
    assert ["$550 billion", "US$540bn"] == [one["value"] for one in conflict["values"]]
    for place in conflict["places"]:
        assert place["words"] and 1 == place["line"]
    assert [] == made["warnings"]
    assert {"money", "percent"} == {one["kind"] for one in made["items"][str(files[0])]}


def test_the_command_refuses_one_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 != main(["record", "compare", "a.txt"])
    assert "two reports or more" in capsys.readouterr().err
