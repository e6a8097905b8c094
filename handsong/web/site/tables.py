"""The tables of the database: a new home gets them as they are now, an older one is brought up to date step by step.

A new home could take all the steps too, and its first page would be a second later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from handsong.web.accounts import epoch


def are_up_to_date() -> bool:
    """Whether no step is left to take."""
    return not _steps(MigrationExecutor(connection))


def unknown_steps(taken: Iterable[tuple[str, str]] | None = None) -> set[tuple[str, str]]:
    """Return the steps taken in this database, or these, that this program does not know: a newer one took them.

    A step that was folded into another one since is known.
    """
    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    ours = loader.disk_migrations
    known = {*ours, *(tuple(name) for step in ours.values() for name in step.replaces)}
    return set(MigrationRecorder(connection).applied_migrations() if taken is None else taken) - known


def bring_up_to_date() -> None:
    """Take the steps that are left, each wholly or not at all, or make all tables at once where there are none."""
    if connection.vendor == "sqlite" and not connection.introspection.table_names():
        _make()
    else:
        call_command("migrate", verbosity=0, interactive=False)


def _make() -> None:
    """Make every table as it is now with what the steps write into it, and note each step as taken."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
        executor = MigrationExecutor(connection)
        executor.recorder.ensure_schema()
        for step, _ in _steps(executor):
            executor.recorder.record_applied(step.app_label, step.name)
        epoch.current()


def _steps(executor: MigrationExecutor) -> list[Any]:
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
