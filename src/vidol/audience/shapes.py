"""What comment hubs send, as messages: JSON of three shapes, read tolerantly.

- **OneComme** (https://onecomme.com/docs/developer/websocket-api and its types in OneSDK):
  ``{"type": "comments", "data": {"comments": [{"service", "name", "data": {...}}]}}``;
  ``connected`` brings what was said before, ``deleted`` what was taken back.
- **Social Stream Ninja** (https://socialstream.ninja/docs/event-reference.html): one flat object
  with ``chatname``, ``chatmessage``, ``type`` (the platform), ``hasDonation``, ``event``.
- **plain**: ``{"author": "Ann", "text": "Hello"}``, the author a name or ``{"id", "name"}``,
  optionally ``id``, ``platform``, ``badges``, ``amount``, ``kind``, ``time``. Usual other names of
  these fields are known, and such objects may come in lists or inside ``data``, ``content``,
  ``payload`` or ``message``.

A field that is missing or of the wrong kind costs that field, not the message.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any, Final

from pydantic import ValidationError

from vidol.audience.message import LONGEST_TEXT, Amount, Author, Emote, Kind, Message

Fields = Mapping[str, Any]
PLATFORM: Final = "hub"
"""Of what does not say where it comes from."""
MOST: Final = 1000
"""Messages of one frame that are read, the last ones."""
DEPTH: Final = 3
"""Wrappers around a plain message."""

_ONECOMME_OTHERS: Final = frozenset(
    {"clear", "meta", "meta.clear", "config", "userDatas", "services", "notification", "pinned",
     "waitingList", "bookmarked", "setList", "setList.request", "reactions", "wp.update"}
)  # fmt: skip
_WRAPPERS: Final = ("data", "content", "payload", "message", "comment")
# Words that name a kind, as the platforms and hubs write them; what is not among them is chat.
_KINDS: Final[dict[str, Kind]] = {
    "superchat": "superchat", "super_chat": "superchat", "superchat_message": "superchat",
    "gift": "gift", "donation": "gift", "tip": "gift", "cheer": "gift", "bits": "gift",
    "supersticker": "gift", "super_sticker": "gift",
    "member": "membership", "membership": "membership", "subscribe": "membership",
    "subscriber": "membership", "subscription": "membership", "new_subscriber": "membership",
    "resub": "membership", "sponsorship": "membership", "sponsorgift": "membership",
    "subscription_gift": "membership", "milestonechat": "membership",
    "follow": "follow", "follower": "follow", "new_follower": "follow", "followed": "follow",
    "social": "follow",
    "join": "join", "joined": "join", "enter": "join", "entrance": "join", "user_joined": "join",
}  # fmt: skip
_REMOVALS: Final = frozenset({"delete", "deleted", "removed", "delete-message", "message_deleted"})
_NUMBER: Final = re.compile(r"\d[\d.,\s\u00a0]*")


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame of a hub holds."""

    messages: tuple[Message, ...] = ()
    removed: tuple[str, ...] = ()
    """Ids of messages that were taken back."""
    history: bool = False
    """The messages were sent before this connection."""
    unread: int = 0
    """Things in it that are no messages of these shapes."""


def frame_of(data: object) -> Frame:
    """Read what a frame's JSON holds; it may hold nothing that is said here. Whatever `data` is,
    nothing is raised.
    """
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(kind, str):
        return _frame(data, _any_shape)
    inner = data.get("data")
    if kind in ("comments", "connected") and isinstance(inner, dict):
        options = inner.get("options")
        begins = isinstance(options, dict) and bool(options.get("init"))
        frame = _frame(inner.get("comments") or [], _onecomme)
        return Frame(frame.messages, (), kind == "connected" or begins, frame.unread)
    if kind in _REMOVALS:
        return Frame(removed=tuple(_removed(data if inner is None else inner)))
    if kind in _ONECOMME_OTHERS and "text" not in data:
        return Frame()
    return _frame(data, _any_shape)


def _frame(data: object, read: Callable[[Fields], Message | None]) -> Frame:
    things = data if isinstance(data, list) else [data]
    messages, unread = [], 0
    for thing in things[-MOST:]:
        try:
            message = read(thing) if isinstance(thing, dict) else None
        except (ValidationError, ValueError, TypeError, OverflowError):
            message = None
            unread += 1
        else:
            unread += not isinstance(thing, dict)
        if message is not None:
            messages.append(message)
    return Frame(tuple(messages), unread=unread)


