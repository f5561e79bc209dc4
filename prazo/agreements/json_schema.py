"""The agreement file as JSON Schema, for editors that complete and underline YAML."""

from typing import Any

from prazo.agreements.schema import AgreementFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Every key with its form and description. `prazo check` knows more: names, sums, sense."""
    schema = AgreementFile.model_json_schema(by_alias=True)
    title = "Prazo agreement"
    return {"$schema": DIALECT, **schema, "title": title}
