"""The studio's ASGI application: the pages, the HTTP API and the socket, behind the guard."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from vidol import __version__
from vidol.core.errors import InputError, OutputError, VidolError
from vidol.studio import models
from vidol.studio.asyncapi import asyncapi
from vidol.studio.desk import Desk
from vidol.studio.routes import (
    audience,
    characters,
    chat,
    endpoints,
    health,
    knowledge,
    looks,
    recordings,
    training,
)
from vidol.studio.security import Guard, Refused, error_body
from vidol.studio.sockets import Sockets

PAGES: Final = Path(__file__).parent / "pages"
"""What build_hooks/pages.py makes of web/."""
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": models.Failure, "description": text}
    for status, text in {
        400: "Something in the request cannot be.",
        401: "The token is missing or wrong.",
        403: "Another site, or another name of this machine.",
        413: "Too large.",
        422: "Not of the form that is documented.",
        429: "Too many requests.",
        503: "It cannot be done now.",
    }.items()
}


def application(desk: Desk, *, token: str | None, folder: Path) -> Guard:
    """Everything. `token` None asks for none; `folder` is where bundles that a page names are
    written.
    """
    return Guard(api(desk, Sockets(token, desk.reception), folder), token=token)


def api(desk: Desk, sockets: Sockets, folder: Path) -> FastAPI:
    """The application without its guard."""
    app = FastAPI(
        title="vidol studio",
        version=__version__,
        summary="Talk with a virtual streamer, change her, record her.",
        description=(
            "The same API that the studio's page uses. The socket `/api/live` is described in"
            " `/asyncapi.json`."
        ),
        docs_url=None,  # both would load their code from another host
        redoc_url=None,
        responses=_ERRORS,
    )
    app.include_router(chat.routes(desk, sockets))
    app.include_router(characters.routes(desk, folder))
    for router in (
        health.routes(desk, sockets),
        looks.routes(),
        knowledge.routes(desk),
        endpoints.routes(desk),
        audience.routes(desk.reception),
    ):
        app.include_router(router)
    app.include_router(recordings.routes(desk))
    app.include_router(training.routes(desk))

    @app.get("/asyncapi.json", include_in_schema=False)
    async def document() -> JSONResponse:
        return JSONResponse(asyncapi())

    @app.get("/", include_in_schema=False)
    async def studio() -> FileResponse:
        return _page("index.html")

    @app.get("/stage", include_in_schema=False)
    async def stage() -> FileResponse:
        return _page("stage.html")

    app.mount("/assets", StaticFiles(directory=PAGES / "assets", check_dir=False), name="assets")
    for kind, handler in (
        (VidolError, _vidol_error),
        (RequestValidationError, _not_valid),
        (HTTPException, _http_error),
        (Refused, _refused),
    ):
        app.add_exception_handler(kind, handler)
    return app


def _page(name: str) -> FileResponse:
    path = PAGES / name
    if not path.is_file():
        raise OutputError(
            "The studio's pages are not built: install vidol with  pip install .  from its source,"
            " which builds them."
        )
    return FileResponse(path, headers={"cache-control": "no-cache"})


async def _vidol_error(_: Request, error: Exception) -> JSONResponse:
    status, code = (
        (400, "refused")
        if isinstance(error, InputError)
        else (503, "failed")
        if isinstance(error, OutputError)
        else (500, "error")
    )
    return JSONResponse(error_body(code, str(error)), status)


async def _not_valid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"] if part != "body") or "the body"
    return JSONResponse(
        error_body("invalid", f"{place}: {fault['msg'][:1].lower()}{fault['msg'][1:]}."), 422
    )


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    sentence = {
        404: "There is nothing at this address.",
        405: "This address does not know that method.",
    }.get(error.status_code, str(error.detail))
    return JSONResponse(
        error_body("not-found" if error.status_code == 404 else "refused", sentence),
        error.status_code,
    )


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return JSONResponse(error_body(error.code, error.sentence), error.status)
