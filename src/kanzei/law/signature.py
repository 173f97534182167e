"""Whether a file is what somebody vouched for: a SHA-256 from elsewhere, or an OpenSSH signature by a key that the user trusts.

Signatures are those of ``ssh-keygen -Y sign -n kanzei-law`` (OpenSSH 8.2 and newer); the trusted keys stand in an *allowed signers* file, as ssh-keygen(1)
describes it: a name, options such as ``valid-before``, and a public key on each line. OpenSSH itself checks them; nothing is fetched.
"""

from __future__ import annotations

import hmac
import os
import re
import shutil
import subprocess
from pathlib import Path

from kanzei.errors import UsageError
from kanzei.law.package import sha256

__all__ = ["NAMESPACE", "check_digest", "check_signature", "signers_file"]

NAMESPACE = "kanzei-law"
"""What signatures are for: one that the same key made of mail or of code is not one of law."""

_PATIENCE_S = 60


def signers_file() -> Path:
    """Where a user's trusted keys stand (``$XDG_CONFIG_HOME/kanzei/allowed_signers``)."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return Path(home, "kanzei", "allowed_signers")


def check_digest(data: bytes, expected: str, name: str) -> None:
    """Hold a file against the digest it should have.

    Raises
    ------
    UsageError   The digest is none, or another.
    """
    wanted = expected.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{64}", wanted):
        raise UsageError(f"--sha256 {expected!r} is no SHA-256: 64 digits and letters a to f")
    if not hmac.compare_digest(wanted, sha256(data)):
        raise UsageError(
            f"{name} does not have the digest given: it is another file, or was damaged on its way; nothing was taken"
        )


def check_signature(data: bytes, signature: Path, signers: Path, name: str) -> str:
    """The name of the trusted signer of a file.

    Raises
    ------
    UsageError   OpenSSH is not installed, a file is missing, the key is not trusted, or the signature is not of this file.
    """
    program = shutil.which("ssh-keygen")
    if program is None:
        raise UsageError(
            "a signature is checked by OpenSSH's ssh-keygen, which is not installed: install it, or give --sha256"
        )
    if not signature.is_file():
        raise UsageError(f"{signature}: there is no such file")
    if not signers.is_file():
        raise UsageError(
            f"{signers}: there is no file of trusted signers: a line each, a name and a public key; --signers names another"
        )
    found = _ran(program, "find-principals", signers, signature, data)
    names = found.stdout.decode("utf-8", "replace").split("\n")[0].split(",") if found.returncode == 0 else []
    names = [one for one in names if one]
    if not names:
        raise UsageError(
            f"{name}: no key of {signers} made {signature}, or its line there does not hold today{_why(found)}; nothing was taken"
        )
    for one in names:
        found = _ran(program, "verify", signers, signature, data, "-I", one, "-n", NAMESPACE)
        if found.returncode == 0:
            return one
    raise UsageError(f"{name}: {signature} is no signature of this file by {names[0]}{_why(found)}; nothing was taken")


def _ran(
    program: str, what: str, signers: Path, signature: Path, data: bytes, *words: str
) -> subprocess.CompletedProcess[bytes]:
    command = [program, "-Y", what, "-f", str(signers.absolute()), "-s", str(signature.absolute()), *words]
    try:
        return subprocess.run(command, input=data, capture_output=True, check=False, timeout=_PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"ssh-keygen did not answer: {error}") from None


def _why(found: subprocess.CompletedProcess[bytes]) -> str:
    text = (found.stderr or found.stdout).decode("utf-8", "replace").strip().split("\n")[0].strip()
    return f" ({text})" if text else ""