def _removed(inner: object) -> Iterator[str]:
    """``[{"id": ...}]``, ``{"id": ...}``, ``{"messageId": ...}`` or the ids alone."""
    for one in (inner if isinstance(inner, list) else [inner])[-MOST:]:
        named = (
            _first(one, "id", "messageId", "message_id", "mid") if isinstance(one, dict) else one
        )
        if isinstance(named, str | int) and named != "":
            yield str(named)


# ---- the shapes


def _onecomme(comment: Fields) -> Message | None:
    said = comment.get("data")
    service = _string(comment, "service")
    if not isinstance(said, dict):
        raise TypeError("a comment of OneComme has data")
    if service == "system" or said.get("commentVisible") is False:
        return None
    sort = _string(said, "giftType").lower()
    if sort in ("giftreceived", "like"):
        return None  # somebody else did it, or it comes by the hundred
    text, emotes = _of_html(_string(said, "comment"))
    return _message(
        said,
        platform=service,
        channel=_string(comment, "name"),
        name=_string(said, "nickname", "displayName", "name"),
        author=_string(said, "userId"),
        text=text,
        emotes=emotes,
        amount=_onecomme_amount(said),
        kind=_KINDS.get(sort),
    )


def _onecomme_amount(said: Fields) -> Amount | None:
    bits = _number(said.get("bits"))
    if bits:
        return Amount(value=bits, currency="bits")
    told, price = _amount(said.get("paidText")), _number(said.get("price"))
    if price:
        unit = _string(said, "unit") or (told.currency if told else "points")
        return Amount(value=price, currency=unit)
    return told


def _social_stream(said: Fields) -> Message | None:
    event = said.get("event")
    kind = _KINDS.get(str(event).lower()) if event else None
    if event and kind is None and event is not True:
        return None  # counts of viewers, polls and the like
    written = "" if kind else _string(said, "chatmessage")  # of an event it is the platform's words
    plain = said.get("textonly") is True
    text, emotes = (written, ()) if plain else _of_html(written)
    return _message(
        said,
        platform=_string(said, "type"),
        name=_of_html(_string(said, "chatname"))[0],
        author=_string(said, "userid"),
        text=text,
        emotes=emotes,
        amount=_amount(said.get("hasDonation")),
        kind=kind,
    )


def _any_shape(said: Fields, depth: int = 0) -> Message | None:
    if "chatname" in said or "chatmessage" in said:
        return _social_stream(said)
    text = _string(said, "text", "message", "comment", "content", "body", "msg")
    author = _first(said, "author", "user", "sender", "name", "username", "nickname", "uname")
    sort = _string(said, "kind", "event", "type").lower()
    if not text and author is None:
        wrapped = (said.get(name) for name in _WRAPPERS)
        inner = next((one for one in wrapped if isinstance(one, dict)), None)
        if inner is None or depth >= DEPTH:
            raise ValueError("neither text nor author")
        return _any_shape(inner, depth + 1)
    person = author if isinstance(author, dict) else {}
    name = _string(person, "name", "display_name", "displayName", "username", "nickname")
    return _message(
        {**person, **said, "badges": said.get("badges") or person.get("badges")},
        platform=_string(said, "platform", "service", "source", "origin", "site"),
        channel=_string(said, "channel", "room"),
        name=name or (str(author) if isinstance(author, str | int) else ""),
        author=_string(person, "id", "user_id", "userId") or _string(said, "user_id", "userId"),
        text=text,
        amount=_amount(_first(said, "amount", "price", "donation"), _string(said, "currency")),
        kind=_KINDS.get(sort),
        id=_string(said, "id", "mid", "message_id", "messageId"),
    )


def _message(
    said: Fields,
    *,
    platform: str,
    name: str,
    author: str,
    text: str,
    amount: Amount | None,
    kind: Kind | None,
    emotes: tuple[Emote, ...] = (),
    channel: str = "",
    id: str | None = None,  # noqa: A002 - the field's own name
) -> Message:
    """A message of its parts; what is common to the shapes is read from `said`."""
    sent = _time(_first(said, "time", "timestamp", "created_at", "createdAt", "publishedAt"))
    known = _string(said, "id", "mid") if id is None else id
    if not known and sent is not None:  # the same line is the same message when it is sent again
        mark = "\0".join((platform, author or name, text, repr(sent)))
        known = hashlib.sha256(mark.encode("utf-8", "replace")).hexdigest()[:32]
    fields: dict[str, Any] = {
        "platform": platform or PLATFORM,
        "channel": channel,
        "author": Author(id=author or name or "anonymous", name=name),
        "badges": _badges(said),
        "text": text,
        "emotes": emotes,
        "amount": amount,
        "kind": _settled(kind, text, amount),
    }
    if known:
        fields["id"] = known
    if sent is not None:
        fields["time"] = sent
    return Message(**fields)


