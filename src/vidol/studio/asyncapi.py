"""The AsyncAPI description (version 3.0) of the socket, made from the models that are in use, so
that it cannot lag behind.
"""

from __future__ import annotations

import functools
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vidol.core.version import __version__
from vidol.show import messages as show
from vidol.studio import messages as page
from vidol.studio.schemas import made_whole
from vidol.studio.sessions import needed

_HEADER = (
    "16 bytes, little-endian: kind (uint8; 1 picture, 2 sound), flags (uint8, 0), reserved (uint16,"
    " 0), epoch (uint32), position (int64, samples at 24 kHz on the show's time line). "
)
_BYTES = {
    "picture": (
        _HEADER
        + "Then the length of the colour part (uint32), a JPEG of the colours, and a grey JPEG of"
        " the alpha; straight alpha, sRGB."
    ),
    "sound": (
        _HEADER
        + "Then 16-bit PCM, little-endian, mono, 24 kHz. Sound of an epoch older than the last"
        " `clear` is void."
    ),
}


def of_show() -> tuple[type[BaseModel], ...]:
    """The messages that the show sends."""
    return get_args(get_args(show.ShowMessage)[0])


def of_page() -> tuple[type[BaseModel], ...]:
    """The messages that a page sends."""
    return get_args(get_args(page.PageMessage)[0])


@functools.cache
def asyncapi() -> dict[str, Any]:
    """The document: one for all, not to be changed."""
    _, definitions = models_json_schema(
        [
            *((model, "serialization") for model in of_show()),
            *((model, "validation") for model in of_page()),
        ],
        ref_template="#/components/schemas/{model}",
    )
    schemas = definitions["$defs"]
    made_whole(schemas, [_reference(model) for model in of_page()])
    messages = {_kind(model): _message(model) for model in (*of_show(), *of_page())}
    for model in of_page():
        messages[_kind(model)]["x-role"] = needed(_kind(model))
    messages |= {
        name: {
            "name": name,
            "summary": text,
            "contentType": "application/octet-stream",
            "payload": {"type": "string", "format": "binary"},
        }
        for name, text in _BYTES.items()
    }
    sent = [*map(_kind, of_show()), *_BYTES]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "vidol live",
            "version": __version__,
            "description": (
                "The socket of a live show. A page sends `join` first; the show answers with"
                " `hello`, then sends pictures and sound as bytes and all else as JSON. Times in"
                " JSON are seconds on the show's time line, unless they say otherwise. `x-role` is"
                " the least role that may send a message."
            ),
        },
        "servers": {"local": {"host": "127.0.0.1:8420", "protocol": "ws"}},
        "channels": {
            "live": {
                "address": "/api/live",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "watch": _operation("send", "What the show sends.", sent),
            "talk": _operation(
                "receive", "What a page sends.", [_kind(model) for model in of_page()]
            ),
        },
        "components": {"messages": messages, "schemas": schemas},
    }


def _operation(action: str, summary: str, names: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/live"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/live/messages/{name}"} for name in names],
    }


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": _kind(model),
        "summary": " ".join((model.__doc__ or "").split()),
        "contentType": "application/json",
        "payload": _reference(model),
    }


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _kind(model: type[BaseModel]) -> str:
    return str(get_args(model.model_fields["type"].annotation)[0])
