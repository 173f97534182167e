"""The files of `deploy/` against the program they run: options, limits, names, and the checkers that are installed."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from kanzei.cli.main import command_parser
from kanzei.web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy"
DEFAULTS = Settings()


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def commands() -> dict[str, list[str]]:
    """The command lines that the files start, words after `kanzei`."""
    unit = re.search(r"^ExecStart=\S+/kanzei (.*)$", text("kanzei.service"), re.M)
    backup = re.search(r"bin/kanzei (ledger backup .*)'$", text("kanzei-backup.service"), re.M)
    container = re.search(r'^CMD \["sh", "-c", "exec kanzei (.*)"\]$', text("Containerfile"), re.M)
    assert unit and backup and container
    found = {"unit": unit[1], "backup": backup[1], "container": container[1].replace('\\"', '"')}
    return {name: shlex.split(line) for name, line in found.items()}


@pytest.mark.parametrize(("name", "words"), commands().items())
def test_the_command_lines_are_those_of_the_program(name: str, words: list[str]) -> None:
    options = command_parser(words[0]).parse_args(words[1:])

    if name == "backup":
        assert options.output.startswith("/var/backups/kanzei/ledger-")
    else:
        assert DEFAULTS.port == options.port
        assert options.token_file is not None
        assert options.host == ("0.0.0.0" if name == "container" else DEFAULTS.host)


def test_the_extras_are_the_packages_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    chosen = re.search(r"^ARG EXTRAS=(.*)$", text("Containerfile"), re.M)
    assert chosen

    assert set(chosen[1].split(",")) <= project["optional-dependencies"].keys()


def test_the_proxies_let_through_what_the_server_takes() -> None:
    """An upload of the largest size and the longest question pass; the port is the server's."""
    nginx, caddy = text("nginx.conf"), text("Caddyfile")
    gigabytes = DEFAULTS.upload_bytes >> 30

    assert f"client_max_body_size {gigabytes}g;" in nginx
    assert f"max_size {gigabytes}GB" in caddy
    for name in (nginx, caddy):
        assert f"127.0.0.1:{DEFAULTS.port}" in name
        assert DEFAULTS.heavy_seconds < max(int(found) for found in re.findall(r"read_timeout (\d+)s", name))
    assert "proxy_request_buffering off;" in nginx and "proxy_buffering off;" in nginx


@pytest.mark.parametrize("name", ["kanzei.service", "kanzei-backup.service", "kanzei-backup.timer"])
def test_systemd_finds_nothing_wrong_in_the_unit(name: str) -> None:
    """But for the program, which is not installed there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("does not apply: no systemd here")
    ran = subprocess.run(["systemd-analyze", "verify", FOLDER / name], capture_output=True, text=True, check=False)
    told = [line for line in ran.stderr.splitlines() if "kanzei" in line and "/kanzei is not executable" not in line]

    assert [] == told


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("does not apply: no nginx here")
    pair = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", *pair],
        check=True,
        capture_output=True,
    )
    sample = text("nginx.conf").replace("/etc/kanzei/tls", str(tmp_path))
    for number in (80, 443):
        sample = sample.replace(f"listen {number}", f"listen {number + 20_000}")
    (tmp_path / "kanzei.conf").write_text(sample, encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; include {tmp_path}/kanzei.conf; }}",
        encoding="utf-8",
    )
    ran = subprocess.run(
        ["nginx", "-t", "-q", "-c", tmp_path / "nginx.conf", "-p", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (ran.returncode, ran.stderr)
