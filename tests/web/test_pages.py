"""The pages in a real browser, as a person drives them: at desktop and phone sizes, by keyboard, with no message in the console."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.conftest import CAR_LINK, DESKTOP, PHONE, ROOT, Server

pytestmark = pytest.mark.needs("playwright")


def test_a_code_is_found_by_words_and_answered_by_keyboard_alone(tab: Any) -> None:
    from playwright.sync_api import expect

    tab.goto("/")
    tab.get_by_label("Goods").focus()
    tab.keyboard.type("piano")
    tab.get_by_role("listbox").get_by_role("option").first.wait_for()
    tab.keyboard.press("ArrowDown")
    chosen = tab.get_by_role("listbox").get_by_role("option", selected=True)
    code = chosen.locator(".option-key").inner_text()
    assert chosen.get_attribute("id") == tab.get_by_label("Goods").get_attribute("aria-activedescendant")
    tab.keyboard.press("Enter")
    assert code == tab.get_by_label("Goods").input_value()
    tab.keyboard.press("Tab")
    tab.keyboard.type("japan")
    tab.get_by_role("option", name="Japan").wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.locator(".total .code").wait_for()

    assert code == tab.locator(".total .code").inner_text()
    expect(tab).to_have_url(re.compile(f"{re.escape(code)}.*from=JP"))


def test_keys_that_come_before_the_list_choose_from_the_list_of_the_words_typed(tab: Any) -> None:
    """Jamaica, first for "ja" and no answer to "japan", is not walked to; what is chosen is what those words find."""
    from playwright.sync_api import expect

    tab.goto("/?hts=8703.23.01.40&on=2025-09-20&value=30000")
    origin = tab.get_by_label("Country of origin")
    origin.focus()
    tab.keyboard.type("ja")
    tab.get_by_role("option", name="Jamaica").wait_for()
    tab.keyboard.type("pan")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")

    expect(origin).to_have_value("JP")
    expect(tab).to_have_url(re.compile("from=JP"))

    goods = tab.get_by_label("Goods")
    goods.fill("")
    tab.route("**/schedule/codes?*", lambda route: (tab.wait_for_timeout(300), route.continue_()))
    goods.focus()
    tab.keyboard.type("piano")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        tab.keyboard.press(key)

    expect(tab.locator(".total .code")).to_have_text(re.compile("^9201"))
    expect(goods).to_have_value(re.compile("^9201"))


def test_the_navigation_hides_no_page_on_a_phone(tab: Any) -> None:
    tab.set_viewport_size(PHONE)
    tab.goto("/record")
    for one in tab.get_by_role("navigation", name="Pages").get_by_role("link").all():
        box = one.bounding_box()
        assert 0 <= box["x"] and box["x"] + box["width"] <= PHONE["width"], one.inner_text()


def test_a_fact_is_stated_and_the_link_holds_it(tab: Any) -> None:
    """The price beside an answer is what it moves; the link, opened anew, shows the same."""
    from playwright.sync_api import expect

    tab.goto(f"/?{CAR_LINK}&known=2025-09-10")
    assert "8,250.00" == tab.locator(".total .big").inner_text()
    fact = tab.get_by_role("group", name="passenger_vehicle")
    assert "saves 3,750.00" in fact.inner_text()
    fact.get_by_label("it is not so").check()
    expect(tab.locator(".total .big")).to_have_text("4,500.00")
    expect(tab).to_have_url(re.compile("no=passenger_vehicle"))
    assert tab.get_by_role("group", name="passenger_vehicle").get_by_label("it is not so").is_checked()
    assert "Duty 4,500.00 dollars" in tab.get_by_role("status").inner_text()

    tab.goto(tab.url)
    assert "4,500.00" == tab.locator(".total .big").inner_text()
    tab.get_by_role("group", name="passenger_vehicle").get_by_label("as assumed").check()
    expect(tab.locator(".total .big")).to_have_text("8,250.00")
    assert "passenger_vehicle" not in tab.url


def test_a_quantity_is_asked_for_only_where_the_rate_counts_it(tab: Any) -> None:
    tab.goto(f"/?{CAR_LINK}")
    assert 0 == tab.get_by_label("Quantity").count()
    tab.get_by_label("Goods").fill("2204.21.50.40")
    tab.get_by_label("Country of origin").fill("FR")
    tab.get_by_label("Value, USD").focus()
    tab.get_by_label("Quantity, liters").wait_for()
    assert "needs the quantity in liters" in tab.get_by_role("alert").inner_text()
    tab.get_by_label("Quantity, liters").fill("1000")
    tab.keyboard.press("Tab")
    tab.locator(".total .big").wait_for()

    assert "quantity=1000" in tab.url


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_its_window(browser: Any, server: Server, size: dict[str, int], scheme: str) -> None:
    context = browser.new_context(base_url=server.url, viewport=size, color_scheme=scheme)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto("/")
    pages = [one.get_attribute("href") for one in tab.locator("nav[aria-label=Pages] a").all()]
    for path in [*pages, f"/?{CAR_LINK}"]:
        tab.goto(path)
        wide, shown = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= shown, path
        assert 1 == tab.locator("h1").count(), path
        names = tab.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
        assert len(names) == len(set(names)), path
    context.close()

    assert [] == said


@pytest.mark.needs("axe_playwright_python")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding_of_accessibility(browser: Any, server: Server, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(base_url=server.url, viewport=DESKTOP, color_scheme=scheme)
    tab = context.new_page()
    tab.goto("/")
    pages = [one.get_attribute("href") for one in tab.locator("nav[aria-label=Pages] a").all()]
    found: list[str] = []
    for path in [
        *pages,
        f"/?{CAR_LINK}&known=2025-09-10",
        "/law?from=JP&on=2025-10-01",
        "/law/us/eo-14345",
        "/impact?show=rates&since=2025-09-10&until=2025-09-20&from=JP&wait=1",
        "/nowhere",
    ]:
        tab.goto(path)
        for one in Axe().run(tab).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                found += [f"{path} {one['id']}: {node['html'][:200]}" for node in one["nodes"]]
    context.close()

    assert [] == found


def test_the_pages_work_without_script(browser: Any, server: Server) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/")
    for name, text in (("hts", "8703.23.01.40"), ("from", "JP"), ("on", "2025-09-20"), ("value", "30000")):
        tab.locator(f"#{name}").fill(text)
    tab.get_by_role("button", name="Show the duty").first.click()

    assert "4,500.00" == tab.locator(".total .big").inner_text()
    context.close()


def test_the_first_page_is_there_within_a_second(tab: Any) -> None:
    tab.goto("/")
    tab.goto(f"/?{CAR_LINK}")
    spent = tab.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")

    assert spent < 1000, f"{spent:.0f} ms"


def test_a_file_is_dropped_assessed_and_downloaded(tab: Any, tmp_path: Any) -> None:
    few = tmp_path / "few.csv"
    few.write_bytes(b"".join((ROOT / "examples/entries.csv").read_bytes().splitlines(keepends=True)[:11]))
    tab.goto("/files")
    tab.get_by_label("Files of entry lines").set_input_files(str(few))
    tab.get_by_role("button", name="Assess the files").click()
    card = tab.locator("article.job", has_text="few.csv").first
    card.locator(".big").wait_for(timeout=30_000)
    assert "10 lines, none failed" in card.inner_text()
    with tab.expect_download() as started:
        card.get_by_role("link", name="assessed.csv").click()

    assert 11 == len(started.value.path().read_text(encoding="utf-8-sig").splitlines())


def test_what_ninety_per_cent_is_worth_stands_on_the_page_and_moves_with_a_doubtful_term(
    tab: Any, tmp_path: Any
) -> None:
    """At first sight the readings side by side; an answer says what it moves, is taken, and stands in the link."""
    tab.goto("/deal")
    readings = tab.get_by_role("table").first
    assert "$16.18 bn" in readings.inner_text() and "$28.80 bn" in readings.inner_text()
    choice = tab.get_by_role("group", name="daa mode").get_by_label("cumulative")
    assert "\u2212$180.00 m" in choice.locator("xpath=..").inner_text()
    choice.check()
    tab.locator("form.ask").get_by_role("button", name="Show").click()
    tab.wait_for_url(re.compile("switch.daa_mode=cumulative"))
    assert "$16.00 bn" in tab.get_by_role("row", name=re.compile("Memorandum")).inner_text()
    with tab.expect_download() as started:
        tab.get_by_role("link", name="CSV").first.click()
    text = started.value.path().read_text()

    assert text.startswith("reading,party,put_in") and "mou,host,0.00,16000000000.00" in text


def test_a_plant_of_another_size_is_paid_out(tab: Any) -> None:
    tab.goto("/deal?amount=1000000000")
    assert "$1.62 bn" in tab.get_by_role("table").first.inner_text()
    tab.goto("/deal?known=2025-08-28")
    assert "us-headline" in tab.get_by_role("table").first.inner_text()
    assert "mou" not in tab.get_by_role("table").first.inner_text()


def test_what_the_cut_did_to_the_average_rate_on_japan_stands_on_the_page(tab: Any) -> None:
    """Goods at once by the evaluator, the mean over all goods when it is worked out, the same as the interface gives."""
    tab.goto("/impact")
    single = tab.get_by_role("table").filter(has_text="8703.23.01.40")
    assert "27.50%" in single.inner_text() and "19.70%" in single.inner_text()
    tab.locator(".panel .headline").wait_for(timeout=60_000)
    told = tab.request.get("/api/v1/impact/japan?layer=none").json()
    rates = {one["id"]: one["rates"]["statutory"] for one in told["steps"]}
    words = tab.locator(".panel .headline").inner_text()

    assert all(f"{100 * rates[step]:.2f}%" in words for step in ("stacked", "inclusive", "autos"))


def test_rates_by_day_name_what_begins_on_them(tab: Any) -> None:
    tab.goto("/impact?show=rates")
    tab.get_by_label("Entered from").fill("2025-09-10")
    tab.get_by_label("up to, not included").fill("2025-09-20")
    tab.get_by_role("button", name="Show").click()
    row = tab.get_by_role("row", name=re.compile("^2025-09-16"))
    row.wait_for(timeout=30_000)

    assert "FR" in row.inner_text()
    assert "since=2025-09-10" in tab.url
