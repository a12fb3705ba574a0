from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store import Store
from tests.worker_process import Worker


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """Where the worker may upload."""
    store = Store()
    yield store
    store.stop()


@pytest.fixture(scope="session")
def worker(store: Store) -> Iterator[Worker]:
    """An executor as it is shipped."""
    worker = Worker(UPLOAD_ORIGINS=store.url)
    yield worker
    assert worker.stop() == 0, "".join(worker.errors)


@pytest.fixture(scope="session")
def bare_worker() -> Iterator[Worker]:
    """An executor without the source check, so that attacks reach the kernel's layers."""
    worker = Worker(WORKER_SOURCE_CHECK="off")
    yield worker
    worker.stop()
