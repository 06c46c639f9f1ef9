"""Looks for choosing: which controls a look has, pictures of looks, and the routes to both.

The controls come from vidol.face.artist.Look itself, so a new field of the artist appears in the
studio by itself.
"""

from __future__ import annotations

import functools
from typing import Annotated, Any, Final, Literal

import cv2
import numpy as np
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from vidol.core.controls import controls
from vidol.core.errors import InputError
from vidol.core.settings import json_schema, validated
from vidol.face.artist import Artist, Look
from vidol.studio.drawing import drawn
from vidol.studio.models import Sent

MOST_SEEDS: Final = 60

_KINDS: Final[dict[str, Literal["number", "colour", "flag", "several"]]] = {
    "number": "number",
    "string": "colour",
    "boolean": "flag",
    "array": "several",
}
_SMILE: Final = controls(
    mouthSmileLeft=0.55,
    mouthSmileRight=0.55,
    cheekSquintLeft=0.15,
    cheekSquintRight=0.15,
    headYaw=-6,
    headRoll=3,
)


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
    schema = json_schema(Look)
    fields: dict[str, Any] = schema["properties"]
    named = {name for names in schema["groups"].values() for name in names}
    rest = [name for name in fields if name not in named and name not in schema["hidden"]]
    groups = {**schema["groups"], **({"more": rest} if rest else {})}
    return [
        LookGroup(name=group, fields=[_field(name, fields[name]) for name in names])
        for group, names in groups.items()
    ]


def _field(name: str, schema: dict[str, Any]) -> LookField:
    """A control by the JSON schema of its field."""
    choices = schema.get("enum") or schema.get("items", {}).get("enum")
    return LookField(
        name=name,
        kind=_KINDS[schema["type"]] if choices is None or schema["type"] == "array" else "choice",
        minimum=schema.get("minimum"),
        maximum=schema.get("maximum"),
        choices=choices,
        default=schema.get("default"),
    )


def look_of(fields: dict[str, Any]) -> Look:
    """Raises InputError for fields and values that a look cannot have."""
    return validated(Look, fields, "the look")


async def picture(look: Look, size: int) -> bytes:
    """A portrait as WebP, `size` pixels square, with a transparent background."""
    return await drawn(functools.partial(_drawn, look, size))


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
