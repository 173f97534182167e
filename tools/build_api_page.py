"""Write the page of every public name of the package from its signature and docstring, in Markdown.

    python tools/build_api_page.py out/site-pages

The page is built with the documentation site and is not committed; docs/reference/python.md is the page by example.
"""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kanzei

HEAD = """\
# Python, every public name

Made from the code: what `kanzei.__all__` lists, with signatures and docstrings. [By example](python.md). Names outside this list may
change without notice.
"""


def signature(name: str, found: Any) -> str:
    """The call of a function or class, one argument to a line where it is long."""
    try:
        called = inspect.signature(found)
    except (TypeError, ValueError):
        return name
    text = f"{name}{called}"
    if len(text) > 100:
        arguments = [f"    {argument}," for argument in _arguments(called)]
        back = "" if called.return_annotation is inspect.Signature.empty else f" -> {called.return_annotation}"
        text = "\n".join([f"{name}(", *arguments, f"){back}"])
    # Annotations are kept as text; people read them without the quotes and the names of our modules.
    text = re.sub(r"ForwardRef\('([^']*)'\)", r"\1", text)
    return re.sub(r"(: |-> )'([^'\n]*)'", r"\1\2", text).replace("kanzei.", "")


def _arguments(called: inspect.Signature) -> Iterator[str]:
    starred = False
    for one in called.parameters.values():
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        yield str(one)


def told(found: Any) -> list[str]:
    """A docstring: its first paragraph as prose, the rest as it stands."""
    text = re.sub(r":\w+:`~?(?:kanzei[\w.]*\.)?(\w+)`", r"`\1`", inspect.getdoc(found) or "")
    first, _, rest = text.partition("\n\n")
    out = [" ".join(first.split()), ""] if first else []
    return [*out, "```text", rest.rstrip(), "```", ""] if rest.strip() else out


def members(found: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that the class itself documents."""
    for name, member in vars(found).items():
        inner = getattr(member, "__func__", member)
        if (
            not name.startswith("_")
            and (inspect.isfunction(inner) or isinstance(inner, property))
            and inspect.getdoc(inner)
        ):
            yield name, inner


def section(name: str) -> list[str]:
    """One public name."""
    found = getattr(kanzei, name)
    if inspect.isclass(found) and issubclass(found, BaseException):
        bases = ", ".join(base.__name__ for base in found.__bases__)
        return [f"## {name}", "", f"`{name}({bases})`", "", *told(found)]
    out = [f"## {name}", "", "```python", signature(name, found), "```", "", *told(found)]
    if inspect.isclass(found):
        for member, inner in members(found):
            out += [f"### {name}.{member}", ""]
            if not isinstance(inner, property):
                out += ["```python", signature(member, inner), "```", ""]
            out += told(inner)
    return out


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for name in kanzei.__all__ for line in section(name))])


def main() -> None:
    """Write the page into the folder named."""
    options = argparse.ArgumentParser(description="the public interface")
    options.add_argument("folder", type=Path)
    folder = options.parse_args().folder / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "api.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
