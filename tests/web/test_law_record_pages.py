"""The pages of law, record and ledger in a real browser: asked as a person asks, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import DESKTOP, PHONE, ROOT, Server

pytestmark = pytest.mark.needs("playwright")

LINE = "hts=6307.90.98.70&from=JP&entered=2025-09-20&value=10000&filed=9903.02.73%3D1500.00&on=2026-07-20"
PATHS = (
    "/record?on=2025-08-28",
    "/record/conflicts?word=who+was+to+travel",
    "/record/check",
    "/record/compare",
    "/law?from=JP&on=2025-10-01",
    "/law/changes?before=2025-09-03&after=2025-09-10",
    "/law/instruments?word=wood",
    "/law/pending",
    "/law/coverage?section=9903.74",
    "/law/japan",
    "/law/jp/pork-prices",
    f"/ledger?{LINE}",
)
EVIL = "<script>document.title='taken'</script> Treasury Secretary Howard Lutnick praised the 50% tariff on steel."


@pytest.mark.needs("axe_playwright_python")
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_the_pages_fit_say_nothing_in_the_console_and_can_be_read_by_all(
    browser: Any, server: Server, size: dict[str, int], scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(base_url=server.url, viewport=size, color_scheme=scheme)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    for path in PATHS:
        tab.goto(path)
        wide, shown = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= shown, path
        assert 1 == tab.locator("h1").count(), path
        names = tab.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
        assert len(names) == len(set(names)), path
        found = Axe().run(tab).response["violations"] if size == DESKTOP or path in PATHS[1::5] else []
        for one in found:
            if one["impact"] in ("serious", "critical"):
                said += [f"{path} {one['id']}: {node['html'][:200]}" for node in one["nodes"]]
    context.close()

    assert [] == said


def test_what_stood_on_a_day_and_what_came_of_it(tab: Any) -> None:
    """The day is chosen, a commitment opened, the link taken up anew shows the same."""
    tab.goto("/record")
    tab.get_by_role("textbox", name="What stood on").fill("2025-08-28")
    tab.get_by_role("button", name="Show").click()
    duty = tab.get_by_role("article", name="General duty on goods of Japan")
    assert "in force since 2025-08-07 column 1 + 15%" in duty.locator(".now").inner_text()
    duty.get_by_text("What came of it").click()
    assert "superseded" in duty.inner_text()
    tab.goto(tab.get_by_role("link", name="A link that holds the whole question").get_attribute("href"))

    assert "2025-08-28" in tab.locator("h2#stood").inner_text() and "known=" in tab.url
    with tab.expect_download() as started:
        tab.locator("section", has=tab.locator("#stood")).get_by_role("link", name="CSV").click()
    assert "General duty on goods of Japan" in started.value.path().read_text()


def test_who_was_to_travel_on_a_phone(browser: Any, server: Server) -> None:
    context = browser.new_context(base_url=server.url, viewport=PHONE)
    tab = context.new_page()
    tab.goto("/record/conflicts")
    tab.get_by_label("Which question").fill("who was to travel")
    tab.keyboard.press("Enter")
    tab.locator(".ruling").wait_for()

    assert tab.locator(".ruling").inner_text().startswith("Ryosei Akazawa.")
    assert "A slip" in tab.locator(".side", has_text="Yoshimasa Hayashi").last.inner_text()
    context.close()


def test_a_report_is_pasted_and_its_words_are_marked_in_place(tab: Any) -> None:
    """The wrong office is marked, its number leads to the finding, and what was pasted is text."""
    tab.goto("/record/check")
    tab.get_by_label("The report", exact=True).fill(EVIL)
    tab.get_by_label("Day of the report").fill("2025-08-28")
    tab.get_by_role("button", name="Check it").click()
    wrong = tab.locator("mark.adds")
    wrong.first.wait_for()

    assert "Howard Lutnick" == wrong.first.inner_text()
    assert "Check a report · Kanzei" == tab.title()
    assert "<script>document.title='taken'</script>" in tab.locator(".paper").inner_text()
    assert "Scott Bessent" in tab.locator(".findings").inner_text()
    assert EVIL == tab.get_by_label("The report", exact=True).input_value()


def test_two_files_are_dropped_and_laid_side_by_side(tab: Any, tmp_path: Path) -> None:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text((ROOT / "examples/record/morning.txt").read_text() + "Growth is put at 1.2 per cent.\n")
    other.write_text((ROOT / "examples/record/evening.txt").read_text())
    tab.goto("/record/compare")
    tab.get_by_label("Or files").set_input_files([str(one), str(other)])
    tab.get_by_role("button", name="Compare").click()
    tab.locator("h2#conflicts").wait_for()

    assert "Conflicting (1)" == tab.locator("h2#conflicts").inner_text()
    assert ["1.2 per cent", "0.7 per cent"] == tab.locator("mark.adds").all_inner_texts()


@pytest.mark.long
def test_the_difference_of_two_days_with_its_codes(tab: Any) -> None:
    tab.goto("/law/changes")
    tab.get_by_label("Known after").fill("2025-09-03")
    tab.get_by_label("up to").fill("2025-09-10")
    tab.get_by_label("with the codes").check()
    tab.get_by_role("button", name="Compare").click()
    tab.locator("#reach-title").wait_for(timeout=60_000)
    with tab.expect_download() as started:
        tab.locator("p.files", has_text="the codes of each").get_by_role("link", name="CSV").last.click()

    codes = started.value.path().read_text().splitlines()
    assert "class,hts" == codes[0]
    assert "11,051 codes" in tab.locator("section", has=tab.locator("#reach-title")).inner_text()


def test_an_instrument_is_found_and_opened(tab: Any) -> None:
    tab.goto("/law")
    tab.get_by_role("link", name="Instruments", exact=True).click()
    tab.get_by_label("Words of id").fill("14345")
    tab.get_by_label("Known since").fill("2025-09-01")
    tab.get_by_role("button", name="Find").click()
    tab.get_by_role("link", name="agreement", exact=False).first.click()

    assert "/law/us/eo-14345" in tab.url
    assert "Provisions" in tab.locator("main").inner_text()
    tab.goto("/law?before=2025-09-03&after=2025-09-10")
    assert "/law/changes" in tab.url


def test_an_entry_line_is_settled_without_a_ledger(tab: Any) -> None:
    """Is my entry still refundable, how, until when: asked with a form, answered in a sentence."""
    tab.goto("/ledger")
    assert "reads no ledger" in tab.locator("main").inner_text()
    for label, text in (("Tariff code", "6307.90.98.70"), ("Country of origin", "JP"), ("Value, USD", "10000")):
        tab.get_by_label(label).fill(text)
    tab.get_by_label("Day of entry").fill("2025-09-20")
    tab.get_by_label("Numbers filed").fill("9903.02.73=1500.00")
    tab.get_by_label("Deadlines as of").fill("2026-07-20")
    tab.get_by_role("button", name="Settle the line").click()
    tab.locator(".verdict").wait_for(timeout=30_000)
    told = tab.locator(".verdict").inner_text()

    assert told.startswith("Yes. 800.00 USD") and "filed by 2026-10-19" in told


@pytest.mark.needs("duckdb")
def test_an_entry_is_looked_up_in_the_ledger(browser: Any, shelf: Server) -> None:
    context = browser.new_context(base_url=shelf.url, viewport=PHONE)
    tab = context.new_page()
    tab.goto("/ledger")
    assert "What lapses" in tab.locator("main").inner_text()
    tab.get_by_label("Entry number", exact=True).fill("ABC-1234567-6")
    tab.get_by_role("button", name="Look it up").click()
    tab.locator(".verdict").wait_for()
    assert tab.locator(".verdict").inner_text().startswith("Yes. 800.00 USD")
    tab.get_by_role("button", name="Compare").click()
    tab.get_by_text("lines moved").wait_for()
    moved = tab.locator("section", has=tab.locator("#changes-title")).locator("tbody tr").first
    assert "ruling" in moved.inner_text() and "30,800.00" in moved.inner_text()
    wide, shown = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= shown
    context.close()
