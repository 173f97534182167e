"""Run the notebooks of docs/ and write each as a page with its figures.

    python tools/build_notebooks.py out/site-pages

The notebooks are committed without outputs; a page shows what they print now. A cell that fails ends the work.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
TIMEOUT_S = 120


def executed(path: Path) -> Any:
    """The notebook with its outputs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError   A cell failed; the message shows it.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_S,
        kernel_name="python3",
        resources={"metadata": {"path": str(ROOT)}},
        extra_arguments=["--IPKernelApp.log_level=40"],
    )
    return client.execute(env={**os.environ, "PYTHONPATH": str(ROOT / "src")})


def page(notebook: Any, name: str, pictures: Path) -> str:
    """The notebook as Markdown; its figures are written into ``pictures``, its code stands folded."""
    out: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            out += [cell.source, ""]
            continue
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        code = "\n".join(f"    {line}".rstrip() for line in cell.source.split("\n"))
        out += ['??? quote "Code"', "", "    ```python", code, "    ```", ""]
        for output in cell.outputs:
            out += shown(output, pictures)
    out += [f"[The notebook itself]({name}), without outputs."]
    return "\n".join(out) + "\n"


def shown(output: Any, pictures: Path) -> list[str]:
    """One output: a figure with its words, or text."""
    if output.output_type == "stream":
        return ["```text", output.text.rstrip(), "```", ""] if output.name == "stdout" else []
    data = output.get("data", {})
    if "image/png" in data:
        content = base64.b64decode(data["image/png"])
        picture = pictures / f"{hashlib.sha256(content).hexdigest()[:12]}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(content)
        words = output.get("metadata", {}).get("image/png", {}).get("alt", "figure")
        return [f"![{words}]({picture.parent.name}/{picture.name})", ""]
    if "text/markdown" in data:
        return [data["text/markdown"], ""]
    return ["```text", data["text/plain"].rstrip(), "```", ""] if "text/plain" in data else []


def write(folder: Path) -> int:
    """Run every notebook and write its page and its own file below ``folder``; the number of notebooks."""
    paths = sorted(path for path in DOCS.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    for path in paths:
        target = folder / path.relative_to(DOCS).with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(executed(path), path.name, target.with_suffix("")), encoding="utf-8")
        target.with_suffix(".ipynb").write_bytes(path.read_bytes())
    return len(paths)


def main() -> None:
    """Write the pages into the folder named."""
    options = argparse.ArgumentParser(description="notebooks as pages")
    options.add_argument("folder", type=Path)
    print(f"{write(options.parse_args().folder)} notebooks run")


if __name__ == "__main__":
    main()
