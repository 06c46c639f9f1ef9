"""The studio's ASGI application: the pages, the HTTP API and the socket, behind the guard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from vidol.core.errors import InputError, OutputError, VidolError, shortened
from vidol.core.version import __version__
from vidol.show.live.reception import Reception
from vidol.show.live.show import LiveShow
from vidol.studio import models
from vidol.studio.asyncapi import asyncapi
from vidol.studio.cards import Installed
from vidol.studio.history import History
from vidol.studio.invitation import Invitation
from vidol.studio.jobs import Jobs
from vidol.studio.material import Material
from vidol.studio.recordings import Recordings
from vidol.studio.refusal import Refused
from vidol.studio.routes import (
    audience,
    cards,
    characters,
    chat,
    datasets,
    endpoints,
    health,
    jobs,
    knowledge,
    looks,
    parts,
    recordings,
    sessions,
    training,
)
from vidol.studio.schemas import made_whole
from vidol.studio.security import Guard, error_body
from vidol.studio.sessions import Sessions, needed, permitted
from vidol.studio.sockets import Sockets
from vidol.studio.trainings import Trainings
from vidol.studio.workshop import Workshop
from vidol.text.typesetting.fonts import FONTS

PAGES: Final = Path(__file__).parent / "pages"
"""What build_hooks/pages.py makes of web/."""
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": models.Failure, "description": text}
    for status, text in {
        400: "Something in the request cannot be.",
        401: "The token is missing or wrong.",
        403: "Another site, another name of this machine, or a role that may not.",
        413: "Too large.",
        422: "Not of the form that is documented.",
        429: "Too many requests.",
        503: "It cannot be done now.",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Studio:
    """What one studio is made of. A route is given what it needs of it."""

    show: LiveShow
    reception: Reception
    workshop: Workshop
    folder: Path
    """Where bundles that a page names are written."""
    history: History
    recordings: Recordings
    trainings: Trainings
    material: Material
    jobs: Jobs
    sessions: Sessions
    sockets: Sockets
    cards: tuple[Installed, ...] = ()


def application(studio: Studio, invitation: Invitation | None = None) -> Guard:
    """Everything. `invitation` is for the browser that is opened."""
    return Guard(api(studio), studio.sessions, invitation)


def api(studio: Studio) -> FastAPI:
    """The application without its guard."""
    app = _Documented(
        title="vidol studio",
        version=__version__,
        summary="Talk with a virtual streamer, change it, record it.",
        description=(
            "The same API that the studio's page uses. The socket `/api/live` is described in"
            " `/asyncapi.json`. `x-role` is the least role that may make a request."
        ),
        docs_url=None,  # both would load their code from another host
        redoc_url=None,
        responses=_ERRORS,
    )
    for router in routers(studio):
        for route in router.routes:
            if isinstance(route, APIRoute):
                _say_role(route)
        app.include_router(router, dependencies=[Depends(permitted)])
    app.include_router(cards.own_routes(studio.cards))
    app.include_router(cards.pages(studio.cards))
    app.state.show = studio.show
    _pages(app)
    for kind, handler in (
        (VidolError, _vidol_error),
        (RequestValidationError, _not_valid),
        (HTTPException, _http_error),
        (Refused, _refused),
    ):
        app.add_exception_handler(kind, handler)
    return app


class _Documented(FastAPI):
    """An application whose documentation says that answers are whole."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is not None:
            return self.openapi_schema
        document = super().openapi()
        bodies = [
            operation.get("requestBody")
            for path in document["paths"].values()
            for operation in path.values()
        ]
        made_whole(document["components"]["schemas"], bodies)
        return document


def routers(studio: Studio) -> tuple[APIRouter, ...]:
    """The HTTP API and the socket, by subject."""
    return (
        chat.routes(studio.show, studio.reception, studio.sockets),
        audience.routes(studio.reception),
        characters.routes(studio.workshop, studio.folder),
        health.routes(studio.show, studio.history, studio.sockets),
        sessions.routes(studio.sessions),
        parts.routes(studio.workshop),
        looks.routes(),
        knowledge.routes(studio.workshop),
        endpoints.routes(studio.workshop),
        recordings.routes(studio.recordings, studio.show),
        training.routes(studio.trainings, studio.material),
        datasets.routes(studio.material, studio.trainings),
        jobs.routes(studio.jobs),
        cards.routes(studio.cards),
    )


def _say_role(route: APIRoute) -> None:
    """Write the role that a route needs into its documentation."""
    role = needed(f"{min(route.methods or {'GET'})} {route.path}")
    route.openapi_extra = {**(route.openapi_extra or {}), "x-role": role}


def _pages(app: FastAPI) -> None:
    """What everybody may read: the pages, without what they show, and the documents."""

    @app.get("/asyncapi.json", include_in_schema=False)
    async def document() -> JSONResponse:
        return JSONResponse(asyncapi())

    @app.get("/", include_in_schema=False)
    async def studio() -> FileResponse:
        return _page("index.html")

    @app.get("/stage", include_in_schema=False)
    async def stage() -> FileResponse:
        return _page("stage.html")

    app.mount("/assets/fonts", StaticFiles(directory=FONTS, check_dir=False), name="fonts")
    app.mount("/assets", StaticFiles(directory=PAGES / "assets", check_dir=False), name="assets")


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
    sentence = f"{place}: {fault['msg'][:1].lower()}{fault['msg'][1:]}."
    return JSONResponse(error_body("invalid", shortened(sentence)), 422)


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
