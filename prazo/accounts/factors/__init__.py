"""What proves a person beside the password: the app's code, passkeys, and recovery codes.

The rows are allauth's `Authenticator`, and so is the arithmetic; what is internal to it is touched
in this package alone. Secrets lie in the vault (`adapter.py`).
"""
