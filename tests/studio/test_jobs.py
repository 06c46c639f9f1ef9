"""Jobs: real vidol commands beside an event loop, followed, stopped and remembered."""

from __future__ import annotations

import asyncio
import time

import pytest

import vidol
from vidol.studio.jobs import Jobs
from vidol.studio.store import MemoryStore


@pytest.fixture
async def jobs():
    jobs = Jobs(MemoryStore())
    await jobs.begin()
    yield jobs
    await jobs.close()


@pytest.fixture
def live(tmp_path) -> list[str]:
    """A command that runs until it is interrupted."""
    path = tmp_path / "mika.vidol"
    vidol.new("Mika", seed=7).save(path)
    return ["live", str(path), "--no-browser", "--port", "0", "--size", "64"]


async def ended(jobs: Jobs, kind: str, subject: str):
    for _ in range(1200):
        job = jobs.latest(kind, subject)
        if job.state != "running":
            return job
        await asyncio.sleep(0.05)
    raise TimeoutError


async def test_a_command_is_run_to_its_end(jobs) -> None:
    begun = jobs.start("film", "one", ["--version"])
    assert (begun.state, begun.ended, jobs.running("film")) == ("running", None, begun)
    assert jobs.running("training") is None
    job = await ended(jobs, "film", "one")
    assert (job.state, job.error) == ("done", "")
    assert job.started < job.ended <= time.time()
    assert jobs.running("film") is None
    assert [one.model_dump() for one in await jobs.every()] == [job.model_dump()]


async def test_its_last_words_are_what_went_wrong(jobs, tmp_path) -> None:
    jobs.start("film", "one", ["info", str(tmp_path / "nobody.vidol")])
    job = await ended(jobs, "film", "one")
    assert job.state == "failed"
    assert "nobody.vidol does not exist" in job.error
    assert not job.error.startswith("vidol:")


async def test_a_job_is_stopped_as_by_ctrl_c(jobs, live) -> None:
    jobs.start("film", "one", live)
    assert jobs.stop("film", "one") is True
    job = await ended(jobs, "film", "one")
    assert (job.state, job.error) == ("stopped", "")
    assert jobs.stop("film", "one") is False
    assert jobs.stop("film", "two") is False


async def test_closing_ends_what_runs(jobs, live) -> None:
    jobs.start("film", "one", live)
    jobs.start("training", "two", live)
    await asyncio.sleep(0.5)
    begun = time.monotonic()
    await jobs.close()
    assert time.monotonic() - begun < 20
    assert {job.state for job in await jobs.every()} == {"stopped"}


async def test_a_store_that_lasts_tells_of_jobs_that_a_studio_left(live) -> None:
    store = MemoryStore()
    before = Jobs(store)
    await before.begin()
    before.start("film", "done", ["--version"])
    await ended(before, "film", "done")
    before.start("training", "cut", live)
    await asyncio.sleep(0.5)
    after = Jobs(store)
    await after.begin()
    found = {job.subject: job for job in await after.every()}
    assert (found["done"].state, found["cut"].state) == ("done", "failed")
    assert "ended before it" in found["cut"].error
    # what a job made lies in files: nothing that an earlier studio began is taken for one of this
    assert after.latest("film", "done") is None
    await before.close()
