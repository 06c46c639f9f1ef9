"""Write what the studio's interfaces are, from the code that serves them:

    python contracts/generate.py

contracts/openapi.json and asyncapi.json for anyone, web/src/protocol.ts and http.ts for the pages.
A test holds that the files are current.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, Final, cast

from vidol.show.messages import HEADER, PICTURE, PROTOCOL, SOUND
from vidol.studio.app import Studio, api
from vidol.studio.asyncapi import asyncapi, of_page, of_show
from vidol.studio.sessions import ROLES

ROOT = Path(__file__).resolve().parent.parent


def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    nothing = cast("Any", None)  # the documentation asks nothing of what a studio is made of
    studio = Studio(*(nothing for field in fields(Studio) if field.default is MISSING))
    return _unversioned(api(studio).openapi())


def protocol() -> str:
    """The socket's messages as TypeScript."""
    lines = [
        f"export const PROTOCOL = {PROTOCOL};",
        f"export const HEADER_BYTES = {HEADER.size};",
        f"export const PICTURE = {PICTURE};",
        f"export const SOUND = {SOUND};",
        "",
        *_interfaces(asyncapi()["components"]["schemas"]),
        f"export type FromShow = {' | '.join(model.__name__ for model in of_show())};",
        f"export type FromPage = {' | '.join(model.__name__ for model in of_page())};",
    ]
    return _file(lines)


def http() -> str:
    """The HTTP API as TypeScript. What the socket's messages say in the same words is taken from
    there.
    """
    document = openapi()
    schemas, told = document["components"]["schemas"], asyncapi()["components"]["schemas"]
    shared = {name for name in schemas if _interface(name, schemas) == _interface(name, told)}
    own = {name: schema for name, schema in schemas.items() if name not in shared}
    operations = {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    imported = f'import type {{ {", ".join(sorted(shared))} }} from "./protocol";'
    return _file([imported, "", *_interfaces(own), *_operations(operations), *_roles(operations)])


def _operations(operations: dict[str, Any]) -> list[str]:
    lines = ["/** What each request takes and answers. */", "export interface Operations {"]
    for name, operation in operations.items():
        lines += [*_comment(operation["summary"], "  "), *_operation(name, operation)]
    return [*lines, "}", ""]


def _roles(operations: dict[str, Any]) -> list[str]:
    needs = {name: operation["x-role"] for name, operation in operations.items()}
    return [
        f"export type Role = {' | '.join(map(json.dumps, ROLES))};",
        "",
        "/** From the one that may least to the one that may everything. */",
        f"export const ROLES: readonly Role[] = {json.dumps(ROLES)};",
        "",
        "/** The least role that each request needs. */",
        "export const NEEDS: { [name in keyof Operations]: Role } = {",
        *(f"  {json.dumps(name)}: {json.dumps(role)}," for name, role in needs.items()),
        "};",
    ]


def _file(lines: list[str]) -> str:
    head = (
        "// Made by contracts/generate.py from the models of the show and the studio. Do not edit."
    )
    return "\n".join([head, "", *lines, ""])


def _interfaces(schemas: dict[str, Any]) -> list[str]:
    return [
        line
        for name in sorted(schemas)
        if not name.startswith("Body_")  # a form, which a page sends as FormData
        for line in _interface(name, schemas)
    ]


def _interface(name: str, schemas: dict[str, Any]) -> list[str]:
    schema = schemas.get(name)
    if schema is None:
        return []
    required = set(schema.get("required", []))
    lines = [*_comment(schema.get("description", ""), ""), f"export interface {name} {{"]
    for field, kind in schema["properties"].items():
        lines += _comment(kind.get("description", ""), "  ")
        lines.append(f"  {field}{'' if field in required else '?'}: {_type(kind)};")
    return [*lines, "}", ""]


def _operation(name: str, operation: dict[str, Any]) -> list[str]:
    lines = [f"  {json.dumps(name)}: {{"]
    for place in ("path", "query"):
        given = [one for one in operation.get("parameters", []) if one["in"] == place]
        if given:
            optional = "" if any(one["required"] for one in given) else "?"
            lines.append(f"    {place}{optional}: {{ {'; '.join(map(_parameter, given))} }};")
    body = operation.get("requestBody")
    if body:
        optional = "" if body.get("required") else "?"
        lines.append(f"    body{optional}: {_content(body['content'])};")
    return [*lines, f"    answer: {_answer(operation['responses'])};", "  };"]


def _parameter(given: dict[str, Any]) -> str:
    return f"{given['name']}{'' if given['required'] else '?'}: {_type(given['schema'])}"


def _answer(responses: dict[str, Any]) -> str:
    if "204" in responses:
        return "null"
    (done,) = (response for status, response in responses.items() if status.startswith("2"))
    return _content(done.get("content", {}))


def _content(content: dict[str, Any]) -> str:
    """The type of a body: JSON, a form, or bytes."""
    if "multipart/form-data" in content:
        return "FormData"
    if "application/json" not in content:
        return "Blob"
    schema = content["application/json"]["schema"]
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return _type({"anyOf": options}) if any(map(_says_something, options)) else "null"


def _says_something(schema: dict[str, Any]) -> bool:
    return bool(set(schema) - {"title"})


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}/** {' '.join(text.split())} */"] if text else []


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return " | ".join(_type(option) for option in options)
    kind = schema.get("type", "anything")
    if kind == "array":
        inner = _type(schema["items"])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if kind == "object":
        more = schema.get("additionalProperties")
        # not Record<string, ...>: a schema may be called Record
        return f"{{ [name: string]: {_type(more) if isinstance(more, dict) else 'unknown'} }}"
    return _PLAIN[kind]


_PLAIN: Final = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
    "anything": "unknown",
}


def files() -> dict[Path, str]:
    """What is written where."""
    return {
        ROOT / "contracts/openapi.json": _json(openapi()),
        ROOT / "contracts/asyncapi.json": _json(_unversioned(asyncapi())),
        ROOT / "web/src/protocol.ts": protocol(),
        ROOT / "web/src/http.ts": http(),
    }


def _unversioned(document: dict[str, Any]) -> dict[str, Any]:
    """A document without the version, which changes with every release."""
    return {**document, "info": {**document["info"], "version": "0"}}


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