def _settled(kind: Kind | None, text: str, amount: Amount | None) -> Kind:
    """The kind that goes with what there is: words that were paid for are a superchat."""
    if kind == "membership":
        return "chat" if text.strip() and amount is None else kind
    if amount is not None:
        return "superchat" if text.strip() else "gift"
    return "gift" if kind == "superchat" else kind or "chat"


# ---- fields


def _first(said: Fields, *names: str) -> Any:
    """The first of these fields that holds something."""
    return next((said[name] for name in names if said.get(name) not in (None, "")), None)


def _string(said: Fields, *names: str) -> str:
    """The first of these fields that is a text or a number, as text."""
    for name in names:
        value = said.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _badges(said: Fields) -> tuple[str, ...]:
    """What the flags of the hubs say, and the badges that they list by name."""
    flags = {
        "owner": ("isOwner", "is_owner", "host"),
        "moderator": ("isModerator", "is_moderator", "moderator", "mod"),
        "member": ("isMember", "is_member", "membership", "subscriber"),
        "vip": ("vip",),
        "bot": ("bot", "is_bot"),
    }
    found = [
        badge
        for badge, names in flags.items()
        if any(said.get(name) not in (None, "", "0", 0, False) for name in names)
    ]
    listed = said.get("badges")
    for badge in listed[:20] if isinstance(listed, list) else ():
        named = _string(badge, "label", "name", "type", "id") if isinstance(badge, dict) else badge
        if isinstance(named, str) and "://" not in named:
            found.append(named)
    return tuple(found)


def _time(value: object) -> float | None:
    """Seconds since 1970 of seconds, milliseconds, microseconds or ISO 8601; None for neither."""
    if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
        try:
            when = datetime.fromisoformat(value[:40])
        except ValueError:
            return None
        return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    number = _number(value)
    while number is not None and number > 1e11:
        number /= 1000
    return number


def _number(value: object) -> float | None:
    """A number that is not negative, of a number or the text of one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value[:40] if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < float("inf") else None


def _amount(value: object, currency: str = "") -> Amount | None:
    """An amount of ``{"value", "currency"}``, a number, or text as ``¥1,000`` and ``100 bits``."""
    if isinstance(value, dict):
        unit = _string(value, "currency", "unit") or currency
        return _amount(_first(value, "value", "amount"), unit)
    text = value.strip()[:60] if isinstance(value, str) else ""
    number = _number(value)
    if number is None and (found := _NUMBER.search(text)):
        number = _number(_plain_number(found[0]))
        currency = currency or (text[: found.start()] + " " + text[found.end() :]).strip()
    if not number:
        return None
    return Amount(value=min(number, 1e12), currency=currency or "points")


def _plain_number(written: str) -> str:
    """``1,000.50`` and ``1.000,50`` both as ``1000.50``: what stands before two last digits parts
    them off, everything else groups.
    """
    digits = re.sub(r"[\s\u00a0]", "", written).rstrip(".,")
    whole, part, rest = digits, "", ""
    if re.search(r"[.,]\d{1,2}$", digits):
        whole, part, rest = re.sub(r"[.,](\d+)$", r"|\1", digits).partition("|")
    return re.sub(r"[.,]", "", whole) + ("." if part else "") + rest


def _of_html(written: str) -> tuple[str, tuple[Emote, ...]]:
    """The text of a piece of HTML, and the pictures in it as emotes."""
    if "<" not in written and "&" not in written:
        return written, ()
    reader = _Html()
    reader.feed(written[: 4 * LONGEST_TEXT])
    reader.close()
    return "".join(reader.pieces), tuple(reader.emotes)


class _Html(HTMLParser):
    """Keeps what a reader sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.emotes: list[Emote] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "br":
            self.pieces.append(" ")
        elif tag == "img":
            self._emote(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _emote(self, attributes: Mapping[str, str | None]) -> None:
        name = attributes.get("alt") or attributes.get("title") or ""
        if name:
            start = sum(map(len, self.pieces))
            url = attributes.get("src") or ""
            self.emotes.append(Emote(start=start, length=len(name), name=name, url=url))
            self.pieces.append(name)
