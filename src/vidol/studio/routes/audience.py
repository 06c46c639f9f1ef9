"""Routes: where viewers write, which of their lines she answers, and why."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from vidol.audience.inbox import Decision, Item, Reason, Verdict
from vidol.audience.inlet import Inlet
from vidol.audience.message import Message
from vidol.audience.rules import Rules
from vidol.audience.supervisor import Condition, Health
from vidol.show.live.reception import Reception
from vidol.studio.languages import Said
from vidol.studio.models import Sent

_RULES: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Rules"}}},
    }
}
"""Rules are read by themselves, for the sake of their sentences;
this is how they are documented.
"""


class InletView(BaseModel):
    """Where viewers write, and how it does."""

    name: str = Field(examples=["comment-hub:ws://127.0.0.1:11180/sub"])
    condition: Condition
    problem: Said = Field(description="What went wrong last, or is amiss; empty if nothing is.")
    seconds: float = Field(description="For how long it has been in this condition.")
    next_try: float | None = Field(description="Seconds until it is connected again.")
    messages: int
    repeats: int = Field(description="Messages that came twice, and were dropped.")
    failures: int
    writes: bool = Field(description="Whether `/api/audience/say` can write there.")


class WaitingView(BaseModel):
    """A message that waits to be answered."""

    message: Message
    priority: int
    weight: int
    seconds: float = Field(description="For how long it has waited.")


class DecisionView(BaseModel):
    """What was decided about a message, and why."""

    message: Message
    verdict: Verdict
    reason: Reason
    sentence: str
    priority: int
    weight: int
    seconds: float = Field(description="How long ago.")


class Counted(BaseModel):
    verdict: Verdict
    reason: Reason
    count: int


class InboxView(BaseModel):
    """The messages that wait, and what became of the others."""

    crowded: bool = Field(description="So many wait that some are chosen.")
    waiting: list[WaitingView]
    given: int = Field(description="Messages that were given to be answered.")
    counts: list[Counted]
    decisions: list[DecisionView] = Field(description="The last hundred, the latest first.")


class AudienceView(BaseModel):
    inlets: list[InletView]
    inbox: InboxView
    rules: Rules


class Line(Sent):
    """A line for the chat of a platform."""

    inlet: str = Field(max_length=300)
    text: str = Field(min_length=1, max_length=500)
    to: str = Field(default="", max_length=200, description="A message's `reply_to`.")


def routes(reception: Reception) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["audience"])

    @router.get("/api/audience", summary="Where viewers write, what waits, and what was decided")
    async def audience() -> AudienceView:
        now = reception.now()
        reception.inbox.expire(now)
        supervisor = reception.supervisor
        return AudienceView(
            inlets=[
                _inlet(name, inlet, supervisor.health(name), now)
                for name, inlet in supervisor.inlets.items()
            ],
            inbox=_inbox(reception, now),
            rules=reception.rules,
        )

    @router.put("/api/audience/rules", summary="Choose otherwise from now on", openapi_extra=_RULES)
    async def rules(fields: Annotated[dict[str, Any], Body()]) -> Rules:
        """What is left out has its default. What waits is kept,
        and chosen from by the new rules.
        """
        reception.rules = Rules.of(fields)
        return reception.rules

    @router.post("/api/audience/say", summary="Write into the chat of a platform", status_code=204)
    async def say(line: Line) -> None:
        await reception.say(line.inlet, line.text, line.to)

    return router


def _inlet(name: str, inlet: Inlet, health: Health, now: float) -> InletView:
    return InletView(
        name=name,
        condition=health.condition,
        problem=health.problem,
        seconds=round(now - health.since, 3),
        next_try=None if health.next_try is None else round(max(0.0, health.next_try - now), 3),
        messages=health.messages,
        repeats=health.repeats,
        failures=health.failures,
        writes=hasattr(inlet, "say"),
    )


def _inbox(reception: Reception, now: float) -> InboxView:
    inbox = reception.inbox
    counts = [
        Counted(verdict=verdict, reason=reason, count=count)
        for (verdict, reason), count in sorted(inbox.counts.items())
    ]
    return InboxView(
        crowded=inbox.crowded,
        waiting=[_waiting(item, now) for item in inbox.waiting],
        given=inbox.given,
        counts=counts,
        decisions=[_decision(decision, now) for decision in reversed(inbox.decisions)],
    )


def _waiting(item: Item, now: float) -> WaitingView:
    return WaitingView(
        message=item.message,
        priority=item.priority,
        weight=item.weight,
        seconds=round(now - item.arrived, 3),
    )


def _decision(decision: Decision, now: float) -> DecisionView:
    return DecisionView(
        message=decision.message,
        verdict=decision.verdict,
        reason=decision.reason,
        sentence=decision.sentence,
        priority=decision.priority,
        weight=decision.weight,
        seconds=round(now - decision.at, 3),
    )
