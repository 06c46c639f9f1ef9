"""Looks for choosing: which controls a look has, pictures of looks, and the routes to both.

The controls come from vidol.face.artist.Look itself, so a new field of the artist appears in the
studio by itself.
"""

from __future__ import annotations

import asyncio
import functools
import types
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import cv2
import numpy as np
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from vidol.avatar.changes import validated
from vidol.core.controls import controls
from vidol.core.errors import InputError
from vidol.face.artist import Artist, Look
from vidol.studio.models import Sent

MOST_SEEDS: Final = 60

_GROUPS: Final = {
    "style": ("presentation", "style", "proportion", "shoulders"),
    "face": ("skin", "face_width", "face_length", "jaw", "blush", "freckles", "mole", "mouth",
        "mouth_width"),
    "eyes": (
        "eye_shape", "iris", "eyes_left", "eyes_right", "eye_size", "eye_spacing", "eye_height",
        "eye_tilt", "lashes", "brow", "brow_height",
    ),
    "hair": ("hair_front", "hair_side", "hair_back", "hair", "hair_second", "hair_pattern",
        "hair_volume", "hair_length"),
    "outfit": ("outfit", "outfit_main", "outfit_second", "accent", "accessories"),
}  # fmt: skip
_HIDDEN: Final = ("seed", "palette")  # what no control changes by itself
_SMILE: Final = controls(
    mouthSmileLeft=0.55,
    mouthSmileRight=0.55,
    cheekSquintLeft=0.15,
    cheekSquintRight=0.15,
    headYaw=-6,
    headRoll=3,
)
# one picture at a time: the show draws on the same cores
_THREAD: Final = ThreadPoolExecutor(1, "looks")


class SeedLook(BaseModel):
    seed: int
    look: dict[str, Any]


class Looks(BaseModel):
    looks: list[SeedLook]


class LookField(BaseModel):
    """A field of the look, as a control for it."""

    name: str
    kind: Literal["number", "choice", "colour", "flag", "several"]
    minimum: float | None = None
    maximum: float | None = None
    choices: list[str] | None = None
    default: Any = None


class LookGroup(BaseModel):
    name: str
    fields: list[LookField]


class LookFields(BaseModel):
    groups: list[LookGroup]


class LookPicture(Sent):
    """A look to draw."""

    look: dict[str, Any]
    size: int = Field(default=384, ge=64, le=1024)


def groups() -> list[LookGroup]:
    """The controls of a look, in groups; fields that no group names come last."""
    named = {name for names in _GROUPS.values() for name in names}
    rest = tuple(name for name in Look.model_fields if name not in named and name not in _HIDDEN)
    made = [
        LookGroup(name=group, fields=[_field(name, Look.model_fields[name]) for name in names])
        for group, names in _GROUPS.items()
    ]
    return made + (
        [LookGroup(name="more", fields=[_field(name, Look.model_fields[name]) for name in rest])]
        if rest
        else []
    )


def _field(name: str, info: FieldInfo) -> LookField:
    annotation, default = info.annotation, info.get_default()
    if annotation is bool:
        return LookField(name=name, kind="flag", default=default)
    if annotation is float:
        limits = {
            key: getattr(item, key)
            for item in info.metadata
            for key in ("ge", "le")
            if getattr(item, key, None) is not None
        }
        return LookField(
            name=name,
            kind="number",
            minimum=limits.get("ge"),
            maximum=limits.get("le"),
            default=default,
        )
    words = list(_words(annotation))
    if words and get_origin(annotation) is tuple:
        return LookField(name=name, kind="several", choices=words, default=list(default))
    if words:
        return LookField(name=name, kind="choice", choices=words, default=default)
    return LookField(name=name, kind="colour", default=default)


def _words(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) in {tuple, Union, types.UnionType}:
        for part in get_args(annotation):
            if part is not Ellipsis:
                yield from _words(part)


def look_of(fields: dict[str, Any]) -> Look:
    """Raises InputError for fields and values that a look cannot have."""
    return validated(Look, fields, "the look")


async def picture(look: Look, size: int) -> bytes:
    """A portrait as WebP, `size` pixels square, with a transparent background."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, _drawn, look, size)


@functools.lru_cache(maxsize=256)
def _drawn(look: Look, size: int) -> bytes:
    rgba = Artist(look).frame(_SMILE, size)
    done, data = cv2.imencode(
        ".webp", np.ascontiguousarray(rgba[..., [2, 1, 0, 3]]), [cv2.IMWRITE_WEBP_QUALITY, 86]
    )
    assert done
    return data.tobytes()


def routes() -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["looks"])

    @router.get("/api/looks", summary="The looks of seeds")
    async def of_seeds(
        seeds: Annotated[
            str, Query(pattern=r"^\d{1,16}(,\d{1,16})*$", max_length=1100, examples=["1,2,3"])
        ],
    ) -> Looks:
        numbers = [int(number) for number in seeds.split(",")]
        if len(numbers) > MOST_SEEDS:
            raise InputError(
                f"{len(numbers)} seeds at once are too many: ask for up to {MOST_SEEDS}."
            )
        return Looks(
            looks=[
                SeedLook(seed=number, look=Look.from_seed(number).model_dump(mode="json"))
                for number in numbers
            ]
        )

    @router.get(
        "/api/looks/fields", summary="What of a look can be changed, and between which bounds"
    )
    async def fields() -> LookFields:
        return LookFields(groups=groups())

    @router.post(
        "/api/looks/picture",
        summary="Draw a look",
        response_class=Response,
        responses={200: {"content": {"image/webp": {}}}},
    )
    async def draw(wanted: LookPicture) -> Response:
        """WebP with a transparent background."""
        return Response(await picture(look_of(wanted.look), wanted.size), media_type="image/webp")

    @router.get(
        "/api/looks/{seed}.webp",
        summary="Draw a seed",
        response_class=Response,
        responses={200: {"content": {"image/webp": {}}}},
    )
    async def seed_picture(
        seed: int, size: Annotated[int, Query(ge=64, le=1024)] = 256
    ) -> Response:
        data = await picture(Look.from_seed(seed), size)
        return Response(data, media_type="image/webp", headers={"cache-control": "max-age=3600"})

    return router
