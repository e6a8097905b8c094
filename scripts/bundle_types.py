"""Write the types of bundle and shelf for the browser's scripts from their JSON Schemas, or say that they are old."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "handsong" / "content" / "schema"
PLAYER = ROOT / "handsong" / "web" / "player" / "static" / "player"
NAMES = ("bundle", "shelf")
HEAD = (
    "// Written by scripts/bundle_types.py from handsong/content/schema/{}.json; change that file instead.\n"
)
PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}


def main(words: list[str]) -> int:
    """Write the types with --write; without, return 1 when a file is not what its schema says."""
    old = []
    for name in NAMES:
        fresh, file = types(name), PLAYER / f"{name}.d.ts"
        if "--write" in words:
            file.write_text(fresh, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != fresh:
            old.append(str(file.relative_to(ROOT)))
    for told in old:
        print(f"{told} is not what the schema says. Run “make fix”.", file=sys.stderr)
    return int(bool(old))


def types(name: str) -> str:
    """Return a declaration file with one type for each definition of the schema."""
    text = (SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
    rows = json.loads(text)["$defs"].items()
    return HEAD.format(name) + _imports(text) + "".join(_definition(each, row) for each, row in rows)


def _imports(text: str) -> str:
    """Return what comes from another schema's types."""
    taken: dict[str, set[str]] = {}
    for file, name in re.findall(r'"\$ref": "([a-z]+)\.json#/\$defs/(\w+)"', text):
        taken.setdefault(file, set()).add(name)
    lines = (
        f'import {{ {", ".join(sorted(names))} }} from "./{file}.d.ts";\n' for file, names in taken.items()
    )
    return "".join(("\n", *lines)) if taken else ""


def _definition(name: str, row: Mapping[str, Any]) -> str:
    said = f"\n/** {row['description']} */" if "description" in row else ""
    return f"{said}\nexport type {name} = {_type(row, '')};\n"


def _type(row: Mapping[str, Any], indent: str) -> str:
    """Return the type that one schema describes."""
    if "$ref" in row:
        return str(row["$ref"].rpartition("/")[2])
    if "anyOf" in row:
        return " | ".join(_type(one, indent) for one in row["anyOf"])
    if "enum" in row or "const" in row:
        return " | ".join(json.dumps(value) for value in row.get("enum", [row.get("const")]))
    if row["type"] == "array":
        return _array(row, indent)
    if row["type"] == "object":
        return _object(row, indent)
    several = row["type"] if isinstance(row["type"], list) else [row["type"]]
    return " | ".join(PLAIN[one] for one in several)


def _array(row: Mapping[str, Any], indent: str) -> str:
    if "prefixItems" in row:
        return f"readonly [{', '.join(_type(one, indent) for one in row['prefixItems'])}]"
    return f"readonly ({_type(row['items'], indent)})[]"


def _object(row: Mapping[str, Any], indent: str) -> str:
    """Return an object's type: named properties, or a map from names to one type."""
    if "properties" not in row:
        key = _type(row["propertyNames"], indent) if "propertyNames" in row else "string"
        value = _type(row["additionalProperties"], indent)
        return f"{{ readonly [key in {key}]{'?' if _is_partial(row) else ''}: {value} }}"
    inner = indent + "  "
    required = set(row.get("required", ()))
    lines = [
        f"{inner}readonly {name}{'' if name in required else '?'}: {_type(value, inner)};"
        for name, value in row["properties"].items()
    ]
    return "{\n" + "\n".join(lines) + f"\n{indent}}}"


def _is_partial(row: Mapping[str, Any]) -> bool:
    """Whether a map may lack some of its named keys."""
    return "propertyNames" in row and "minProperties" not in row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
