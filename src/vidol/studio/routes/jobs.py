"""Routes: long work beside the show."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from vidol.studio.jobs import Job, Jobs


class JobList(BaseModel):
    jobs: list[Job]


def routes(jobs: Jobs) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["jobs"])

    @router.get("/api/jobs", summary="The latest films and trainings, the newest first")
    async def every() -> JobList:
        return JobList(jobs=await jobs.every())

    return router
