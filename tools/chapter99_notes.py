"""Lists of codes that the notes of Chapter 99 spell out, read from the official text of 2026 revision 6.

A list is found by the words that open it and runs to the words that follow it; both must occur exactly as often as expected, so that
another text fails loudly instead of yielding half a list.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

REVISION = "2026HTSRev6"

_CODE = re.compile(r"(?<![\d.])(?!20[12]\d\b)\d{4}(?:[.,;]\d\d){0,2}(?:\.?\d\d)?(?!\d)")
"""A code of 4 to 10 digits; the text has slips such as ``2803;00.00``. Years are no codes."""

_IN_WORDS = ("19(i)", "19(q)")
"""Lists told in words: vehicles *of headings 8701 to 8705* name no code of the list."""

LISTS: tuple[tuple[str, str, str], ...] = (
    ("2(v)(iii)(a)", r"As provided for in heading 9903\.01\.32, .{0,600}?HTSUS:", r"\(b\) As provided in heading 9903\.02\.78"),
    ("2(v)(iii)(b)", r"\(b\) As provided in heading 9903\.02\.78, .{0,600}?:", r"\(iv\)"),
    ("2(v)(xx)", r"\(xx\) As provided in heading 9903\.02\.74, .{0,400}?:", r"\(xxi\)"),
    ("2(v)(xxii)", r"\(xxii\) As provided in heading 9903\.02\.76, .{0,1200}?:", r"\(xxiii\)"),
    ("2(v)(xxiii)", r"\(xxiii\) As provided in heading 9903\.02\.77, .{0,1200}?:", r"\(xxiv\)"),
    ("2(v)(xxiv)(b)", r"\(b\) As provided in heading 9903\.02\.81, .{0,1200}?:", r"\(xxv\)"),
    ("2(v)(xxv)(b)", r"\(b\) As provided in headings 9903\.02\.84 and 9903\.02\.89, .{0,600}?:", r"\(c\) As provided in headings 9903\.02\.85"),
    ("2(v)(xxv)(c)", r"\(c\) As provided in headings 9903\.02\.85 and 9903\.02\.90, .{0,1400}?:", r"\(d\) As provided in headings 9903\.02\.86"),
    ("2(v)(xxv)(d)", r"\(d\) As provided in headings 9903\.02\.86 and 9903\.02\.91, .{0,1400}?right\.\]|\(d\) As provided in headings 9903\.02\.86 and 9903\.02\.91, .{0,1400}?page\.\]", r"\(x\) \(i\) Except as provided"),
    ("2(x)(iii)(a)", r"\(a\) As provided in heading 9903\.01\.81, .{0,300}?:", r"\(b\) As provided in heading 9903\.01\.90"),
    ("2(x)(iv)", r"\(iv\) As provided in heading 9903\.01\.82, .{0,900}?:", r"\(v\)"),
    ("2(aa)(ii)", r"\(ii\) As provided in heading 9903\.03\.03, .{0,300}?:", r"\(iii\) As provided in heading 9903\.03\.04"),
    ("2(aa)(iii)", r"\(iii\) As provided in heading 9903\.03\.04, .{0,600}?:", r"\(iv\) As provided in heading 9903\.03\.05"),
    ("2(aa)(iv)", r"\(iv\) As provided in heading 9903\.03\.05, .{0,1200}?:", r"\(v\) As provided in heading 9903\.03\.06"),
    ("16(c)(i)", r"\(i\) Articles of aluminum:", r"\(ii\) Derivative aluminum articles:"),
    ("16(c)(ii)", r"\(ii\) Derivative aluminum articles:", r"\(iii\) Articles of steel:"),
    # Two columns interleave on this page: the three lists are read as one.
    ("16(c)(iii)-(v)", r"\(iii\) Articles of steel:", r"\(vi\) Derivative aluminum articles:"),
    ("16(c)(vi)", r"\(vi\) Derivative aluminum articles:", r"\(vii\) Derivative steel articles:"),
    ("16(c)(vii)", r"\(vii\) Derivative steel articles:", r"\(viii\) Articles of copper:"),
    ("16(c)(viii)", r"\(viii\) Articles of copper:", r"\(ix\) Derivative aluminum articles:"),
    ("16(c)(ix)", r"\(ix\) Derivative aluminum articles:", r"\(x\) Derivative steel articles:"),
    ("16(c)(x)", r"\(x\) Derivative steel articles:", r"\(d\) "),
    ("19(g)", r"\(g\) The rates of duty set forth in heading 9903\.85\.02 .{0,300}?:", r"\(h\)"),
    ("19(i)", r"\(i\) The rates of duty set forth in heading 9903\.85\.04 .{0,300}?:", r"\(j\) The rates"),
    ("19(j)", r"\(j\) The rates of duty set forth in heading 9903\.85\.07 .{0,400}?:", r"\(k\) The rates"),
    ("19(k)", r"\(k\) The rates of duty in heading 9903\.85\.08 .{0,400}?:", r"\(l\)"),
    ("19(o)", r"\(o\) The rates of duty set forth in heading 9903\.85\.12 .{0,300}?:", r"\(p\)"),
    ("19(q)", r"\(q\) The rates of duty set forth in heading 9903\.85\.13 .{0,300}?:", r"\(r\) The rates"),
    ("19(r)", r"\(r\) The rates of duty set forth in heading 9903\.85\.14 .{0,400}?:", r"\(s\) The rates"),
    ("19(s)", r"\(s\) The rates of duty set forth in heading 9903\.85\.15 .{0,400}?:", r"\(t\)|20\. \(a\)"),
    ("20(b)", r"\(b\) Heading 9903\.88\.01 applies to .{0,9000}?left to right\.\]", r"\(c\) For the purposes of heading 9903\.88\.02"),
    ("20(d)", r"\(d\) Heading 9903\.88\.02 applies to .{0,9000}?left to right\.\]", r"\(e\) For the purposes of heading 9903\.88\.03"),
    ("20(f)", r"\(f\) Heading 9903\.88\.03 applies to .{0,9000}?left to right\.\]", r"\(g\) "),
    ("20(s)(i)", r"\(s\) Heading 9903\.88\.15 applies to: .{0,300}?left to right\]", r"\(ii\) "),
    ("30(b)", r"\(b\) Heading 9903\.90\.08 applies to .{0,500}?:", r"\(c\) "),
    ("30(d)", r"\(d\) Heading 9903\.90\.09 applies to .{0,300}?:", r"\(e\)|31\. \(a\)"),
    ("31(b)", r"\(b\) Heading 9903\.91\.01 applies to .{0,900}?vertically\.\]", r"\(c\) Heading 9903\.91\.02"),
    ("31(c)", r"\(c\) Heading 9903\.91\.02 applies to .{0,400}?:", r"\(d\) Heading 9903\.91\.03"),
    ("31(d)", r"\(d\) Heading 9903\.91\.03 applies to .{0,400}?:", r"\(e\) Heading 9903\.91\.04"),
    ("31(f)", r"\(f\) \(i\) Heading 9903\.91\.05 applies to .{0,400}?:", r"\(ii\) The additional|\(g\) Heading 9903\.91\.06"),
    ("31(g)", r"\(g\) Heading 9903\.91\.06 applies to .{0,400}?:", r"\(h\) Heading 9903\.91\.07"),
    ("31(h)", r"\(h\) Heading 9903\.91\.07 applies to .{0,400}?:", r"\(i\) Heading 9903\.91\.08"),
    ("31(j)", r"\(j\) Heading 9903\.91\.11 applies to .{0,400}?:", r"\(k\)"),
    ("33(b)", r"\(b\) The rates of duty set forth in headings 9903\.94\.01, .{0,600}?:", r"\(c\)"),
    ("33(g)", r"\(g\) Subject to a manufacturer's import adjustment .{0,800}?:", r"\(h\)"),
    ("33(i)", r"\(i\) Heading 9903\.94\.31 sets forth .{0,400}?8703:", r"(?:articles|products|The|Such|In) "),
    ("33(j)", r"\(j\) Heading 9903\.94\.32 sets forth .{0,400}?:", r"(?:Goods|Any|articles|products|The|Such|In) "),
    ("35(a)", r"\(a\) As provided in heading 9903\.96\.01, .{0,1500}?subcolumn:", r"\(b\) As provided in heading 9903\.96\.02"),
    ("35(b)", r"\(b\) As provided in heading 9903\.96\.02, .{0,1500}?subcolumn:", r"\(c\)|36\. \["),
    ("37(b)", r"\(b\) The rates of duty set forth in heading 9903\.76\.01 .{0,400}?:", r"\(c\)"),
    ("37(d)", r"\(d\) The rates of duty set forth in headings 9903\.76\.02, .{0,500}?:", r"\(e\)"),
    ("37(f)", r"\(f\) Except for as provided by 9903\.76\.04, .{0,600}?:", r"\(g\)"),
    ("38(b)", r"\(b\) The rate of duty set forth in heading 9903\.74\.01 .{0,300}?:", r"\(c\)"),
    ("38(c)", r"\(c\) Heading 9903\.74\.02 applies .{0,300}?:", r"\(d\)"),
    ("38(i)", r"\(i\) The rates of duty set forth in heading 9903\.74\.08 .{0,300}?:", r"\(j\)"),
    ("39(b)", r"\(b\) For the purposes of this note, .semiconductor articles. .{0,300}?:", r"\(\d\)|[A-Za-z]{5,}|\(c\)"),
)  # fmt: skip
"""(note, words that open the list, words that follow it)."""


def read_text(path: Path) -> str:
    """The whole text in one line, without page heads."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    text = re.sub(
        r"Harmonized Tariff Schedule of the United States Revision 6 \(2026\)|Annotated for Statistical Reporting Purposes",
        " ",
        text,
    )
    text = re.sub(r"^\s*(?:XXII|99 ?- ?III ?- ?\d+|U\.S\. Notes \(con\.\))\s*$", " ", text, flags=re.MULTILINE)
    return " ".join(text.split())


def read_lists(text: str) -> dict[str, list[str]]:
    """Note -> codes, digits only, in the order of the text.

    Raises
    ------
    ValueError   A list does not begin or end where it is expected.
    """
    out: dict[str, list[str]] = {}
    for note, opening, closing in LISTS:
        found = list(re.finditer(opening, text))
        if len(found) != 1:
            raise ValueError(f"note {note}: {len(found)} openings match {opening}")
        rest = text[found[0].end() :]
        end = re.search(closing, rest)
        if end is None:
            raise ValueError(f"note {note}: nothing follows it like {closing}")
        body = re.sub(r"\[[^\]]*\]", " ", rest[: end.start()])
        words = [word for word in re.findall(_CODE, body) if note not in _IN_WORDS or not word.isdigit()]
        codes = (re.sub(r"\D", "", word) for word in words)
        out[note] = list(
            dict.fromkeys(code for code in codes if not code.startswith("99") and "01" <= code[:2] <= "98")
        )
    return out
