"""From the OpenAPI document to the text of ``api.py``: a type for each schema, a method for each operation."""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]
HEAD = '''"""The API's types and calls. Written by ``python -m infra.client`` from the OpenAPI document: do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias
from urllib.parse import quote

from typing_extensions import TypedDict

from infra.client.calls import Calls, Reply

'''
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def module(document: Mapping[str, Any]) -> str:
    """The whole module, formatted. Raises KeyError or ValueError for a document that it cannot express."""
    schemas = document["components"]["schemas"]
    parts = [
        HEAD,
        *(_named(name, schema) for name, schema in sorted(schemas.items())),
        "\n\n",
        _client(document),
    ]
    return _formatted("".join(parts))


def _formatted(text: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    command = [str(ruff), "format", "--stdin-filename", "api.py", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _title(name: str) -> str:
    """``Page_TaskSeen_`` is told as ``PageTaskSeen``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"\W|_", name))


def _field(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _rank(schema: Schema) -> int:
    """Shapes may name what comes later, the other types may not: they follow, words before what is made of them."""
    return 0 if schema.get("properties") else 1 if "enum" in schema or "const" in schema else 2


def _named(name: str, schema: Schema) -> str:
    properties = schema.get("properties")
    if not properties:
        return f"{_title(name)}: TypeAlias = {_type(schema)}\n"
    required = set(schema.get("required", ()))
    rows = [(field, _type(one), field in required) for field, one in properties.items()]
    typed = [(field, kind if needed else f"NotRequired[{kind}]") for field, kind, needed in rows]
    if all(_field(field) for field, _ in typed):
        lines = "".join(f"    {field}: {kind}\n" for field, kind in typed)
        return f"\n\nclass {_title(name)}(TypedDict):\n{_doc(schema, 4)}{lines}\n\n"
    pairs = ", ".join(f'"{field}": "{kind}"' for field, kind in typed)
    return f'{_title(name)} = TypedDict("{_title(name)}", {{{pairs}}})\n'


def _doc(told: Schema, indent: int) -> str:
    text = (told.get("description") or told.get("summary") or "").split("\n")[0].strip()
    return f'{" " * indent}"""{text}"""\n' if text and '"' not in text and "\\" not in text else ""


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _title(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return f"Literal[{_value(schema['const'])}]"
    if "enum" in schema:
        return f"Literal[{', '.join(_value(one) for one in schema['enum'])}]"
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " | ".join(dict.fromkeys(_type(one) for one in schema[choice]))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(dict.fromkeys(_type({**schema, "type": one}) for one in kind))
    if kind == "array":
        inner = schema.get("prefixItems") or [schema.get("items", {})]
        return f"list[{' | '.join(dict.fromkeys(_type(one) for one in inner))}]"
    if kind == "object":
        return _mapping(schema)
    return PLAIN[kind] if kind else "Any"


def _mapping(schema: Schema) -> str:
    values = [*schema.get("patternProperties", {}).values()]
    further = schema.get("additionalProperties", not values)
    if isinstance(further, Mapping):
        values.append(further)
    if not values or schema.get("properties"):
        return "dict[str, Any]"
    return f"dict[str, {' | '.join(dict.fromkeys(_type(one) for one in values))}]"


def _value(value: Any) -> str:
    return "'" + value + "'" if isinstance(value, str) else repr(value)


def _client(document: Mapping[str, Any]) -> str:
    methods = [
        _method(path, verb, operation)
        for path, verbs in sorted(document["paths"].items())
        for verb, operation in sorted(verbs.items())
        if "operationId" in operation
    ]
    return 'class Api(Calls):\n    """One method an operation."""\n\n' + "\n".join(methods)


def _method(path: str, verb: str, operation: Schema) -> str:
    parameters = operation.get("parameters", ())
    places = {one["name"]: one for one in parameters if one["in"] == "path"}
    named = [one for one in parameters if one["in"] in ("query", "header")]
    arguments = ["self", *(f"{_argument(name)}: {_type(one['schema'])}" for name, one in places.items())]
    body = operation.get("requestBody")
    if body:
        arguments.append(
            f"body: {_type(_json(body['content']))}{'' if body.get('required') else ' | None = None'}"
        )
    if named:
        arguments += ["*", *sorted(map(_keyword, named), key=lambda text: " = " in text)]
    target = re.sub(r"\{(\w+)\}", lambda found: "{quote(str(" + _argument(found[1]) + "), safe='')}", path)
    given = [f'"{verb.upper()}"', f'f"{target}"' if places else f'"{path}"', *_given(named)]
    if body:
        given.append("body=body")
    answer = _answer(operation["responses"])
    head = f"    def {operation['operationId']}({', '.join(arguments)}) -> Reply[{answer}]:\n"
    return f"{head}{_doc(operation, 8)}        return self._call({', '.join(given)})\n"


def _argument(name: str) -> str:
    plain = re.sub(r"\W", "_", name).lower()
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def _keyword(parameter: Schema) -> str:
    kind = _type(parameter["schema"])
    needed = parameter.get("required", False)
    return f"{_argument(parameter['name'])}: {kind}" + (
        "" if needed else f"{'' if 'None' in kind else ' | None'} = None"
    )


def _given(named: list[Schema]) -> Iterator[str]:
    for place, word in (("query", "query"), ("header", "headers")):
        pairs = [f'"{one["name"]}": {_argument(one["name"])}' for one in named if one["in"] == place]
        if pairs:
            yield f"{word}={{{', '.join(pairs)}}}"


def _answer(responses: Mapping[str, Schema]) -> str:
    kinds = [
        _type(_json(one["content"])) if "content" in one else "None"
        for status, one in sorted(responses.items())
        if status < "400"
    ]
    return " | ".join(dict.fromkeys(kinds))


def _json(content: Mapping[str, Schema]) -> Schema:
    found: Schema = content.get("application/json", {}).get("schema", {})
    return found
