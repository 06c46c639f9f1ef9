"""Routes: datasets, models, and the trainings that make one of the other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import cv2
from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from vidol.core.errors import InputError
from vidol.media.sheets import sheet
from vidol.studio.drawing import drawn
from vidol.studio.languages import Said
from vidol.studio.material import Material
from vidol.studio.models import Sent
from vidol.studio.routes.datasets import UnfinishedView, waiting_view
from vidol.studio.trainings import Trainings
from vidol.training.events import Begin, Curve, RunEvent, Samples

Name = Annotated[str, Path(max_length=80)]
Seed = Annotated[int, Path(ge=0, lt=1 << 31)]


class TrainingWanted(Sent):
    """A model to be trained."""

    dataset: str = Field(max_length=80)
    name: str = Field(max_length=80)
    preset: Literal["S", "M", "L", "XL"] = "S"
    recipe: Literal["both", "adversarial", "variational", "quantised"] = "both"
    minutes: float = Field(gt=0, le=14 * 24 * 60)
    seed: int = Field(default=0, ge=0)
    i_have_the_rights: bool = Field(
        default=False,
        description=(
            "For pictures whose licence or consent nobody stated; the model's card will say so."
        ),
    )


class TrainingMore(Sent):
    """How much longer a training is to go on."""

    minutes: float = Field(gt=0, le=14 * 24 * 60)


class Rating(Sent):
    """What a person thinks of a picture."""

    stars: int = Field(ge=1, le=5)


class Ratings(BaseModel):
    """What people think of a model's pictures."""

    count: int
    mean: float | None


class DatasetView(BaseModel):
    name: str
    pictures: int
    held_out: int
    size: int
    transparent: bool


class ModelView(BaseModel):
    name: str
    state: Literal["running", "finished", "interrupted", "stopped", "broken"]
    stoppable: bool = Field(
        description="Whether this studio started what is running, and can stop it."
    )
    problem: Said = Field(description="What went wrong, in words.")
    dataset: str
    preset: str
    recipe: str
    pictures: int = Field(description="Seen in training.")
    seconds: float = Field(description="Of training.")
    usable: bool = Field(description="Whether there is a model to sample from.")
    cover: str = Field(description='The file that shows it, "" before there is one.')
    ratings: Ratings


class TrainingList(BaseModel):
    datasets: list[DatasetView]
    waiting: list[UnfinishedView] = Field(description="Datasets that are not made yet.")
    models: list[ModelView]


class TrainingLog(BaseModel):
    model: ModelView
    events: list[RunEvent] = Field(description="Long curves are thinned.")


def routes(trainings: Trainings, material: Material) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["training"])

    @router.get("/api/training", summary="The datasets and models of the studio's folder")
    async def every() -> TrainingList:
        return await asyncio.to_thread(
            lambda: TrainingList(
                # first, since what was made meanwhile is no longer waiting
                waiting=list(map(waiting_view, material.waiting())),
                datasets=_datasets(trainings),
                models=list(_views(trainings)),
            )
        )

    @router.post("/api/training", summary="Train a model on a dataset", status_code=202)
    async def start(wanted: TrainingWanted) -> None:
        """It runs beside the show with little priority, and longer than the page is open. `GET
        /api/training` tells how far it is.
        """
        trainings.start(wanted.dataset, wanted.name, _options(wanted))

    @router.post("/api/training/{name}/resume", summary="Go on with a training", status_code=202)
    async def resume(name: Name, more: TrainingMore) -> None:
        trainings.start(
            _settings(trainings.log(name)).get("dataset", ""),
            name,
            [f"--minutes={more.minutes}"],
            resume=True,
        )

    @router.post(
        "/api/training/{name}/stop", summary="Let a training end after its step", status_code=202
    )
    async def stop(name: Name) -> None:
        trainings.stop(name)

    @router.get("/api/training/{name}", summary="What a training told: curves, samples, metrics")
    async def log(name: Name) -> TrainingLog:
        return await asyncio.to_thread(
            lambda: TrainingLog(model=_view(trainings, name), events=trainings.log(name))
        )

    @router.get(
        "/api/training/{name}/files/{file:path}",
        summary="A picture or film of a training",
        response_class=FileResponse,
    )
    async def file(name: Name, file: str) -> FileResponse:
        return FileResponse(trainings.file(name, file), content_disposition_type="inline")

    @router.get(
        "/api/training/{name}/pictures/{seed}.png",
        summary="A new picture of a model",
        response_class=Response,
    )
    async def picture(name: Name, seed: Seed) -> Response:
        made = await drawn(lambda: trainings.picture(name, seed))
        png = cv2.imencode(".png", cv2.cvtColor(sheet(made[None]), cv2.COLOR_RGB2BGR))[1].tobytes()
        return Response(png, media_type="image/png")

    @router.put("/api/training/{name}/ratings/{seed}", summary="Say how good a picture is")
    async def rate(name: Name, seed: Seed, rating: Rating) -> Ratings:
        await asyncio.to_thread(trainings.rate, name, seed, rating.stars)
        return _ratings(trainings, name)

    return router


def _datasets(trainings: Trainings) -> list[DatasetView]:
    return [
        DatasetView(
            name=name,
            pictures=manifest.count,
            held_out=manifest.tests,
            size=manifest.size,
            transparent=manifest.channels == 4,
        )
        for name, manifest in trainings.datasets()
    ]


def _views(trainings: Trainings) -> Iterator[ModelView]:
    """All models that are still there; one that went meanwhile, or cannot be read, is no reason to
    show none.
    """
    for name in trainings.models():
        with contextlib.suppress(InputError, OSError):
            yield _view(trainings, name)


def _view(trainings: Trainings, name: str) -> ModelView:
    state, problem = trainings.state(name)
    log = trainings.log(name)
    curves = [event for event in log if isinstance(event, Curve)]
    samples = [event.file for event in log if isinstance(event, Samples)]
    finished = (trainings.path(name) / "model.json").is_file()
    begun = _settings(log)
    return ModelView(
        name=name,
        state=state,
        stoppable=trainings.stoppable(name),
        problem=problem,
        dataset=str(begun.get("dataset", "")),
        preset=str(begun.get("preset", "")),
        recipe=str(begun.get("recipe", "")),
        pictures=log[-1].items if log else 0,
        seconds=curves[-1].seconds if curves else 0.0,
        usable=finished,
        cover="samples.png" if finished else samples[-1] if samples else "",
        ratings=_ratings(trainings, name),
    )


def _ratings(trainings: Trainings, name: str) -> Ratings:
    given = list(trainings.ratings(name).values())
    return Ratings(count=len(given), mean=sum(given) / len(given) if given else None)


def _settings(log: Sequence[RunEvent]) -> dict[str, Any]:
    """What the last run of a log was asked to do."""
    return next((event.settings for event in reversed(log) if isinstance(event, Begin)), {})


def _options(wanted: TrainingWanted) -> list[str]:
    given = wanted.model_dump(exclude={"dataset", "name", "i_have_the_rights"})
    return [
        *(f"--{key}={value}" for key, value in given.items()),
        *(["--i-have-the-rights"] if wanted.i_have_the_rights else []),
    ]
