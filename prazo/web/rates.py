"""How often something may happen from outside: all numbers in one place (times, seconds)."""

SIGN_IN_ACCOUNT = (5, 60)
SIGN_IN_ACCOUNT_HOUR = (30, 3600)
SIGN_IN_ADDRESS = (20, 60)
SIGN_IN_ADDRESS_HOUR = (200, 3600)
SIGN_IN_KNOWN_BROWSERS = (10, 60)
FACTOR_ACCOUNT = (5, 60)
FACTOR_ACCOUNT_DAY = (60, 86400)
FACTOR_KNOWN_BROWSERS = (5, 60)
FACTOR_KNOWN_BROWSERS_DAY = (60, 86400)
"""A code of six figures, of which three hold at a time: 60 a day find one in 15 years, mostly."""
PASSKEY_ADDRESS = (30, 60)
SINGLE_ADDRESS = (30, 60)
LINK_ADDRESS = (20, 60)
PASSWORD_USER = (10, 600)
SEARCH_USER = (60, 60)
NEW_TICKET_USER = (60, 60)
EXPORT_USER = (10, 600)
UPLOAD_USER = (120, 60)
STREAMS_USER = 20
"""Open event streams of one person in one process."""
