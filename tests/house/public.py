"""The public calls of the workbench, found by walking ``__all__`` of every package and module directly under ``analysis``."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

import analysis


def public_modules() -> list[ModuleType]:
    """Return every package and module directly under ``analysis`` that says what it offers."""
    names = sorted(item.name for item in pkgutil.iter_modules(analysis.__path__) if not item.name.startswith("_"))
    return [module for name in names if hasattr(module := import_module(f"analysis.{name}"), "__all__")]


def public_objects() -> Iterator[tuple[str, object]]:
    """Yield every public object once, by the shortest name under which it is offered."""
    seen: set[int] = set()
    for module in [analysis, *public_modules()]:
        for name in getattr(module, "__all__", ()):
            found = getattr(module, name)
            if id(found) not in seen and (inspect.isroutine(found) or inspect.isclass(found)):
                seen.add(id(found))
                yield f"{module.__name__}.{name}", found


def public_functions() -> list[tuple[str, Callable[..., object]]]:
    """Return every public function with its name."""
    return [(name, found) for name, found in public_objects() if inspect.isfunction(inspect.unwrap(found))]  # type: ignore[arg-type]
