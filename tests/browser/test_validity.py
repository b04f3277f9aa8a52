"""What the Nu Html Checker (validator.github.io) says of every page, style sheet and picture: nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Sites, missing, npm


def findings(option: str, files: list[Path]) -> list[str]:
    """Errors and warnings for files of one language."""
    java = shutil.which("java") or missing("Java", "install a JRE, such as default-jre-headless")
    checker = npm("vnu-jar/build/dist/vnu.jar")
    command = [java, "-Xss4m", "-jar", str(checker), "--stdout", "--exit-zero-always", "--format", "json", option]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, encoding="utf-8", check=True, timeout=300)
    messages = json.loads(done.stdout)["messages"]
    told = [message for message in messages if message["type"] != "info" or message.get("subType") == "warning"]
    return sorted({f"{message['url']}:{message.get('lastLine')}: {message['message']}" for message in told})


@pytest.mark.parametrize("variant", ["sample", "dispatch"])
def test_every_page_is_valid(site: Sites, variant: str) -> None:
    pages = sorted(site(variant).folder.rglob("*.html"))
    assert len(pages) > 100
    assert findings("--html", pages) == []


@pytest.mark.parametrize("variant", ["sample", "dispatch"])
def test_every_style_sheet_is_valid(site: Sites, variant: str) -> None:
    sheets = sorted((site(variant).folder / "assets").glob("*.css"))
    assert sheets
    assert findings("--css", sheets) == []


def test_every_picture_is_valid(site: Sites) -> None:
    pictures = sorted(site("sample").folder.rglob("*.svg"))
    assert pictures
    assert findings("--svg", pictures) == []
