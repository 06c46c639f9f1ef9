"""The label that says a picture, film or sound was generated, and what made it.

It is written into every export and read back from any. Two vocabularies are written side by side,
because regulators and platforms read different ones:

- IPTC ``digitalSourceType`` (https://cv.iptc.org/newscodes/digitalsourcetype/), as XMP;
- the ``AIGC`` JSON object of GB 45438-2025 (China, in force since 2025-09-01), in XMP's ``TC260``
  namespace or as plain metadata.

Where they go: PNG iTXt ``XML:com.adobe.xmp``; JPEG and WebP XMP; GIF and WAV comments; MP4 and WebM
metadata keys. A label is a statement, not a proof: anyone can remove it or write another. Proof
(signatures) is the business of the room of identity.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

import av
from PIL import Image, UnidentifiedImageError

from vidol.core.errors import InputError
from vidol.core.version import __version__
from vidol.media.containers import opened

SourceType = Literal[
    "trainedAlgorithmicMedia",
    "algorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "compositeSynthetic",
    "digitalCreation",
]
"""Terms of the IPTC vocabulary that a film or picture of vidol can be."""

_IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_TC260: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_IPTC_EXT: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_XMP: Final = "http://ns.adobe.com/xap/1.0/"
_OWN: Final = "urn:vidol:label:"
_LARGEST_PACKET: Final = 256 * 1024  # bytes of XMP that are read; a label takes two thousand


@dataclass(frozen=True, slots=True)
class Label:
    """What an export says about itself.

    Two labels made alike differ in `produce_id` and `created` unless these are given.
    """

    source_type: SourceType = "trainedAlgorithmicMedia"
    visible: str = ""
    """Of pictures: where the label stands that people see, or why it was left out, as
    vidol.media.visible_label.VisibleLabel.said has it.
    """
    producer: str = ""
    """Who answers for the content: a name, or the code of GB 45438. Empty: the generator."""
    produce_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    """The producer's number of this very piece of content."""
    created: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    generator: str = "vidol"
    version: str = __version__

    def aigc(self) -> str:
        """The AIGC object of GB 45438-2025 as compact JSON: ``"Label": "1"`` means generated."""
        fields = {
            "Label": "1",
            "ContentProducer": self.producer or self.generator,
            "ProduceID": self.produce_id,
            "ReservedCode1": "",
            "ContentPropagator": "",
            "PropagateID": "",
            "ReservedCode2": "",
        }
        return json.dumps(fields, ensure_ascii=True, separators=(",", ":"))

    def xmp(self) -> bytes:
        """The label as an XMP packet (UTF-8), for PNG, JPEG and WebP."""
        software = quoteattr(f"{self.generator} {self.version}")
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about=""'
            f' xmlns:xmp="{_XMP}" xmlns:Iptc4xmpExt="{_IPTC_EXT}" xmlns:TC260="{_TC260}"'
            f' xmlns:vidol="{_OWN}" vidol:VisibleLabel={quoteattr(self.visible)}'
            f' xmp:CreatorTool={software} xmp:CreateDate="{_timestamp(self.created)}">'
            "<Iptc4xmpExt:DigitalSourceType>"
            f"{_IPTC}{self.source_type}"
            "</Iptc4xmpExt:DigitalSourceType>"
            f"<TC260:AIGC>{escape(self.aigc())}</TC260:AIGC>"
            "</rdf:Description>"
            "</rdf:RDF>"
            "</x:xmpmeta>"
            '<?xpacket end="w"?>'
        ).encode()

    def metadata(self) -> dict[str, str]:
        """The label as the keys and values that containers of film and sound carry."""
        return {
            "AIGC": self.aigc(),
            "DigitalSourceType": f"{_IPTC}{self.source_type}",
            "Generator": f"{self.generator} {self.version}",
            "creation_time": _timestamp(self.created),
            **({"VisibleLabel": self.visible} if self.visible else {}),
        }

    def comment(self) -> bytes:
        """The label as one line of ASCII JSON, for the comments of GIF and WAV."""
        return json.dumps(self.metadata()).encode("ascii")


