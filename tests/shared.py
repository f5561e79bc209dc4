"""Cases from outside lie beside the checkout, never inside it: their licences differ."""

from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"
