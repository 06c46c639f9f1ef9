"""The JSON of the HTTP API: what is sent and answered, as the documentation shows it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from vidol.core.speech import Language
from vidol.show.messages import Behaviour, State, Turn
from vidol.studio.messages import Stats


class _Sent(BaseModel):
    """What a client sends: nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """What went wrong."""

    code: str = Field(examples=["refused"])
    message: str = Field(
        examples=["A question has 1 to 500 characters, this one has 0: shorten it."]
    )


class Failure(BaseModel):
    """The body of every error."""

    error: Problem


class Question(_Sent):
    """Something to ask her."""

    text: str = Field(max_length=2000, examples=["Who are you?"])
    name: str = Field(default="", max_length=60, description="Who asks.")
    behaviour: Behaviour = "queue"


class Speech(_Sent):
    """Something for her to say, with the directions of a script in it."""

    text: str = Field(max_length=10_000, examples=["[happy] [wave] Hello everyone!"])
    language: Language | None = None
    behaviour: Behaviour = "queue"
    priority: int = Field(default=0, ge=-100, le=100)
    owner: str = Field(default="", max_length=60)


class Begun(BaseModel):
    """The turn that something became."""

    turn: int


class Interrupting(_Sent):
    """Whose speech is to end; everybody's without an owner."""

    owner: str | None = Field(default=None, max_length=60)


class Interrupted(BaseModel):
    interrupted: bool = Field(description="Whether there was anything to cut off or to drop.")


class Acting(_Sent):
    """An emotion or a gesture."""

    name: str = Field(max_length=40, examples=["wave"])


class Setting(_Sent):
    """A place, a framing, or both."""

    background: str | None = Field(default=None, max_length=60, examples=["night sky"])
    framing: str | None = Field(default=None, max_length=40, examples=["bust"])


class Scenes(BaseModel):
    """What there is to choose from."""

    backgrounds: list[str]
    framings: list[str]
    emotions: list[str]
    gestures: list[str]


class KnowledgeFile(BaseModel):
    name: str
    size: int = Field(description="Bytes.")


class CharacterView(BaseModel):
    """The character that performs."""

    name: str
    seed: int
    look: dict[str, Any]
    persona: dict[str, Any]
    voice: dict[str, Any]
    plugins: dict[str, str]
    knowledge: list[KnowledgeFile]
    language_model: dict[str, Any] | None = None
    transcription: dict[str, Any] | None = None
    key_stored: bool = Field(
        default=False,
        description="Whether this machine holds a key for the endpoint of the language model.",
    )
    approved: bool = Field(
        default=False, description="Whether the person at this machine has approved that endpoint."
    )
    file: str = Field(description="The bundle that saving writes.")
    unsaved: bool


class CharacterChange(_Sent):
    """Parts of a character to change; what is left out stays. Objects are merged field by field."""

    name: str | None = Field(default=None, max_length=60)
    look: dict[str, Any] | None = None
    persona: dict[str, Any] | None = None
    voice: dict[str, Any] | None = None
    language_model: dict[str, Any] | None = Field(
        default=None, description="Settings of the endpoint; null removes it."
    )
    language_model_key: str | None = Field(
        default=None, max_length=500, description="Kept on this machine, never in the bundle."
    )
    transcription: dict[str, Any] | None = None
    approve: bool = Field(
        default=False, description="Approve the endpoints that are named, for this machine."
    )


class CharacterNew(_Sent):
    """A new character. She performs from then on; the one before is kept only if it was saved."""

    name: str = Field(max_length=60, examples=["Mika"])
    seed: int | None = Field(default=None, ge=0, le=2**53)
    look: dict[str, Any] = Field(
        default_factory=dict,
        description="Fields of the look that are chosen; the seed gives the others.",
    )


class Saving(_Sent):
    name: str | None = Field(
        default=None,
        max_length=120,
        description="A plain file name; without it, the bundle the character came from.",
    )


