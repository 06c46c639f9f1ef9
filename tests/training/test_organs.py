"""An organ of somebody's package brings its verbs, with options from its own models: the toy that
trains on tones (toys.py), installed as a plug-in.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install 'vidol[train]'")

from vidol.cli import main
from vidol.training.events import Metrics, read

from . import toys

TRAINER = """
from pathlib import Path
from typing import Annotated
from pydantic import Field
import toys
from vidol.training import run
from vidol.training.options import Argument, Flag, Options
from vidol.training.train_verb import training
from vidol.training.trainer import Trainer, Verb

class Prepared(Options):
    out: Annotated[Path, Argument()] = Field(description="The dataset.")
    count: Annotated[int, Flag("--count", "-n")] = Field(default=40, ge=16, description="Tones.")

class Sampled(Options):
    model: Annotated[Path, Argument()] = Field(description="A model.")
    loud: bool = Field(default=False, description="Louder.")
    words: Annotated[tuple[str, ...], Flag("--word")] = Field(default=(), description="Several.")

def prepare(asked, terminal):
    toys.write_tones(asked.out, asked.count)
    terminal.say(f"{asked.count} tones")

def sample(asked, terminal):
    terminal.say(f"{'loud' if asked.loud else 'soft'}: {asked.words}")
    return False

def begun(out):
    return toys.Settings(**run.begun(out))

def start(dataset, out, settings, resume):
    return toys.Run("sound", dataset, out, settings, resume=resume)

trainer = Trainer(
    data=Verb("Draw tones. Many.", Prepared, prepare),
    train=training("Train on tones.", toys.Settings, "tones", begun, start),
    sample=Verb("Play a tone.", Sampled, sample),
)
"""


@pytest.fixture
def vidol(tmp_path, monkeypatch, capsys):
    """`vidol(*words)` where the package acme-tone is installed; what it said, and its exit code."""
    info = tmp_path / "site" / "acme_tone-2.5.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-tone\nVersion: 2.5\n")
    (info / "entry_points.txt").write_text("[vidol.trainers]\ntone = acme_tone:trainer\n")
    (tmp_path / "site" / "acme_tone.py").write_text(TRAINER)
    shutil.copy(Path(toys.__file__), tmp_path / "site" / "toys.py")
    monkeypatch.syspath_prepend(tmp_path / "site")
    for name in ("acme_tone", "toys"):
        monkeypatch.delitem(main.sys.modules, name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words, code=0) -> str:
        with pytest.raises(SystemExit) as end:
            main.run(words)
        printed, complained = capsys.readouterr()
        assert end.value.code == code, printed + complained
        return printed if code != 2 else complained

    return run


def test_it_is_listed_and_explained_beside_vidols_own(vidol) -> None:
    said = vidol("train", "--help")
    assert "tone" in said and "Train on tones." in said and "face" in said
    assert "Draw tones." in vidol("data") and "Many" not in vidol("data")
    assert "tone" not in vidol("measure", "--help")
    said = vidol("train", "tone", "--help")
    assert "--tones" in said and "--pictures" not in said and "--width narrow|wide" in said
    assert "[more than 0; at most 1; default: 0.003]" in " ".join(said.split())
    assert "look_every: Items from one look to the next." in " ".join(said.split())
    assert "narrow  8 channels" in said


def test_it_is_trained_with_options_of_its_own(vidol) -> None:
    assert vidol("data", "tone", "set", "-n", "48") == "48 tones\n"
    vidol("train", "tone", "set", "-o", "model", "--dry-run")
    said = vidol("train", "tone", "set", "-o", "model", "--tones", "64", "-O", "look_every=32")
    assert "42 tones" not in said and "48 items, 6 of them held out" in said
    looks = [event.items for event in read(Path("model/run/log.jsonl")) if type(event) is Metrics]
    assert looks == [32, 64]
    # What a run was begun with holds when it goes on, unless something else is said.
    vidol("train", "tone", "set", "-o", "model", "--tones", "128", "--resume")
    looks = [event.items for event in read(Path("model/run/log.jsonl")) if type(event) is Metrics]
    assert looks == [32, 64, 96, 128]
    said = vidol(
        *("train", "tone", "set", "-o", "model", "--tones", "256", "--resume", "--rate", "0.1"),
        code=2,
    )
    assert "rate (0.003, now 0.1)" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--width", "narow"], "'narow' is no width; did you mean 'narrow'?"),
        (["--rate", "2"], "cannot have rate='2': input should be less than or equal to 1"),
        (["-O", "lok_every=3"], "-O lok_every=3: 'lok_every' is no option; did you mean 'look_e"),
        (["-O", "look_every"], "says no value: write -O look_every=VALUE"),
        (["-O", "look_every=often"], "cannot have look_every='often': input should be a valid int"),
        ([], "Say how long to train: --minutes 20, or --tones 50000."),
    ],
)
def test_what_cannot_be_is_said_in_a_line(vidol, words, sentence) -> None:
    enough = ["--tones", "8"] if words else []
    said = vidol("train", "tone", "set", "-o", "model", *enough, *words, code=2)
    assert sentence in said and said.count("\n") == 1
    assert not Path("model").exists()


def test_a_model_says_itself_which_organ_it_is(vidol, tmp_path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "model.json").write_text(json.dumps({"kind": "tone"}))
    assert vidol("sample", "one", "--loud", "--word", "a", "--word", "b", code=130) == (
        "loud: ('a', 'b')\n"
    )
    assert vidol("sample", "tone", "one", code=130) == "soft: ()\n"
    (tmp_path / "one").rename(tmp_path / "tone")  # a model called like an organ
    assert vidol("sample", "tone", "--loud", code=130) == "loud: ()\n"
    assert vidol("sample", "--word", "c", "tone", code=130) == "soft: ('c',)\n"


def test_what_an_organ_does_not_offer_is_refused(vidol) -> None:
    said = vidol("measure", "tone", "x", code=2)
    assert "'tone' cannot be asked to measure: it knows data, train, sample." in said
    assert "did you mean 'tone'?" in vidol("tune", "tne", code=2)


@pytest.mark.parametrize("verb", ["data", "train", "tune", "sample", "reconstruct", "measure"])
def test_the_help_of_faces_fits_a_narrow_terminal(vidol, verb) -> None:
    said = vidol(verb, "face", "--help")
    assert max(map(len, said.splitlines())) <= 80
    if verb in ("train", "tune"):
        assert "--preset S|M|L|XL" in said and "[default: S]" in " ".join(said.split())
        assert "  quantised    a grid of codes" in said
