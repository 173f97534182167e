"""The tutorial and the guides run as their readers run them: one command after the other, in one folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.doors.test_readme import PAGES, ROOT, pattern
from tools.refresh_examples import BLOCK, COMMAND, in_series, printed, without_digests, working_folder

GUIDES = [page for page in PAGES if in_series(page)]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_guide_shows_what_is_printed_and_written(page: Path) -> None:
    """Every output of the page, and the beginning of every file it shows, in their order."""
    with working_folder() as folder:
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if block["file"]:
                written = without_digests((folder / block["file"]).read_text(encoding="utf-8-sig"))
                assert re.fullmatch(pattern(block["body"].rstrip()), written), f"{block['file']}\n{written}"
                continue
            commands = COMMAND.findall(block["body"])
            for command, shown in zip(commands, COMMAND.split(block["body"])[1:], strict=True):
                assert command.startswith("$ kanzei "), f"{command}: only kanzei commands go into console blocks"
                got = printed(command, folder)

                assert re.fullmatch(pattern(shown.rstrip()), got), f"{command}\n{got}"


def test_the_tutorial_goes_from_a_first_duty_to_a_refund_file() -> None:
    """Ten steps, each with a command, and the steps that the site promises."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    steps = re.split(r"^## \d+\. ", text, flags=re.M)[1:]
    commands = [command.split()[2] for command in COMMAND.findall(text)]

    assert 10 == len(steps)
    assert [] == [step.split("\n")[0] for step in steps if "```" not in step and "    " not in step]
    assert {"duty", "timeline", "assess", "refund", "ledger", "record"} <= set(commands)
