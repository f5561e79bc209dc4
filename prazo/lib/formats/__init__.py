"""How each language writes instants and months, where Django's own way reads wrong or is twelve
hours that come twice: settings name this folder.

Of a month's short name Django's "M" makes a capital in every language; "b" leaves it as it is.
"""

from django.utils.translation import gettext_noop

# Django's names of days and months, said here so that our catalogues may say them otherwise:
# its Portuguese gives them capitals, and "Sab" no accent.
NAMES = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)
