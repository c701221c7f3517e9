"""The documentation as one page, written from the OpenAPI description. It loads nothing: a machine
without a network shows it whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

__all__ = ["page"]

_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff }
code, pre { font: 14px/1.4 ui-monospace, monospace }
h3 { margin: 2rem 0 .25rem } h3 b { display: inline-block; min-width: 4.5rem; color: #0b57a4 }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top;
  padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd }
pre { white-space: pre-wrap; margin: .25rem 0 }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 }
  h3 b { color: #8ab8f0 } a { color: #8ab8f0 } td, th { border-color: #444 } }
</style>
<h1>{{ title }} {{ version }}</h1>
<p>{{ description }} The machine-readable description is at
<a href="openapi.json"><code>{{ prefix }}/openapi.json</code></a>.</p>
<nav><ul>
{% for tag in groups %}
<li><a href="#{{ tag }}">{{ tag }}</a></li>
{% endfor %}
</ul></nav>
{% for tag, operations in groups.items() %}
<h2 id="{{ tag }}">{{ tag }}</h2>
{% for each in operations %}
<h3><b>{{ each.method }}</b> <code>{{ prefix }}{{ each.path }}</code></h3>
<pre>{{ each.text }}</pre>
{% if each.members %}
<table>
<tr><th>{{ "member" if each.body else "parameter" }}</th><th>type</th><th></th></tr>
{% for member in each.members %}
<tr><td><code>{{ member.name }}</code></td><td>{{ member.type }}</td><td>{{ member.note }}</td></tr>
{% endfor %}
</table>
{% endif %}
<p>Answers {{ each.answers }}</p>
{% endfor %}
{% endfor %}
</html>
"""
)


def page(description: Mapping[str, Any]) -> str:
    schemas: Mapping[str, Any] = description.get("components", {}).get("schemas", {})
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            groups[operation.get("tags", ["other"])[0]].append(
                _operation(method, path, operation, schemas)
            )
    about = description["info"]
    return _PAGE.render(
        title=about["title"],
        version=about["version"],
        description=about.get("description", ""),
        prefix=description["servers"][0]["url"],
        groups=groups,
    )


def _operation(
    method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]
) -> dict[str, Any]:
    members = [
        {
            "name": each["name"],
            "type": _type(each["schema"], schemas),
            "note": _note(each["schema"], each.get("required", False), each.get("description", "")),
        }
        for each in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    members += _members(body.get("schema", {}), schemas)
    answers = [
        f"{status} {_type(_schema_of(answer), schemas)}".strip()
        for status, answer in operation["responses"].items()
    ]
    return {
        "method": method.upper(),
        "path": path,
        "text": operation.get("description", ""),
        "members": members,
        "body": bool(body),
        "answers": ", ".join(answers),
    }


def _schema_of(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    content: Mapping[str, Any] = answer.get("content", {}).get("application/json", {})
    schema: Mapping[str, Any] = content.get("schema", {})
    return schema


def _members(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[dict[str, str]]:
    for choice in schema.get("anyOf", ()):
        if found := _members(choice, schemas):
            return found
    named = schemas.get(_name(schema), schema)
    required = named.get("required", ())
    return [
        {
            "name": name,
            "type": _type(each, schemas),
            "note": _note(each, name in required, each.get("description", "")),
        }
        for name, each in named.get("properties", {}).items()
    ]


def _note(schema: Mapping[str, Any], required: bool, text: str) -> str:
    if required:
        return f"required. {text}".rstrip()
    if "default" in schema:
        return f"{schema['default']!r} when left out. {text}".rstrip()
    return text


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _type(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    if name := _name(schema):
        choices = schemas.get(name, {}).get("enum")
        return " | ".join(map(str, choices)) if choices else name
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(each, schemas) for each in schema["anyOf"]))
    kind = str(schema.get("format") or schema.get("type", ""))
    if kind == "array":
        return f"list of {_type(schema.get('items', {}), schemas)}".rstrip()
    return kind
