"""z3 in threads of its own: asked from several threads, broken off by Ctrl-C and by time, left at the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from deterrence.algebra.conditions import z3_threads
from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.conditions.prove import SECONDS, find
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.time_limit.deadline import limit_time

HOME = ring(("a", "b", "c", "d"))
LETTERS = [HOME.letter(name) for name in HOME.names]


def hard_question():
    """Four equations of degree five in four letters: no version of z3 that is allowed decides this in its seconds."""
    source = random.Random(0)
    conditions = []
    for _ in range(4):
        polynomial = HOME.constant(source.randint(-5, 5))
        for _ in range(8):
            term = HOME.constant(source.choice([-3, -2, -1, 1, 2, 3]))
            for _ in range(5):
                term = term * source.choice(LETTERS)
            polynomial = polynomial + term
        conditions.append(condition(polynomial, "=="))
    return conditions


def easy_questions():
    a, b, c, d = LETTERS
    return [
        ([condition(a * b - c, ">"), condition(a - n, ">="), condition(c * c + d - b, relation)], n)
        for n in range(-3, 4)
        for relation in (">", "==")
    ]


def answers(questions):
    return [find(conditions).satisfiable for conditions, _ in questions]


def test_many_threads_at_once_get_the_answers_that_one_gets():
    questions = easy_questions()
    alone = answers(questions)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(answers, [questions] * 8))
    assert together == [alone] * 8


def test_a_mistake_in_a_question_is_raised_where_it_was_asked():
    def question(session):
        return session.kept["nothing of this name"]

    with pytest.raises(KeyError, match="nothing of this name"):
        z3_threads.ask(question, SECONDS)
    assert z3_threads.ask(lambda session: 7, SECONDS) == 7


def test_a_hard_question_ends_when_the_time_does_and_is_asked_again_later():
    background = Background(HOME)
    began = time.monotonic()
    with limit_time(0.2):
        assert possible(hard_question(), background).possible is None
    assert time.monotonic() - began < SECONDS / 2
    assert background.verdicts == {}
    assert answers(easy_questions()[:1]) == [True]


@pytest.mark.skipif(os.name != "posix", reason="sends the signal that Ctrl-C sends")
def test_ctrl_c_ends_a_hard_question_at_once_and_nothing_is_remembered():
    background = Background(HOME)
    began = time.monotonic()
    timer = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        possible(hard_question(), background)
    timer.join()
    assert time.monotonic() - began < SECONDS / 2
    assert background.verdicts == {}
    assert answers(easy_questions()[:1]) == [True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_process_that_is_forked_off_asks_z3_too():
    assert answers(easy_questions()[:1]) == [True]
    child = os.fork()
    if child == 0:
        os._exit(0 if answers(easy_questions()[:1]) == [True] else 1)
    assert os.waitpid(child, 0)[1] == 0


def run(script: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(script)]
    return subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)


def test_a_cold_start_in_eight_threads():
    done = run(
        """
        from concurrent.futures import ThreadPoolExecutor
        import deterrence as dt

        def job(name):
            game = dt.load(name)
            return str(dt.solve(game)), str(dt.thresholds(game, "c"))

        names = ["nll-probe", "preemption"]
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(job, names * 4))
        print(together == [job(name) for name in names] * 4)
        """
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_the_interpreter_ends_while_threads_are_at_work():
    done = run(
        """
        import threading, time
        from tests.algebra.conditions.test_z3_threads import find, hard_question

        for _ in range(3):
            threading.Thread(target=lambda: find(hard_question()), daemon=True).start()
        time.sleep(0.5)
        """
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
