"""PostgreSQL alone, for what SQLite cannot do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import Cluster


@pytest.fixture
def postgres_url(cluster: Cluster, postgres_template: str) -> Iterator[str]:
    """A store of this test's own, filled with the demo."""
    cluster.create_database("faults", template=postgres_template)
    yield cluster.url("faults")
    cluster.drop_database("faults")
