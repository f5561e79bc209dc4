"""The provider plugins of detect-secrets, read as patterns.

Taken are the eighteen that know a key by its shape. Not taken, and why:
- the entropy and keyword plugins, and the one for public addresses: on the prose of a support
  mail they find order numbers, addresses and any word after "token" (measured: 8 of 8 wrong);
- basic auth, JWT, npm and OpenAI: their expressions take quadratic time on text made for it
  (Q04), and the one for private keys finds the first line, not the key. providers.py, phrases.py
  and blocks.py have their own.

detect-secrets loads in 0.4 s, so it does when a text first carries a hint of a provider.
"""

import importlib
import re
from collections.abc import Iterator
from functools import cache

from prazo.lib.redact.found import Hit
from prazo.lib.redact.pattern import grown, key

AZURE = "azure storage key"  # found with its name: AccountKey=…
# module, class, what the secret is called here, hints, and how many of its expressions are used:
# the second of AWS is slow, of Artifactory finds APARTAMENTO, of Slack hides the host as well.
TAKEN: tuple[tuple[str, str, str, tuple[str, ...], int], ...] = (
    ("artifactory", "ArtifactoryDetector", "artifactory key", ("akc",), 1),
    ("aws", "AWSKeyDetector", "aws access key", ("a3t", "abia", "acca", "akia", "asia"), 1),
    ("azure_storage_key", "AzureStorageKeyDetector", AZURE, ("accountkey=",), 9),
    ("cloudant", "CloudantDetector", "cloudant key", ("cl",), 9),
    ("discord", "DiscordBotTokenDetector", "discord bot token", (".",), 9),
    ("github_token", "GitHubTokenDetector", "github token", ("gh",), 9),
    ("gitlab_token", "GitLabTokenDetector", "gitlab token", ("gl", "gr1348941"), 9),
    ("ibm_cloud_iam", "IbmCloudIamDetector", "ibm cloud key", ("ibm", "iam"), 9),
    ("ibm_cos_hmac", "IbmCosHmacDetector", "ibm storage key", ("secret",), 9),
    ("mailchimp", "MailchimpDetector", "mailchimp key", ("-us",), 9),
    ("pypi_token", "PypiTokenDetector", "pypi token", ("pypi-",), 9),
    ("sendgrid", "SendGridDetector", "sendgrid key", ("sg.",), 9),
    ("slack", "SlackDetector", "slack token", ("xox",), 1),
    ("softlayer", "SoftlayerDetector", "softlayer key", ("sl",), 9),
    ("square_oauth", "SquareOAuthDetector", "square token", ("sq0csp-",), 9),
    ("stripe", "StripeDetector", "stripe key", ("k_live_",), 9),
    ("telegram_token", "TelegramBotTokenDetector", "telegram bot token", (":",), 9),
    ("twilio", "TwilioKeyDetector", "twilio key", ("ac", "sk"), 9),
)


def plugin_hits(text: str, near: str, start: int, end: int) -> Iterator[Hit]:
    """What the plugins find in `text[start:end]`; `near` is the same in lower case."""
    for _, name, kind, hints, used in TAKEN:
        if any(hint in near for hint in hints):
            for regex in _expressions(name)[:used]:
                yield from _hits(kind, regex.finditer(text, start, end), regex.groups, text)


def _hits(kind: str, matches: Iterator[re.Match[str]], groups: int, text: str) -> Iterator[Hit]:
    for match in matches:
        group = groups if groups and len(match[groups] or "") > 20 else 0
        start, end = match.span(group)
        start += match[group].find("=") + 1 if kind == AZURE else 0
        start += len(match[group]) - len(match[group].lstrip(' \t\r\n=:"'))
        end -= len(match[group]) - len(match[group].rstrip(' \t\r\n"'))
        if not group and start and text[start - 1].isalnum() and text[start].isalnum():
            continue  # the end of something longer: a picture in base64, an address
        yield key(kind, text, start, grown(text, end))


@cache
def _expressions(name: str) -> tuple[re.Pattern[str], ...]:
    module = next(module for module, taken, *_ in TAKEN if taken == name)
    plugin = getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)
    return tuple(plugin.denylist)
