"""vidol say."""

import soundfile
import typer
from typer.testing import CliRunner

from vidol.cli.say import say
from vidol.core.errors import InputError


def run(*arguments):
    app = typer.Typer()
    app.command()(say)
    return CliRunner().invoke(app, list(arguments))


def test_say_writes_sound_and_phones(tmp_path):
    out = tmp_path / "hello.wav"
    result = run("Hello 안녕", "-o", str(out), "--phones", "--rate", "1.2")
    assert result.exit_code == 0, result.output
    assert "oʊ" in result.output
    assert "not spoken: 안녕" in result.output
    pcm, rate = soundfile.read(out)
    assert rate == 24000
    assert len(pcm) > 6000


def test_say_refuses(tmp_path):
    assert isinstance(run("Hello", "-o", str(tmp_path / "x.mp3")).exception, InputError)
    assert isinstance(
        run("Hello", "-o", str(tmp_path / "x.wav"), "--language", "fr").exception, InputError
    )
    assert isinstance(run("😀", "-o", str(tmp_path / "x.wav")).exception, InputError)
    assert not list(tmp_path.iterdir())
