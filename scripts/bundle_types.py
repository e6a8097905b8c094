"""Write the types of the bundle for the player's scripts from its JSON Schema, or say that they are old."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "handsong" / "content" / "schema" / "bundle.json"
TYPES = ROOT / "handsong" / "web" / "player" / "static" / "player" / "bundle.d.ts"
HEAD = "// Written by scripts/bundle_types.py from handsong/content/schema/bundle.json; change that file instead.\n"
PLAIN = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean"}


def main(words: list[str]) -> int:
    """Write the types with --write; without, return 1 when the file is not what the schema says."""
    fresh = types(json.loads(SCHEMA.read_text(encoding="utf-8")))
    if "--write" in words:
        TYPES.write_text(fresh, encoding="utf-8")
        return 0
    if TYPES.exists() and TYPES.read_text(encoding="utf-8") == fresh:
        return 0
    print(f"{TYPES.relative_to(ROOT)} is not what the schema says. Run “make fix”.", file=sys.stderr)
    return 1


def types(schema: Mapping[str, Any]) -> str:
    """Return a declaration file with one type for each definition of the schema."""
    return HEAD + "".join(_definition(name, row) for name, row in schema["$defs"].items())


def _definition(name: str, row: Mapping[str, Any]) -> str:
    said = f"\n/** {row['description']} */" if "description" in row else ""
    return f"{said}\nexport type {name} = {_type(row, '')};\n"


def _type(row: Mapping[str, Any], indent: str) -> str:
    """Return the type that one schema describes."""
    if "$ref" in row:
        return str(row["$ref"].rpartition("/")[2])
    if "const" in row:
        return json.dumps(row["const"])
    if "enum" in row:
        return " | ".join(json.dumps(value) for value in row["enum"])
    if row["type"] == "array":
        return f"readonly ({_type(row['items'], indent)})[]"
    if row["type"] == "object":
        return _object(row, indent)
    return PLAIN[row["type"]]


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
