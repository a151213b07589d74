"""Networks in TensorFlow Lite's format, ended at a chosen output.

OpenCV 5 hands out what a network's last operator makes, and reuses the memory of everything before
it: asked for the face's presence by name, it returns landmarks. So each wanted output gets a network
that ends there. The file is a FlatBuffer (https://flatbuffers.dev/internals/): cutting the list of
operators means writing a smaller count, nothing moves.
"""

import struct

import cv2
import numpy as np

# places of the fields in the tables of TensorFlow Lite's schema, version 3
_MODEL_SUBGRAPHS = 2
_SUBGRAPH_TENSORS, _SUBGRAPH_OPERATORS = 0, 3
_OPERATOR_OUTPUTS = 2
_TENSOR_NAME = 3


def read_net(model: bytes, *, output: str) -> cv2.dnn.Net:
    """The network that ends with the operator whose first output has this name.

    Raises
    ------
    ValueError
        If the model has no such output.
    """
    return cv2.dnn.readNetFromTFLite(np.frombuffer(end_at(model, output=output), np.uint8))


def end_at(model: bytes, *, output: str) -> bytes:
    """The same model without the operators after the one that makes an output.

    Raises
    ------
    ValueError
        If the model has no such output.
    """
    buffer = bytearray(model)
    subgraph = _items(buffer, _field(buffer, _follow(buffer, 0), _MODEL_SUBGRAPHS))[0]
    tensors = _items(buffer, _field(buffer, subgraph, _SUBGRAPH_TENSORS))
    operators = _field(buffer, subgraph, _SUBGRAPH_OPERATORS)
    for count, operator in enumerate(_items(buffer, operators), start=1):
        outputs = _field(buffer, operator, _OPERATOR_OUTPUTS)
        first_output = tensors[_read(buffer, "<i", outputs + 4)]
        if _text(buffer, _field(buffer, first_output, _TENSOR_NAME)) == output:
            struct.pack_into("<I", buffer, operators, count)
            return bytes(buffer)
    raise ValueError(f"the model has no output named {output!r}")


def _read(buffer: bytearray, kind: str, place: int) -> int:
    return int(struct.unpack_from(kind, buffer, place)[0])


def _follow(buffer: bytearray, place: int) -> int:
    """What the offset at a place points to."""
    return place + _read(buffer, "<I", place)


def _field(buffer: bytearray, table: int, index: int) -> int:
    """The vector, text or table that a table's field points to."""
    catalogue = table - _read(buffer, "<i", table)
    return _follow(buffer, table + _read(buffer, "<H", catalogue + 4 + 2 * index))


def _items(buffer: bytearray, vector: int) -> list[int]:
    """The tables that a vector points to."""
    return [_follow(buffer, vector + 4 + 4 * i) for i in range(_read(buffer, "<I", vector))]


def _text(buffer: bytearray, place: int) -> str:
    return bytes(buffer[place + 4 : place + 4 + _read(buffer, "<I", place)]).decode()
