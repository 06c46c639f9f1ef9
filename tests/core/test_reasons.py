"""Why a server refused, in whatever shape it says so."""

from __future__ import annotations

import json

import pytest

from vidol.core import endpoints
from vidol.core.reasons import LONGEST, is_fault, reason, reason_in

WHY = "model 'x' not found"


@pytest.mark.parametrize(
    "answer",
    [
        {"error": {"message": WHY}},
        {"error": WHY},
        [{"error": {"code": 404, "message": WHY, "status": "NOT_FOUND"}}],
        {"error": {"error": {"message": WHY}}},
        {"detail": WHY},
        {"detail": {"error": WHY}},
        {"object": "error", "message": WHY, "code": 40004},
        {"object": "error", "message": {"detail": [{"msg": WHY}]}},
        {"message": WHY, "type": "invalid_request_error"},
        {"errors": [{"message": WHY}]},
        {"type": "error", "error": {"type": "not_found", "message": WHY}},
        {"error": {"message": json.dumps({"error": {"message": WHY}})}},
        {"error": {"message": "", "innererror": {"message": WHY}}},
        {"code": 404, "msg": WHY},
    ],
)
def test_the_reason_is_found_in_any_shape(answer):
    assert reason(answer) == WHY
    assert reason_in(json.dumps(answer).encode()) == WHY


def test_a_refused_field_is_named():
    detail = [{"loc": ["body", "top_k"], "msg": "Extra inputs are not permitted", "type": "extra"}]
    assert reason({"detail": detail}) == "body.top_k: Extra inputs are not permitted"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"upstream is gone\n", "upstream is gone"),
        (b"<html><head><title>502 Bad Gateway</title></head><body>x</body></html>",
         "502 Bad Gateway"),
        (b"<html><style>p{}</style><p>It &amp; more</p></html>", "It & more"),
        (b"", ""), (b"{broken", ""), (b"{}", ""), (b"null", ""), (b"\xff\xfe", "\ufffd\ufffd"),
        (b'{"error": {"type": "overloaded_error"}}', "overloaded_error"),
    ],
)  # fmt: skip
def test_bodies_that_are_no_json_tell_it_too(body, told):
    assert reason_in(body) == told


@pytest.mark.usefixtures("config")
def test_what_a_stranger_says_is_bounded_and_repeats_no_key():
    endpoints.approve("https://api.example.com")
    endpoints.store_key("https://api.example.com", "sk-own")
    said = reason(
        {"error": "the key sk-own is wrong\x1b[2J\n" + "x" * 999}, "https://api.example.com"
    )
    assert "sk-own" not in said and "\x1b" not in said and "\n" not in said
    assert len(said) <= LONGEST
    nested = {"error": "deep"}
    for _ in range(50):
        nested = {"error": nested}
    assert reason(nested) == ""


@pytest.mark.parametrize(
    ("answer", "fault"),
    [({"choices": [], "error": None}, False), ({"error": "x"}, True), ({"detail": ["x"]}, True),
     ({"object": "error", "message": "x"}, True), ({"choices": [{}], "error": "x"}, True),
     ({"choices": [{}], "detail": "x"}, False), ({"usage": {}}, False), ([], False)],
)  # fmt: skip
def test_a_fault_is_told_from_an_answer(answer, fault):
    assert is_fault(answer) is fault
