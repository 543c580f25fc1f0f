"""Answers as files: CSV, JSON Lines and Parquet.

Belongs here: responses that a browser keeps. Does not belong here: what a value looks like (``warehouse.answers``).
"""

from __future__ import annotations

import io
import re

import pyarrow as pa
from starlette.responses import Response

from warehouse import answers

FORMATS = ("csv", "json", "parquet")
_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/x-ndjson; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_ENDINGS = {"csv": "csv", "json": "jsonl", "parquet": "parquet"}


def download(rows: pa.Table, name: str, how: str, *, is_cut: bool = False) -> Response:
    """An answer as a file; a header says where it holds only the first rows."""
    if how == "parquet":
        buffer = io.BytesIO()
        answers.write_parquet(rows, buffer)
        content = buffer.getvalue()
    else:
        text = io.StringIO(newline="")
        (answers.write_csv if how == "csv" else answers.write_json)(rows, text)
        content = text.getvalue().encode()
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "answer"
    headers = {"Content-Disposition": f'attachment; filename="{safe}.{_ENDINGS[how]}"'}
    if is_cut:
        headers["X-Kawaraban-Rows"] = f"the first {rows.num_rows}"
    return Response(content, media_type=_TYPES[how], headers=headers)
