"""Pictures are drawn, name their source, and are the same file for the same result."""

from __future__ import annotations

import pytest

from kanzei.cli.main import main

COMMANDS = {
    "run": ["deal", "run", "--reading", "japan-headline", "--case", "secretarys-example"],
    "split": ["deal", "run", "--reading", "mou", "--case", "examples/deal/base.yaml"],
    "compare": ["deal", "compare", "--case", "examples/deal/base.yaml"],
    "montecarlo": ["deal", "montecarlo", "--reading", "mou", "--paths", "300", "--case", "JP-03"],
}


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_picture_says_where_it_is_from(name, tmp_path, capsys, monkeypatch, request):
    """SVG with the terms' digest and known day in it, twice the same; PNG as well."""
    monkeypatch.chdir(request.config.rootpath)
    one, other, png = (tmp_path / name for name in ("a.svg", "b.svg", "c.png"))
    for path in (one, other, png):
        assert 0 == main([*COMMANDS[name], "--plot", str(path)])
    text = one.read_text(encoding="utf-8")

    assert "Source: Kanzei" in text
    assert "terms as known 2026-11-22, digest " in text
    assert one.read_bytes() == other.read_bytes()
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "picture written to" in capsys.readouterr().err


@pytest.mark.needs("matplotlib")
def test_a_picture_that_cannot_be_written_is_refused_first(tmp_path, capsys):
    for path, said in ((tmp_path / "a.gif", ".png or .svg"), (tmp_path / "none" / "a.svg", "there is no folder")):
        assert 2 == main([*COMMANDS["run"], "--plot", str(path)])
        assert said in capsys.readouterr().err
