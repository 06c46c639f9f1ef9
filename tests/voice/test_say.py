"""vidol say."""

import pytest
import soundfile
import typer
from typer.testing import CliRunner

from vidol.cli.say import say
from vidol.core.errors import InputError
from vidol.media.labels import read_label


def run(*arguments):
    app = typer.Typer()
    app.command()(say)
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_say_writes_labelled_sound_and_phones(tmp_path, ending):
    out = tmp_path / f"hello.{ending}"
    result = run("Hello 안녕", "-o", str(out), "--phones", "--rate", "1.2")
    assert result.exit_code == 0, result.output
    assert "oʊ" in result.output
    assert "not spoken: 안녕" in result.output
    pcm, rate = soundfile.read(out)
    assert rate == 24000
    assert len(pcm) > 6000
    assert read_label(out).generator == "vidol"


def test_say_refuses(tmp_path):
    assert isinstance(run("Hello", "-o", str(tmp_path / "x.mp3")).exception, InputError)
    french = run("Hello", "-o", str(tmp_path / "x.wav"), "--language", "fr")
    assert french.exit_code == 2
    assert "'fr' is not one of" in french.output
    assert isinstance(run("😀", "-o", str(tmp_path / "x.wav")).exception, InputError)
    assert not list(tmp_path.iterdir())
