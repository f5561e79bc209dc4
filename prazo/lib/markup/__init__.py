"""What a stranger wrote, made fit to stand in our page.

Attacks X03-X14, X19, Q16, F04 of trust.md. The original is kept as it came, and cleaned each time
it is shown; what is shown here has no script, no form, no remote picture unless asked for, and no
address but http, https, mailto and tel. Pure: nothing is fetched.
"""

from prazo.lib.markup.cleaning import clean
from prazo.lib.markup.pictures import withheld
from prazo.lib.markup.plain import plain_to_html
from prazo.lib.markup.weight import TooHeavy

__all__ = ["TooHeavy", "clean", "plain_to_html", "withheld"]
