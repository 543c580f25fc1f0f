"""A small inbox of original texts, and the commands to run on it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FETCHED_AT = "2026-01-15T09:00:00+09:00"
DAY = "2026-01-15"

Kawaraban = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def kawaraban(tmp_path: Path) -> Kawaraban:
    """Runs the command in an empty folder, as a user would."""

    def call(*arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "GX_ANALYTICS_ENABLED": "false"}
        command = [sys.executable, "-m", "assets.cli", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    return call


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Three documents: a plain text, a page, and lines of JSON of which one is broken."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "霧浜市、新庁舎の建設費を増額\n\n2026年1月14日\n\n"
        "霧浜市の大野健一市長は14日の記者会見で、「新庁舎の建設費は約12億円増える」と明らかにした。\n"
        "県によると、増額分の3割は県が負担するという。市議会の一部には計画の見直しを求める声がある。\n",
        encoding="utf-8",
    )
    (folder / "b.html").write_text(
        "<html lang='ja'><head><meta charset='utf-8'><title>港の灯台を再点灯 | 架空新聞</title>"
        "<meta property='article:published_time' content='2026-01-13T10:00:00+09:00'></head><body><article><h1>港の灯台を再点灯</h1>"
        "<p>海上保安部は13日、霧浜港の灯台を約80年ぶりに再点灯したと発表した。担当者は「船の安全に役立つ」と話した。</p>"
        "<p>灯台は1925年に建てられ、霧のため長く使われていなかった。保安部は今後、夜間の点検を毎週行う方針だ。</p></article></body></html>",
        encoding="utf-8",
    )
    (folder / "c.jsonl").write_text(
        '{"id": "1", "text": "政府は15日、輸入小麦の価格を4月から5%引き下げる方針を固めた。農水省関係者が明らかにした。"}\n'
        "{broken\n"
        '{"id": "3", "title": "本文なし"}\n',
        encoding="utf-8",
    )
    return folder