class Saved(BaseModel):
    file: str


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


class LookPicture(_Sent):
    """A look to draw."""

    look: dict[str, Any]
    size: int = Field(default=384, ge=64, le=1024)


class Test(_Sent):
    question: str = Field(max_length=2000)


class Tested(BaseModel):
    """An answer of the embedded mind and why it is that one."""

    answer: str
    how: str = Field(description="faq, small talk, document, unknown, declined or refused.")
    language: Language
    score: float | None = None
    threshold: float | None = Field(
        default=None, description="Of the score, from which a question counts as known."
    )
    matched: str = ""
    runner_up: str = ""
    runner_up_score: float | None = None
    source: str = ""


class Film(BaseModel):
    state: Literal["none", "running", "ready", "failed"]
    progress: float
    bytes: int = 0
    error: str = ""


class Recording(BaseModel):
    name: str
    started: float = Field(description="Seconds since 1970.")
    seconds: float
    bytes: int
    recording: bool
    film: Film


class RecordingList(BaseModel):
    recordings: list[Recording]


class Named(BaseModel):
    name: str


class FilmWanted(_Sent):
    """How the film is to be."""

    size: Annotated[str, Field(pattern=r"^\d{2,4}x\d{2,4}$")] | None = Field(
        default=None, examples=["1280x720"]
    )


class Models(BaseModel):
    models: list[str]


class Transcript(BaseModel):
    text: str


class Turns(BaseModel):
    turns: list[Turn]


class SecondOfShow(BaseModel):
    time: float
    drawn: int
    dropped: int
    late_ms: float
    draw_ms: float
    memory_mb: float
    viewers: int


class History(BaseModel):
    """The last ten minutes, second by second, and what pages report of themselves."""

    seconds: list[SecondOfShow]
    pages: list[Stats]


class Healthy(BaseModel):
    status: Literal["ok"]
    version: str
    character: str
    state: State
    position: float
    uptime: float
    frames: int
    drawn: int
    dropped: int
    draw_ms: float
    late_ms: float
    memory_mb: float


class TrainingWanted(_Sent):
    """A model to be trained."""

    dataset: str = Field(max_length=80)
    name: str = Field(max_length=80)
    preset: Literal["S", "M", "L", "XL"] = "S"
    recipe: Literal["both", "adversarial", "variational", "quantised"] = "both"
    minutes: float = Field(gt=0, le=14 * 24 * 60)
    seed: int = Field(default=0, ge=0)
    i_have_the_rights: bool = Field(
        default=False,
        description=(
            "For pictures whose licence or consent nobody stated; the model's card will say so."
        ),
    )


class TrainingMore(_Sent):
    """How much longer a training is to go on."""

    minutes: float = Field(gt=0, le=14 * 24 * 60)


class Rating(_Sent):
    """What a person thinks of a picture."""

    stars: int = Field(ge=1, le=5)


class Ratings(BaseModel):
    """What people think of a model's pictures."""

    count: int
    mean: float | None


class DatasetView(BaseModel):
    name: str
    pictures: int
    held_out: int
    size: int
    transparent: bool


class ModelView(BaseModel):
    name: str
    state: Literal["running", "finished", "interrupted", "stopped", "broken"]
    stoppable: bool = Field(
        description="Whether this studio started what is running, and can stop it."
    )
    problem: str = Field(description="What went wrong, in words.")
    dataset: str
    preset: str
    recipe: str
    pictures: int = Field(description="Seen in training.")
    seconds: float = Field(description="Of training.")
    usable: bool = Field(description="Whether there is a model to sample from.")
    cover: str = Field(description='The file that shows it, "" before there is one.')
    ratings: Ratings


class TrainingList(BaseModel):
    datasets: list[DatasetView]
    models: list[ModelView]


class TrainingLog(BaseModel):
    model: ModelView
    events: list[dict[str, Any]] = Field(
        description="As vidol.training.runlog describes them; long curves thinned."
    )
