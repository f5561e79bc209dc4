"""`python -m prazo` is `prazo`."""

from prazo.cli import app

app(prog_name="prazo")
