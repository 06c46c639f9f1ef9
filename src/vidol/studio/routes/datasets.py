"""Routes: datasets, from the files that a page sends to what came of them."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from vidol.core.errors import InputError
from vidol.face.data.options import LARGEST_SIZE, SMALLEST, Options
from vidol.studio.languages import Said
from vidol.studio.material import Material, Waiting
from vidol.studio.models import Sent
from vidol.studio.trainings import Trainings

Name = Annotated[str, Path(max_length=80)]
_BINARY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class DatasetWanted(Sent):
    """How a dataset is to be prepared, and whose its pictures are: what `vidol data face` asks."""

    name: str = Field(max_length=80)
    licence: str = Field(default="", max_length=300, examples=["CC0-1.0", "LicenseRef-mine"])
    holder: str = Field(default="", max_length=300)
    consent: str = Field(
        default="",
        max_length=1000,
        description="Whose consent they rest on; not-a-person for drawings.",
    )
    i_have_the_rights: bool = False
    whole: bool = Field(default=False, description="Take whole pictures; do not look for faces.")
    size: int | None = Field(default=None, ge=SMALLEST, le=LARGEST_SIZE)
    files: int = Field(default=0, ge=0, description="That are going to come.")
    bytes: int = Field(default=0, ge=0, description="Of all of them together.")


class UnfinishedView(BaseModel):
    """A dataset that is not made yet."""

    name: str
    state: Literal["arriving", "preparing", "failed"]
    files: int = Field(description="That came so far.")
    progress: float = Field(description="Of the preparation, 0 to 1.")
    problem: Said


class PicturesOfKind(BaseModel):
    """Pictures of a kind."""

    kind: str = Field(examples=["no face", "near-duplicate", "blurred"])
    count: int
    files: list[str] = Field(description="The first of them, with what more is to be said.")


class DatasetReport(BaseModel):
    """What came of the material: what a person reads before a training."""

    name: str
    pictures: int
    held_out: int
    size: int
    transparent: bool
    left_out: list[PicturesOfKind]
    warnings: list[PicturesOfKind]
    licences: dict[str, int]
    consents: dict[str, int]
    rights_claimed: bool
    tags: int
    classes: int
    labels_without_picture: int
    advice: list[Said]
    sheets: list[Literal["contact.png", "warned.png"]]


def routes(material: Material, trainings: Trainings) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["training"])

    @router.post("/api/datasets", summary="Begin a dataset: files are to follow", status_code=201)
    async def begin(wanted: DatasetWanted) -> None:
        options = Options(
            **wanted.model_dump(exclude={"name", "files", "bytes"}, exclude_defaults=True)
        )
        material.begin(wanted.name, options, files=wanted.files, size=wanted.bytes)

    @router.put(
        "/api/material/{name}/{file:path}",
        summary="Send a file of which a dataset is made",
        status_code=204,
        openapi_extra=_BINARY,
    )
    async def receive(name: Name, file: str, request: Request) -> None:
        """The body is the file itself: a picture, a film, a zip of pictures, labels.csv."""
        await material.receive(name, file, request.stream())

    @router.post(
        "/api/datasets/{name}/prepare", summary="Prepare a dataset of what came", status_code=202
    )
    async def prepare(name: Name) -> None:
        """It goes on beside the show, and longer than the page is open. `GET /api/training` tells
        how far it is.
        """
        material.prepare(name)

    @router.delete(
        "/api/datasets/{name}", summary="Give a dataset up that is not made yet", status_code=204
    )
    async def give_up(name: Name) -> None:
        await material.give_up(name)

    @router.get("/api/datasets/{name}", summary="What came of a dataset's material")
    async def report(name: Name) -> DatasetReport:
        return await asyncio.to_thread(_report, trainings, name)

    @router.get(
        "/api/datasets/{name}/sheets/{sheet}",
        summary="Its pictures at a glance",
        response_class=FileResponse,
    )
    async def sheet(name: Name, sheet: Literal["contact.png", "warned.png"]) -> FileResponse:
        path = trainings.dataset(name)[0] / sheet
        if not path.is_file():
            raise InputError(f"The dataset '{name}' has no such sheet.")
        return FileResponse(path)

    return router


def waiting_view(waiting: Waiting) -> UnfinishedView:
    """As the API shows it."""
    return UnfinishedView(
        name=waiting.name,
        state=waiting.state,
        files=waiting.files,
        progress=waiting.progress,
        problem=waiting.problem,
    )


def _report(trainings: Trainings, name: str) -> DatasetReport:
    path, manifest = trainings.dataset(name)
    found: dict[str, Any] = {}
    with suppress(OSError, ValueError):  # one that another program made has none
        read = json.loads((path / "report.json").read_text(encoding="utf-8"))
        found = read if isinstance(read, dict) else {}
    return DatasetReport(
        name=name,
        pictures=manifest.count,
        held_out=manifest.tests,
        size=manifest.size,
        transparent=manifest.channels == 4,
        left_out=list(_counted(found.get("skipped"))),
        warnings=[
            PicturesOfKind(kind=str(kind), count=count, files=[])
            for kind, count in _pairs(found.get("warnings"))
        ],
        licences=manifest.licences,
        consents=manifest.consents,
        rights_claimed=manifest.rights_claimed,
        tags=len(manifest.tags),
        classes=len(manifest.labels),
        labels_without_picture=dict(_pairs(found.get("labels_without_picture"))).get("count", 0),
        advice=[str(one)[:_SHOWN] for one in _list(found.get("advice"))][:20],
        sheets=[sheet for sheet in ("contact.png", "warned.png") if (path / sheet).is_file()],
    )


_SHOWN = 1000


def _counted(skipped: object) -> list[PicturesOfKind]:
    return [
        PicturesOfKind(
            kind=str(one.get("reason", ""))[:_SHOWN],
            count=one["count"],
            files=[str(file)[:_SHOWN] for file in _list(one.get("files"))[:20]],
        )
        for one in _list(skipped)
        if isinstance(one, dict) and isinstance(one.get("count"), int)
    ]


def _pairs(found: object) -> list[tuple[str, int]]:
    pairs = found.items() if isinstance(found, dict) else ()
    return [(str(key), value) for key, value in pairs if isinstance(value, int)]


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []
