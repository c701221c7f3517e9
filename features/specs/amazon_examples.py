"""Whether the sandbox hosts answer the examples that the models publish."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from features.specs.amazon_models import Asked, Models
from sandbox.amazon import hosts
from sandbox.kernel.routing import Request, Response
from sandbox.world import World, open_world

__all__ = ["refused_examples"]


def refused_examples(models: Models, folder: Path) -> list[str]:
    """Sentences: examples that were answered otherwise than the model says. `folder` is where the
    models are: the sandbox reads them by itself."""
    world = open_world("examples")
    world.amazon.settings.sandbox_models = str(folder)
    world.amazon.settings.throttling = False
    found = []
    for operation in models.operations:
        answered: list[Asked] = []
        for example in operation.examples:
            response = _ask(world, example)
            # Where two examples have one request, the first is meant.
            same = next((each for each in answered if each.parameters == example.parameters), None)
            meant = same or example
            answered.append(example)
            if response.status != meant.status or _body(response) != _meant(meant):
                found.append(
                    f"{operation.name} {example.status} {json.dumps(example.parameters)}: answered "
                    f"{response.status} {response.body.decode()[:200]}"
                )
    return found


def _ask(world: World, example: Asked) -> Response:
    path, body, query = example.path, b"", {}
    for name, value in example.parameters.items():
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        if name == "body":
            body = json.dumps(value).encode()
        elif f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(text))
        else:
            query[name] = text
    path = re.sub(r"\{\w+\}", "ANY", path)
    headers = [
        ("content-type", "application/json"),
        ("x-amz-access-token", world.amazon.auth.issue_access_token()),
    ]
    host = hosts.SANDBOX[world.amazon.region]
    return world.amazon.handle(Request(example.method, host, path, urlencode(query), headers, body))


def _body(response: Response) -> Any:
    return json.loads(response.body) if response.body else None


def _meant(example: Asked) -> Any:
    """A status of its own says that there is no body."""
    return None if example.status == 204 else example.answer
