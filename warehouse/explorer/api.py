"""The pages' answers as JSON, versioned and paged."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from warehouse.explorer.pages import Work


def routes() -> dict[str, Work]:
    """Each address with its answer."""
    return {}


def problem(status: int, message: str) -> Response:
    """An error."""
    return JSONResponse({"error": {"status": status, "message": message}}, status)
