"""What somebody types into the search box: words, phrases, and operators that become conditions.

`asked` reads it, given what things are called; `Asked` says what was understood, and where in the
text each piece stands, so that a page can show it, take it away or say what is wrong with it.
"""

from prazo.desk.query.asked import Asked, Fault, Term
from prazo.desk.query.names import Name, Names
from prazo.desk.query.operators import OPERATORS
from prazo.desk.query.reading import asked
from prazo.desk.query.tokens import Token, tokens

__all__ = ["OPERATORS", "Asked", "Fault", "Name", "Names", "Term", "Token", "asked", "tokens"]
