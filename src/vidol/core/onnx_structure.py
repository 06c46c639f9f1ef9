"""What an ONNX file is made of, read before a runtime sees it: protobuf's wire format with bounds,
and nothing of it is computed.

A network that vidol trains or ships is one straight graph of standard operators with its weights
inside. A file that is anything else is refused here, in a word that a person understands: a runtime
would follow paths to other files, run loops without an end, or fail in the middle. What a straight
graph may still cost is bounded where it runs (vidol.core.foreign_model).

The numbers of fields are those of onnx.proto (https://github.com/onnx/onnx, IR version 3 to 13).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

LARGEST: Final = 1 << 30
"""Bytes of a file; protobuf itself ends at two of these."""
MOST_FIELDS: Final = 1_000_000
"""Of all messages together; the largest network of ours has 12,000."""
MOST_NODES: Final = 20_000
MOST_DIMENSIONS: Final = 16
_OLDEST, _NEWEST = 3, 13
_OWN_DOMAINS: Final = frozenset({b"", b"ai.onnx"})
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

# ModelProto
_IR_VERSION, _GRAPH, _OPSET, _TRAINING, _FUNCTIONS = 1, 7, 8, 20, 25
# GraphProto
_NODE, _INITIALIZER, _OUTPUT, _SPARSE = 1, 5, 12, 15
# NodeProto, AttributeProto
_OP_TYPE, _ATTRIBUTE, _DOMAIN = 4, 5, 7
_TENSOR, _SUBGRAPH, _TENSORS, _SUBGRAPHS = 5, 6, 10, 11
# TensorProto, where data lies: by type of its elements, so many bytes of each
_DIMS, _TYPE, _RAW, _EXTERNAL, _LOCATION = 1, 2, 9, 13, 14
_LISTS: Final = {4: 4, 5: 1, 7: 1, 10: 8, 11: 1}
"""Lists of a tensor's elements and the least bytes that an element takes there."""
_STRINGS: Final = 6
_ITEM_BYTES: Final = {
    1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8,
    12: 4, 13: 8, 14: 8, 15: 16, 16: 2, 17: 1, 18: 1, 19: 1, 20: 1,
}  # fmt: skip
"""Bytes of an element by TensorProto.DataType."""


class RefusedError(Exception):
    """The reason why a file is no network that is run, fit to stand in a sentence."""


class _Field(NamedTuple):
    number: int
    wire: int
    value: int
    """Of numbers; of bytes their length."""
    data: memoryview
    """Of bytes."""


class _Reader:
    """Reads messages, counting the fields of all of them."""

    def __init__(self) -> None:
        self._left = MOST_FIELDS

    def fields(self, data: memoryview) -> Iterator[_Field]:
        """The fields of a message in the order of the file; RefusedError where it is none."""
        at, end = 0, len(data)
        while at < end:
            self._left -= 1
            if self._left < 0:
                raise RefusedError(f"it has more than {MOST_FIELDS:,} fields")
            key, at = _varint(data, at)
            number, wire = key >> 3, key & 7
            length = {_FIXED64: 8, _FIXED32: 4}.get(wire, 0)
            value = 0
            if wire == _VARINT:
                value, at = _varint(data, at)
            elif wire == _BYTES:
                length, at = _varint(data, at)
                value = length
            elif not length:
                raise RefusedError(_DAMAGED)
            if not number or length > end - at:
                raise RefusedError(_DAMAGED)
            yield _Field(number, wire, value, data[at : at + length])
            at += length


_DAMAGED: Final = "it is damaged, or no ONNX file"


def check(data: bytes) -> None:
    """Raises RefusedError, with the reason, for a file that is no straight graph of standard
    operators with its weights inside.
    """
    if len(data) > LARGEST:
        raise RefusedError(f"it has {len(data):,} bytes, and {LARGEST:,} are allowed")
    reader, graphs, version = _Reader(), list[memoryview](), 0
    for field in reader.fields(memoryview(data)):
        if field.number == _IR_VERSION:
            version = field.value
        elif field.number == _GRAPH and field.wire == _BYTES:
            graphs.append(field.data)
        elif field.number == _OPSET and field.wire == _BYTES:
            _check_operators(reader, field.data)
        elif field.number in (_FUNCTIONS, _TRAINING):
            raise RefusedError("it defines functions of its own, and only plain graphs are run")
    if len(graphs) != 1:
        raise RefusedError(_DAMAGED)
    if not _OLDEST <= version <= _NEWEST:
        raise RefusedError(
            f"its format has the version {version}, and {_OLDEST} to {_NEWEST} are read"
        )
    _check_graph(reader, graphs[0])


