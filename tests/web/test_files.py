"""Files, as a person drives them: dropped or chosen, several at once, looked at page by page, an entry looked up, everything taken away."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from tests.web.conftest import DESKTOP, PHONE, ROOT, Server
from tests.web.test_jobs import ended, sent

ENTRIES = (ROOT / "examples" / "entries.csv").read_bytes()
REFUND = [
    ("file", ("es-003.csv", (ROOT / "examples" / "es-003.csv").read_bytes())),
    ("report", ("rev-603.csv", (ROOT / "examples" / "rev-603.csv").read_bytes())),
]


@pytest.fixture(scope="module")
def assessed(http: Any) -> dict[str, Any]:
    """The shipped entries, one of them with a code that does not exist."""
    return ended(http, sent(http, ("entries.csv", ENTRIES.replace(b"8517130000", b"8517130099", 1))).json()["id"])


@pytest.fixture(scope="module")
def settled(http: Any) -> dict[str, Any]:
    return ended(http, http.post("/api/v1/refund", files=REFUND).json()["id"])


def rows(http: Any, job: dict[str, Any], what: str, **asked: Any) -> list[dict[str, str]]:
    text = http.get(f"/files/{job['id']}/table", params={"what": what, **asked}).text
    return list(csv.DictReader(io.StringIO(text)))


def cents(rows: list[dict[str, str]], name: str) -> int:
    return sum(int(row[name].replace(".", "")) for row in rows if row[name])


def test_months_and_authorities_sum_to_the_summary(http: Any, assessed: dict[str, Any]) -> None:
    months, authorities = rows(http, assessed, "months"), rows(http, assessed, "authorities")
    told = assessed["summary"]

    assert int(told["duty_usd"].replace(".", "")) == cents(months, "duty_usd") == cents(authorities, "amount_usd")
    assert told["lines"] == sum(int(row["lines"]) for row in months)
    for row in authorities:
        assert int(row["amount_usd"].replace(".", "")) == cents(months, f"{row['authority']}_usd")
    assert sorted(row["month"] for row in months) == [row["month"] for row in months]


@pytest.mark.parametrize("form", ["xlsx", "parquet", "jsonl"])
def test_every_kind_of_result_has_its_months(http: Any, assessed: dict[str, Any], form: str) -> None:
    few = b"".join(ENTRIES.splitlines(keepends=True)[:31])
    job = ended(http, sent(http, ("e.csv", few), form=form).json()["id"])
    plain = ended(http, sent(http, ("e.csv", few)).json()["id"])

    assert "done" == job["state"], job["error"]
    assert rows(http, plain, "months") == rows(http, job, "months") != []


def test_lines_are_leafed_through_and_those_that_failed_found(http: Any, assessed: dict[str, Any]) -> None:
    url = f"{assessed['url']}/rows"
    first = http.get(url, params={"size": 100}).json()
    last = http.get(url, params={"size": 100, "page": 4}).json()
    [failed] = http.get(url, params={"failed": "true"}).json()["rows"]
    entry = first["rows"][5]["entry_number"]
    dashed = f"{entry[:3]}-{entry[3:-1]}-{entry[-1]}"

    assert (369, 100, 69) == (first["total"], len(first["rows"]), len(last["rows"]))
    assert (2, "error") == (failed["row"], failed["status"])
    assert "8517.13.00.99 is not in" in failed["error"]
    assert {entry} == {row["entry_number"] for row in http.get(url, params={"entry": dashed}).json()["rows"]}
    assert ["2"] == [row["row"] for row in rows(http, assessed, "lines", failed="1")]


def test_a_line_that_failed_says_why_where_its_duty_would_stand(tab: Any, http: Any) -> None:
    """The reason is seen without moving the table: 31 lines, 23 of them with a mistake each."""
    data = (ROOT / "examples/entries-with-mistakes.csv").read_bytes()
    job = ended(http, sent(http, ("mistakes.csv", data)).json()["id"])
    tab.goto(f"/files/{job['id']}/report?failed=1")
    told = tab.get_by_role("region", name="Lines").locator("td.why")

    assert job["summary"]["failed"] == told.count() > 10
    cited = tab.locator("#citation").inner_text()
    assert "mistakes.csv, 31 lines, 23 of them failed" in cited and job["summary"]["lawbook"] in cited
    for one in told.all():
        assert len(one.inner_text()) > 10
        box = one.locator("span").bounding_box()
        assert 0 <= box["x"] and box["x"] + box["width"] <= DESKTOP["width"], one.inner_text()


def test_remedies_stand_in_the_order_of_their_last_days(http: Any, settled: dict[str, Any]) -> None:
    found = [row for row in rows(http, settled, "remedies") if row["open"] == "yes"]
    days = [row["file_by"] or row["last_day"] or "9999" for row in found]

    assert days == sorted(days) and len(days) > 5
    assert {row["open"] for row in rows(http, settled, "remedies")} == {"yes", "no"}
    calendar = next(one for one in settled["results"] if one["name"] == "deadlines.ics")
    assert http.get(calendar["url"]).text.startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("KZI-4100252-8", ["Yes", "800.00 USD by protest, to be filed by 2027-02-08"]),
        ("KZI41002304", ["It was paid back", "paid back on 2026-07-28"]),
        ("KZI00000000", ["is not in these files"]),
    ],
)
def test_an_entry_is_looked_up(tab: Any, settled: dict[str, Any], entry: str, told: list[str]) -> None:
    tab.goto(f"/files/{settled['id']}/report")
    tab.get_by_label("Entry number").fill(entry)
    tab.get_by_role("button", name="Look").click()
    text = " ".join(tab.locator("#told").inner_text().split())

    assert all(one in text for one in told), text


def test_a_report_is_read_page_by_page(tab: Any, assessed: dict[str, Any]) -> None:
    tab.goto(f"/files/{assessed['id']}/report")
    lines = tab.get_by_role("region", name="Lines")
    assert 50 == lines.locator("tbody tr").count()
    tab.get_by_role("link", name="next").click()
    assert "52" == tab.get_by_role("region", name="Lines").locator("tbody tr").first.locator("td").first.inner_text()
    tab.get_by_label("only those that failed").check()
    tab.get_by_role("button", name="Show").click()
    assert 1 == tab.get_by_role("region", name="Lines").locator("tbody tr").count()
    with tab.expect_download() as started:
        tab.locator("section", has=tab.get_by_role("heading", name="Lines")).get_by_role("link", name="CSV").click()

    assert 2 == len(started.value.path().read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_reports_fit_their_window_and_have_no_serious_finding(
    browser: Any,
    server: Server,
    assessed: dict[str, Any],
    settled: dict[str, Any],
    size: dict[str, int],
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(base_url=server.url, viewport=size)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    found: list[str] = []
    for path in (f"/files/{assessed['id']}/report", f"/files/{settled['id']}/report?entry=KZI41002528"):
        page.goto(path)
        wide, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= shown, path
        for one in Axe().run(page).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                found += [f"{path} {one['id']}: {node['html'][:200]}" for node in one["nodes"]]
    context.close()

    assert ([], []) == (found, said)


def test_two_files_are_dropped_together(tab: Any) -> None:
    """Dropped on the form as from a folder: the files are in its field, and both are assessed."""
    few = [b"".join(ENTRIES.splitlines(keepends=True)[:count]).decode() for count in (4, 6)]
    tab.goto("/files")
    held = tab.evaluate_handle(
        """texts => { const held = new DataTransfer();
             texts.forEach((text, at) => held.items.add(new File([text], `drop-${at}.csv`, { type: 'text/csv' }))); return held; }""",
        few,
    )
    form = tab.locator("form.upload").first
    form.dispatch_event("dragover", {"dataTransfer": held})
    assert "over" in str(form.get_attribute("class"))
    form.dispatch_event("drop", {"dataTransfer": held})
    assert 2 == tab.get_by_label("Files of entry lines").evaluate("one => one.files.length")
    tab.get_by_role("button", name="Assess the files").click()
    card = tab.locator("article.job", has_text="drop-0.csv, drop-1.csv").first
    card.locator(".big").wait_for(timeout=40_000)

    assert "8 lines, none failed" in card.inner_text()
    card.get_by_role("link", name="Months, lines, failures").click()
    assert 8 == tab.get_by_role("region", name="Lines").locator("tbody tr").count()


def test_a_job_without_an_answer_has_no_report(http: Any) -> None:
    job = ended(http, sent(http, ("none.csv", b"a,b\n1,2\n")).json()["id"])
    answers = [
        http.get(f"/files/{job['id']}/report"),
        http.get(f"{job['url']}/rows"),
        http.get(f"/files/{job['id']}/table"),
        http.get(f"/files/{'0' * 32}/report"),
    ]

    assert [409, 409, 409, 404] == [one.status_code for one in answers]
    assert 400 == http.get(f"/files/{job['id']}/table", params={"what": "nothing"}).status_code
    assert 400 == http.get(f"/files/{job['id']}/table", params={"form": "exe"}).status_code