def read_label(path: str | Path) -> Label | None:
    """The label that a picture, film or sound carries, or None if none can be understood.

    Tolerant of what other generators write: any of the two vocabularies is enough, and missing
    parts come back empty (`created` as 1970-01-01). Raises InputError if the file cannot be opened
    at all.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"Cannot read {path}: there is no such file.")
    try:
        with Image.open(path) as picture:
            return _from_picture(picture)
    except UnidentifiedImageError:
        pass
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InputError(f"Cannot read {path}: the picture is damaged ({error}).") from error
    try:
        with opened(path) as container:
            metadata = container.metadata
            return _from_metadata(metadata) or _from_comment(metadata.get("comment", ""))
    except (av.FFmpegError, ValueError) as error:
        raise InputError(
            f"Cannot read {path}: it is no picture, film or sound of a known kind."
        ) from error


def _from_picture(picture: Image.Image) -> Label | None:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    if packet:
        return _from_xmp(packet if isinstance(packet, bytes) else str(packet).encode())
    comment = picture.info.get("comment", b"")
    return _from_comment(comment.decode("ascii", "replace")) if isinstance(comment, bytes) else None


def _from_comment(comment: str) -> Label | None:
    try:
        fields = json.loads(comment)
    except (ValueError, RecursionError):
        return None
    return _from_metadata(fields) if isinstance(fields, dict) else None


def _from_xmp(packet: bytes) -> Label | None:
    """Read XMP with entities refused: an entity is how a small packet grows to gigabytes."""
    if len(packet) > _LARGEST_PACKET or b"<!" in packet:
        return None
    try:
        root = ET.fromstring(packet.strip(b"\0 \r\n"))  # noqa: S314 no DTD can be left in it
    except ET.ParseError:
        return None
    metadata = {
        "AIGC": _value(root, _TC260, "AIGC"),
        "DigitalSourceType": _value(root, _IPTC_EXT, "DigitalSourceType"),
        "Generator": _value(root, _XMP, "CreatorTool"),
        "creation_time": _value(root, _XMP, "CreateDate"),
        "VisibleLabel": _value(root, _OWN, "VisibleLabel"),
    }
    return _from_metadata(metadata)


def _value(root: ET.Element, namespace: str, name: str) -> str:
    """The first element or attribute of that name; empty where there is none."""
    key = f"{{{namespace}}}{name}"
    for element in root.iter():
        if element.tag == key:
            return (element.text or "").strip()
        if key in element.attrib:
            return element.attrib[key]
    return ""


def _from_metadata(metadata: dict[str, Any]) -> Label | None:
    # Matroska writes keys in capitals
    fields = {str(key).lower(): str(value) for key, value in metadata.items()}
    source = fields.get("digitalsourcetype", "").rpartition("/")[2]
    try:
        aigc = json.loads(fields.get("aigc", "") or "{}")
    except (ValueError, RecursionError):
        aigc = {}
    if not isinstance(aigc, dict):
        return None
    if not aigc and not source:
        return None
    generator, _, version = fields.get("generator", "").rpartition(" ")
    producer = str(aigc.get("ContentProducer", ""))
    try:
        created = datetime.fromisoformat(fields.get("creation_time", ""))
    except ValueError:
        created = datetime.fromtimestamp(0, UTC)
    return Label(
        # others may use terms that vidol does not
        source_type=source or "trainedAlgorithmicMedia",  # type: ignore[arg-type]
        visible=fields.get("visiblelabel", ""),
        producer="" if producer == generator else producer,
        produce_id=str(aigc.get("ProduceID", "")),
        created=created if created.tzinfo else created.replace(tzinfo=UTC),
        generator=generator,
        version=version,
    )


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