def _check_operators(reader: _Reader, data: memoryview) -> None:
    """Of an entry of the table that says whose operators are used."""
    for field in reader.fields(data):
        if field.number == 1 and bytes(field.data) not in _OWN_DOMAINS:
            raise RefusedError(_strange(field.data))


def _check_graph(reader: _Reader, data: memoryview) -> None:
    nodes = outputs = 0
    for field in reader.fields(data):
        if field.number == _NODE:
            nodes += 1
            _check_node(reader, field.data)
        elif field.number == _INITIALIZER:
            _check_tensor(reader, field.data)
        elif field.number == _SPARSE:
            raise RefusedError("it has sparse weights, and only whole ones are run")
        outputs += field.number == _OUTPUT
    if nodes > MOST_NODES:
        raise RefusedError(f"it has {nodes:,} operators, and {MOST_NODES:,} are allowed")
    if not nodes or not outputs:
        raise RefusedError("it computes nothing")


def _check_node(reader: _Reader, data: memoryview) -> None:
    name = memoryview(b"")
    for field in reader.fields(data):
        if field.number == _OP_TYPE:
            name = field.data
        elif field.number == _DOMAIN and bytes(field.data) not in _OWN_DOMAINS:
            raise RefusedError(_strange(field.data))
        elif field.number == _ATTRIBUTE:
            for part in reader.fields(field.data):
                if part.number in (_SUBGRAPH, _SUBGRAPHS):
                    raise RefusedError(
                        f"its operator {_shown(name)} runs another graph inside, as loops do, and"
                        " only straight graphs are run"
                    )
                if part.number in (_TENSOR, _TENSORS):
                    _check_tensor(reader, part.data)


def _check_tensor(reader: _Reader, data: memoryview) -> None:
    """That its elements are here, and no more of them are announced than are here."""
    count, dimensions, kind, strings = 1, 0, 0, 0
    held = list[tuple[int, int]]()  # bytes, and the least bytes of an element
    raw = None
    for field in reader.fields(data):
        if field.number == _DIMS:
            for length in _numbers(field):
                dimensions += 1
                count *= length
                if length >= 1 << 63 or count > LARGEST or dimensions > MOST_DIMENSIONS:
                    raise RefusedError("a weight of it is larger than any that is run")
        elif field.number == _TYPE:
            kind = field.value
        elif field.number == _RAW:
            raw = len(field.data)
        elif field.number == _EXTERNAL or (field.number == _LOCATION and field.value):
            raise RefusedError("its weights lie in another file: export it with its weights inside")
        elif field.number in _LISTS:
            held.append((max(len(field.data), 1), _LISTS[field.number]))
        strings += field.number == _STRINGS
    if raw is not None and kind in _ITEM_BYTES:
        whole = raw == count * _ITEM_BYTES[kind]
    else:
        parts = 1 if kind in _ITEM_BYTES else 2  # later kinds lie two in a byte
        here = (raw or 0) + strings + sum(size // least for size, least in held)
        whole = count <= max(here, 0) * parts
    if not whole:
        raise RefusedError("a weight of it has another size than it says")


def _numbers(field: _Field) -> Iterator[int]:
    """Of a list of numbers, packed or one by one."""
    if field.wire != _BYTES:
        yield field.value
        return
    at = 0
    while at < len(field.data):
        value, at = _varint(field.data, at)
        yield value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    """A number of up to 64 bits, and where the next thing begins."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
    raise RefusedError(_DAMAGED)


def _strange(domain: memoryview) -> str:
    return f"it uses operators of '{_shown(domain)}', and only those of ONNX itself are run"


def _shown(name: memoryview) -> str:
    return bytes(name[:40]).decode("utf-8", "backslashreplace")
