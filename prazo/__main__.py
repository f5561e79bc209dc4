"""`python -m prazo` is `prazo`."""

from prazo.cli import main

main()
