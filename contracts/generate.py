"""Write what the studio's interfaces are, from the code that serves them:

    python contracts/generate.py      # contracts/openapi.json, contracts/asyncapi.json,
    web/src/protocol.ts

A test holds that the files are current.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from vidol.show.live.messages import HEADER, PICTURE, PROTOCOL, SOUND
from vidol.show.live.reception import Reception
from vidol.studio.app import api
from vidol.studio.asyncapi import asyncapi, of_page, of_show
from vidol.studio.desk import Desk
from vidol.studio.sockets import Sockets

ROOT = Path(__file__).resolve().parent.parent


class _NoShow:
    """Stands where the show would: the documentation asks nothing of it."""

    show = recordings = trainings = reception = None


def openapi() -> dict[str, Any]:
    """The OpenAPI document, without the version that changes with every release."""
    nobody = cast("Reception", None)
    document = api(cast("Desk", _NoShow()), Sockets(None, nobody), Path()).openapi()
    return {
        **document,
        "info": (
            {key: value for key, value in document["info"].items() if key != "version"}
            | {"version": "0"}
        ),
    }


def typescript() -> str:
    """The socket's messages as TypeScript."""
    schemas = asyncapi()["components"]["schemas"]
    lines = [
        "// Made by contracts/generate.py from the models of the show and the studio. Do not edit.",
        "",
        f"export const PROTOCOL = {PROTOCOL};",
        f"export const HEADER_BYTES = {HEADER.size};",
        f"export const PICTURE = {PICTURE};",
        f"export const SOUND = {SOUND};",
        "",
    ]
    for name, schema in sorted(schemas.items()):
        lines += _comment(schema.get("description", ""), "")
        lines += [f"export interface {name} {{", *_fields(schema), "}", ""]
    lines += [f"export type FromShow = {' | '.join(model.__name__ for model in of_show())};"]
    lines += [f"export type FromPage = {' | '.join(model.__name__ for model in of_page())};", ""]
    return "\n".join(lines)


def _fields(schema: dict[str, Any]) -> list[str]:
    # What the show sends is always whole; what a page sends may leave defaults out.
    required = set(schema.get("required", []))
    sent_by_page = "seq" in schema["properties"]
    lines = []
    for name, field in schema["properties"].items():
        lines += _comment(field.get("description", ""), "  ")
        lines.append(
            f"  {name}{'?' if sent_by_page and name not in required else ''}: {_type(field)};"
        )
    return lines


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}/** {' '.join(text.split())} */"] if text else []


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    kind = schema.get("type")
    if kind == "array":
        inner = _type(schema["items"])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if kind == "object":
        return f"Record<string, {_type(schema.get('additionalProperties', {}))}>"
    return {
        "string": "string",
        "integer": "number",
        "number": "number",
        "boolean": "boolean",
        "null": "null",
    }.get(str(kind), "unknown")


def files() -> dict[Path, str]:
    """What is written where."""
    return {
        ROOT / "contracts/openapi.json": json.dumps(openapi(), indent=1, ensure_ascii=False) + "\n",
        ROOT / "contracts/asyncapi.json": (
            json.dumps(
                {**asyncapi(), "info": {**asyncapi()["info"], "version": "0"}},
                indent=1,
                ensure_ascii=False,
            )
            + "\n"
        ),
        ROOT / "web/src/protocol.ts": typescript(),
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
