"""What the process gives the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.settings import SettingsInvalid
from connector.surroundings import Surroundings


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_certificates_that_cannot_be_read_are_named(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(SettingsInvalid, match=rf"SSL_CERT_FILE: {file} cannot be read \("):
        Surroundings().http()  # type: ignore[operator]
