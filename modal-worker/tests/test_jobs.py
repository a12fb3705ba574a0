"""Jobs over HTTP: who may ask, queue, cancel, uploads, errors that help."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import pytest

from tests.scripts import CUBE, FOREVER, PLATE
from tests.store import Store
from tests.worker_process import FOLDER, TOKEN, Worker

# ---- who may ask, and what is refused before the job is taken


@pytest.mark.parametrize("token", ["", "Bearer wrong", TOKEN, f"bearer {TOKEN}"])
def test_without_the_token_nothing_runs_and_health_says_little(worker: Worker, token: str) -> None:
    headers = {"Authorization": token} if token else {}
    answers = [
        httpx.post(f"{worker.url}/v1/execute", json=worker.body(CUBE), headers=headers),
        httpx.post(f"{worker.url}/v1/cancel", json={"jobId": "x"}, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json()["error"]["code"] == "unauthenticated"
    assert set(httpx.get(f"{worker.url}/v1/health", headers=headers).json()) == {"ok"}


def test_health_tells_versions_load_and_layers(worker: Worker) -> None:
    worker.run(CUBE, formats=["stl"])
    health = worker.health()
    assert (health["ok"], health["warm"], health["build123d"]) == (True, True, "0.13.0")
    assert (health["busy"], health["queued"], health["restarts"]) == (0, 0, 0)
    sandbox = health["sandbox"]
    assert len(sandbox["layers"]) + len(sandbox["missing"]) == 8
    print("layers:", sandbox["layers"], "missing:", sandbox["missing"])


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"formats": ["obj"]}, 422, "formats"),
        ({"formats": []}, 422, "formats"),
        ({"quality": "best"}, 422, "quality"),
        ({"timeoutS": 121}, 422, "120"),
        ({"timeoutS": 0}, 422, "timeoutS"),
        ({"color": "red"}, 422, "color"),
        ({"code": "#" * 262_145}, 413, "262144"),
        ({"code": "#" * 1_100_000}, 413, "larger"),
        ({"uploads": {"stl": {"method": "POST", "url": "http://169.254.169.254/latest"}}}, 422, "UPLOAD_ORIGINS"),
        ({"uploads": {"stl": {"method": "GET", "url": "http://127.0.0.1"}}}, 422, "method"),
    ],
)
def test_a_request_that_cannot_be_right_is_refused_by_name(
    worker: Worker, change: dict, status: int, words: str
) -> None:
    answer = worker.client.post("/v1/execute", json={**worker.body(CUBE), **change})
    assert answer.status_code == status
    error = answer.json()["error"]
    assert words in error["message"] + error["hint"]


def test_a_body_that_is_no_json_is_refused(worker: Worker) -> None:
    assert worker.client.post("/v1/execute", content=b"{").status_code == 422


# ---- errors that help


@pytest.mark.parametrize(
    ("code", "error", "line", "words"),
    [
        ("from build123d import *\nresult = Box(1, 2, 3\n", "syntax", 2, "never closed"),
        ("", "syntax", None, "empty"),
        ("x = 1\n\0", "syntax", None, "null"),
        ("(" * 5000 + ")" * 5000, "syntax", 1, "nested"),
        ("x = " + "-" * 50_000 + "1", "syntax", None, ""),
        ("import os\n", "forbidden", 1, "`os`"),
        ("from build123d import *\nimport cadquery as cq\n", "forbidden", 2, "CadQuery"),
        ("x = 1\nopen('a.txt')\n", "forbidden", 2, "`open`"),
        ("x = ().__class__.__bases__\n", "forbidden", 1, "__"),
        ("x = getattr((), '__class__')\n", "forbidden", 1, "internal"),
        ("x = 1\n", "no_result", None, "result ="),
        ("result = 42\n", "no_result", None, "int"),
        ("from build123d import *\nresult = None\n", "empty_shape", None, "empty"),
        ("from build123d import *\nresult = Box(1, 1, 1) - Box(2, 2, 2)\n", "empty_shape", None, ""),
        ("from build123d import *\nresult = offset(Box(10, 10, 10), -6)\n", "exception", 2, "largest amount"),
        ("from build123d import *\nresult = Line((0, 0), (1, 1))\n", "empty_shape", None, "no faces"),
        ("from build123d import *\n\nresult = Box(9, 9, 9).fillet(8, Box(9, 9, 9).edges())\n", "exception", 3, "smaller radius"),
        ("from build123d import *\nb = Box(1, 1, 1)\nprint(b.center().to_tuple())\n", "exception", 3, "tuple(vector)"),
        ("from build123d import *\nb = Location(1, 2, 3, 4, 5) * Box(1, 1, 1)\n", "exception", 2, "Pos(x, y, z)"),
        ("from build123d import *\nresult = Boxx(1, 1, 1)\n", "exception", 2, "Did you mean `Box`?"),
        ("def f():\n    return f()\nf()\n", "exception", 2, "without end"),
        ("x = 1\nraise ValueError('mine')\n", "exception", 2, "mine"),
    ],
)  # fmt: skip
def test_an_error_names_its_kind_its_line_and_a_way_out(
    worker: Worker, code: str, error: str, line: int | None, words: str
) -> None:
    outcome = worker.run(code)
    closing = outcome.closing
    assert (outcome.code, closing["line"]) == (error, line), closing
    assert closing["message"]
    assert words in f"{closing['message']} {closing['hint']}", closing


def test_a_traceback_shows_the_lines_of_the_script_alone(worker: Worker) -> None:
    outcome = worker.run("def half(x):\n    return 1 / x\n\nhalf(0)\n")
    assert 'File "part.py", line 2, in half' in outcome.closing["traceback"]
    assert "naturalcad_worker" not in outcome.closing["traceback"]


def test_what_a_script_prints_is_in_the_log_by_stream_also_when_it_fails(worker: Worker) -> None:
    code = "import warnings\nprint('größe', flush=True)\nwarnings.warn('careful')\nraise ValueError('x')\n"
    outcome = worker.run(code)
    streams = {"stdout": "", "stderr": ""}
    for event in outcome.events:
        if event["type"] == "log":
            streams[event["stream"]] += event["text"]
    assert streams["stdout"] == "größe\n"
    assert "careful" in streams["stderr"]


# ---- queue and cancel


def test_jobs_beyond_the_concurrency_wait_and_are_told_their_position(worker: Worker) -> None:
    running = [worker.begin(FOREVER) for _ in range(2)]
    for stream in running:
        stream.wait_for(type="log")
    first, second = worker.begin(CUBE, formats=["stl"]), None
    assert first.wait_for(stage="queued")["position"] == 1
    second = worker.begin(CUBE, formats=["stl"])
    assert second.wait_for(stage="queued")["position"] == 2
    assert worker.health()["queued"] == 2
    running[0].close()
    assert first.rest().is_result
    assert second.rest().is_result
    assert worker.client.post("/v1/cancel", json={"jobId": running[1].job_id}).json() == {"canceled": True}
    assert running[1].rest().code == "canceled"


def test_a_job_that_waits_can_be_canceled(worker: Worker) -> None:
    running = [worker.begin(FOREVER) for _ in range(2)]
    for stream in running:
        stream.wait_for(type="log")
    waiting = worker.begin(CUBE)
    waiting.wait_for(stage="queued")
    worker.client.post("/v1/cancel", json={"jobId": waiting.job_id})
    assert waiting.rest().code == "canceled"
    for stream in running:
        stream.close()
    assert worker.run(CUBE).is_result


def test_closing_the_connection_ends_the_job(worker: Worker) -> None:
    stream = worker.begin(FOREVER)
    stream.wait_for(type="log")
    stream.close()
    # Both places are free again: two jobs run that would otherwise wait for the timeout of the lost one.
    assert worker.run(CUBE, formats=["stl"]).is_result
    assert worker.run(CUBE, formats=["stl"]).is_result
    assert worker.client.post("/v1/cancel", json={"jobId": stream.job_id}).json() == {"canceled": False}


def test_the_id_of_a_running_job_cannot_be_used_again(worker: Worker) -> None:
    stream = worker.begin(FOREVER)
    stream.wait_for(type="log")
    answer = worker.client.post("/v1/execute", json={**worker.body(CUBE), "jobId": stream.job_id})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
    stream.close()


def test_more_jobs_than_the_queue_holds_are_told_that_it_is_busy() -> None:
    small = Worker(WORKER_CONCURRENCY="1", WORKER_QUEUE_LIMIT="1")
    try:
        running = small.begin(FOREVER)
        running.wait_for(type="log")
        waiting = small.begin(CUBE)
        waiting.wait_for(stage="queued")
        assert small.run(CUBE).code == "busy"
        # A stop ends what runs and what waits, each with its last event.
        small.process.terminate()
        assert running.rest().code == "canceled"
        assert waiting.rest().code == "canceled"
    finally:
        assert small.stop() == 0


# ---- uploads


def test_files_are_uploaded_as_raw_bodies_and_the_answers_come_back(worker: Worker, store: Store) -> None:
    store.received.clear()
    uploads = {
        "glb": {"method": "POST", "url": f"{store.url}/convex?token=1"},
        "stl": {"method": "PUT", "url": f"{store.url}/supabase/part.stl", "headers": {"x-upsert": "true"}},
    }
    outcome = worker.run(PLATE, formats=["glb", "stl", "step"], uploads=uploads)
    artifacts = {entry["format"]: entry for entry in outcome.closing["artifacts"]}
    sent = {path: (method, headers, body) for method, path, headers, body in store.received}
    method, headers, body = sent["/convex?token=1"]
    assert (method, headers["Content-Type"], len(body)) == ("POST", "model/gltf-binary", artifacts["glb"]["bytes"])
    assert body[:4] == b"glTF"
    method, headers, body = sent["/supabase/part.stl"]
    assert (method, headers["x-upsert"], len(body)) == ("PUT", "true", artifacts["stl"]["bytes"])
    assert artifacts["glb"]["upload"]["status"] == 200
    assert artifacts["glb"]["upload"]["body"]["storageId"].startswith("stored-")
    assert "base64" not in artifacts["glb"] and "upload" not in artifacts["step"]
    assert outcome.file("step").startswith(b"ISO-10303-21")


def test_an_upload_that_fails_once_is_tried_again(worker: Worker, store: Store) -> None:
    store.answers[:] = [503]
    outcome = worker.run(CUBE, formats=["stl"], uploads={"stl": {"method": "POST", "url": f"{store.url}/again"}})
    assert outcome.is_result


@pytest.mark.parametrize("statuses", [[503, 503], [403], [302]])
def test_an_upload_that_the_store_refuses_ends_the_job_by_name(
    worker: Worker, store: Store, statuses: list[int]
) -> None:
    store.answers[:] = statuses
    outcome = worker.run(CUBE, formats=["stl"], uploads={"stl": {"method": "POST", "url": f"{store.url}/no"}})
    store.answers.clear()
    assert outcome.code == "upload_failed"
    assert str(statuses[0]) in outcome.closing["message"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
        "http://user:pw@127.0.0.1/x",
        "http://[broken",
        "http://example.invalid/x",
    ],
)
def test_an_origin_that_is_not_allowed_gets_nothing(worker: Worker, url: str) -> None:
    answer = worker.post(CUBE, formats=["stl"], uploads={"stl": {"method": "POST", "url": url}})
    assert answer.status_code == 422


# ---- the processes behind it


def children_of(pid: int) -> list[int]:
    answer = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in answer.stdout.split()]


def family_of(worker: Worker) -> list[int]:
    launcher = children_of(worker.process.pid)
    forkserver = [pid for parent in launcher for pid in children_of(parent)]
    return launcher + forkserver + [pid for parent in forkserver for pid in children_of(parent)]


def test_a_dead_forkserver_is_replaced_and_a_dead_executor_leaves_nothing_behind() -> None:
    worker = Worker()
    try:
        stream = worker.begin(FOREVER)
        stream.wait_for(type="log")
        os.kill(children_of(worker.process.pid)[0], signal.SIGKILL)
        assert stream.rest().code == "crashed"
        assert worker.run(CUBE, formats=["stl"]).is_result
        assert worker.health()["restarts"] == 1

        stream = worker.begin(FOREVER)
        stream.wait_for(type="log")
        family = family_of(worker)
        assert len(family) >= 3
        worker.process.kill()
        worker.process.wait()
        for pid in family:
            _wait_until_gone(pid)
        stream.close()
    finally:
        worker.stop()


def _wait_until_gone(pid: int) -> None:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    readable, _, _ = select.select([descriptor], [], [], 10)
    os.close(descriptor)
    assert readable, f"process {pid} is still there"


@pytest.mark.parametrize(
    ("environment", "arguments", "words"),
    [
        ({}, [], "WORKER_TOKEN"),
        ({"WORKER_TOKEN": "t", "UPLOAD_ORIGINS": "nonsense"}, [], "UPLOAD_ORIGINS"),
        ({"WORKER_TOKEN": "t", "WORKER_CONCURRENCY": "many"}, [], "WORKER_CONCURRENCY"),
        (
            {"WORKER_TOKEN": "t", "WORKER_SKIP_LAYERS": "namespaces,landlock,seccomp"},
            ["--host", "0.0.0.0"],
            "seccomp, files, network",
        ),
    ],
)
def test_it_refuses_to_start_with_a_wrong_setting_or_unprotected_in_the_open(
    environment: dict[str, str], arguments: list[str], words: str
) -> None:
    command = [sys.executable, "-m", "naturalcad_worker", "--port", "0", *arguments]
    base = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/")}
    answer = subprocess.run(
        command, cwd=FOLDER, env={**base, **environment}, capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 2
    assert words in answer.stderr
