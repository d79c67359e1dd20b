"""The process that grades is started once, and replaced when it dies or takes too long."""

import asyncio
import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor

import psutil
from one_exercise import ENDLESS, RIGHT, solve

from privacylab.jupyter.holder import Holder


def finish(coroutine):
    """What a coroutine returns; in a new thread, because browser tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


async def words(holder, action, notebook):
    """All that is said of one request."""
    return [said async for said in holder.ask(action, notebook)]


def number_of(holder):
    return holder._process.pid


def test_a_check_and_a_grade_come_from_one_process_that_is_started_once(alone):
    async def run():
        holder = Holder(alone, 120)
        notebook = solve(alone, RIGHT)
        try:
            first = await words(holder, "check", notebook)
            number = number_of(holder)
            second = await words(holder, "grade", notebook)
            assert number_of(holder) == number
        finally:
            await holder.stop()
        return first, second

    first, second = finish(run())
    assert [one.get("state") for one in first][:2] == ["starting", "running"]
    assert first[-1]["report"]["outcome"] == "public checks pass"
    assert second[0] == {"state": "running", "seconds": 0}
    assert (second[-1]["report"]["score"], second[-1]["report"]["points"]) == (2, 2)


def test_requests_wait_for_their_turn_and_are_told_how_many_are_before_them(alone):
    async def run():
        holder = Holder(alone, 120)
        notebook = solve(alone, RIGHT)
        try:
            asked = (words(holder, "check", notebook) for _ in range(3))
            return await asyncio.gather(*asked)
        finally:
            await holder.stop()

    said = finish(run())
    assert [one[0].get("ahead") for one in said] == [None, 1, 2]
    assert all(one[-1]["report"]["outcome"] == "public checks pass" for one in said)


def test_a_process_that_was_killed_while_idle_is_replaced_without_a_word(alone):
    async def run():
        holder = Holder(alone, 120)
        notebook = solve(alone, RIGHT)
        try:
            await words(holder, "check", notebook)
            os.kill(number_of(holder), signal.SIGKILL)
            await holder._process.wait()
            return await words(holder, "grade", notebook)
        finally:
            await holder.stop()

    assert finish(run())[-1]["report"]["score"] == 2


def test_a_process_that_is_killed_at_work_says_so_and_the_next_request_is_served(alone):
    async def run():
        holder = Holder(alone, 120)
        endless, right = solve(alone, ENDLESS, "endless.ipynb"), solve(alone, RIGHT)
        before = endless.read_bytes()
        said = []
        try:
            async for one in holder.ask("grade", endless):
                said.append(one)
                if one.get("seconds") == 1:
                    os.kill(number_of(holder), signal.SIGKILL)
            assert endless.read_bytes() == before
            return said, await words(holder, "grade", right)
        finally:
            await holder.stop()

    said, after = finish(run())
    assert "stopped while it was working" in said[-1]["error"]
    assert "Your answers are saved" in said[-1]["error"]
    assert after[-1]["report"]["score"] == 2


def test_a_loop_that_never_ends_is_stopped_and_leaves_no_process(alone):
    async def run():
        holder = Holder(alone, 60)
        endless, right = solve(alone, ENDLESS, "endless.ipynb"), solve(alone, RIGHT)
        try:
            await words(holder, "last", right)
            family = psutil.Process(number_of(holder)).children(recursive=True)
            holder.time_limit = 3
            said = await words(holder, "check", endless)
            _, alive = psutil.wait_procs(family, timeout=10)
            holder.time_limit = 60
            return said, alive, await words(holder, "check", right)
        finally:
            await holder.stop()

    said, alive, after = finish(run())
    assert said[-1]["error"].startswith("Stopped after 3 seconds")
    assert "a loop that never ends" in said[-1]["error"]
    assert alive == []
    assert after[-1]["report"]["outcome"] == "public checks pass"


def test_a_changed_course_is_read_anew(alone, tmp_path):
    course = tmp_path / "lab"
    shutil.copytree(alone, course)
    text = course / "solutions/00_start/ST-01_keep_delete_or_hold/exercise.toml"

    async def run():
        holder = Holder(course, 120)
        notebook = solve(course, RIGHT)
        try:
            await words(holder, "check", notebook)
            text.write_text(text.read_text().replace("Keep, delete or hold", "Keep or not"))
            return await words(holder, "check", notebook)
        finally:
            await holder.stop()

    assert finish(run())[-1]["report"]["title"] == "Keep or not"


def test_what_cannot_be_graded_is_one_sentence_and_the_process_goes_on(alone):
    async def run():
        holder = Holder(alone, 120)
        broken = alone / "broken.ipynb"
        broken.write_text("{")
        try:
            said = await words(holder, "grade", broken)
            gone = await words(holder, "check", alone / "gone.ipynb")
            number = number_of(holder)
            right = await words(holder, "check", solve(alone, RIGHT))
            assert number_of(holder) == number
            return said, gone, right
        finally:
            await holder.stop()

    said, gone, right = finish(run())
    assert "broken.ipynb" in said[-1]["error"]
    assert "run the command again" not in said[-1]["error"]
    assert gone[-1]["error"]
    assert right[-1]["report"]["outcome"] == "public checks pass"
    (alone / "broken.ipynb").unlink()


def test_without_solutions_a_learner_can_check_and_is_told_why_there_is_no_grade(alone, tmp_path):
    course = tmp_path / "lab"
    shutil.copytree(alone, course, ignore=shutil.ignore_patterns("solutions", "gradebook.db"))

    async def run():
        holder = Holder(course, 120)
        notebook = solve(course, RIGHT)
        try:
            return [await words(holder, action, notebook) for action in ("last", "check", "grade")]
        finally:
            await holder.stop()

    last, check, grade = finish(run())
    assert last[-1] == {"report": None}
    assert check[-1]["report"]["outcome"] == "public checks pass"
    assert "has no solutions, so it cannot grade 00_start" in grade[-1]["error"]
    assert grade[-1]["error"].endswith("Here, press Check.")
