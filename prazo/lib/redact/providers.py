"""The keys whose makers gave them a shape of their own: no word near them is needed.

Each expression is linear in the text (Q04). It begins with letters that rarely occur, or with a
look behind that lets it start at the beginning of a word only, and what may repeat without end
comes last or is followed by a character outside it. Shapes are from the providers' own pages on
their keys; what `detect-secrets` knows already stands in plugins.py, not here.
"""

import re
from collections.abc import Iterator

from prazo.lib.redact.found import Hit
from prazo.lib.redact.pattern import Pattern


def _shape(kind: str, hints: str, regex: str, flags: int = 0) -> Pattern:
    return Pattern(kind, tuple(hints.split()), re.compile(regex, re.ASCII | flags))


ALONE = r"(?<![A-Za-z0-9])"  # not the end of a longer word
HEX = "[0-9a-f]"

PROVIDERS: tuple[Pattern, ...] = (
    # The channels of a support desk
    _shape("360dialog key", "_ak _sandbox",
           r"(?<![A-Za-z0-9_-])[A-Za-z0-9]{16,64}_(?:AK|sandbox)\b"),
    _shape("meta access token", "eaa", r"(?<![A-Za-z0-9/+])EAA[A-Za-z0-9]{40,}"),
    _shape("meta app token", "|", r"(?<!\d)\d{13,17}\|[A-Za-z0-9_-]{24,}"),
    _shape("instagram token", "igq", ALONE + r"IGQ[A-Za-z0-9_-]{40,}"),
    _shape("slack token", "xox xapp-", r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{11,}"),
    _shape("slack app token", "xapp-", r"xapp-\d-[A-Za-z0-9-]{10,}"),
    _shape("slack webhook", "hooks.slack.com",
           r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[A-Za-z0-9_/-]{30,})"),
    _shape("discord webhook", "/api/webhooks/",
           r"/api/webhooks/\d{5,25}/(?P<secret>[A-Za-z0-9_-]{40,})"),
    _shape("teams webhook", "webhook.office.com",
           r"webhook\.office\.com/webhookb2/(?P<secret>[A-Za-z0-9@/-]{60,})"),
    # Mail
    _shape("mailgun key", "key-", ALONE + rf"(?:pub)?key-{HEX}{{32}}\b"),
    _shape("mailgun key", "-", rf"(?<![A-Za-z0-9-]){HEX}{{32}}-{HEX}{{8}}-{HEX}{{8}}\b"),
    _shape("mandrill key", "md-", ALONE + r"md-[A-Za-z0-9_-]{22}"),
    _shape("brevo key", "xkeysib- xsmtpsib-", r"x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    _shape("sendgrid key", "sg.", ALONE + r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}"),
    # Money
    _shape("stripe key", "_live_ _test_", ALONE + r"[rsp]k_(?:live|test)_[A-Za-z0-9]{10,}"),
    _shape("stripe webhook secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{24,}"),
    _shape("square token", "sq0atp- sq0csp- eaaa", ALONE + r"(?:sq0(?:atp|csp)-|EAAA)[\w-]{22,}"),
    _shape("braintree token", "access_token$",
           rf"access_token\$(?:production|sandbox)\${HEX}{{16}}\${HEX}{{32}}"),
    _shape("mercado pago token", "app_usr- test-",
           ALONE + rf"(?:APP_USR|TEST)-\d{{6,20}}-\d{{6}}-{HEX}{{32}}"),
    _shape("asaas key", "$aact_", r"\$aact_[A-Za-z0-9_:=+/$-]{30,}"),
    _shape("shopify token", "shp", ALONE + r"shp(?:at|ca|pa|ss|ua)_[A-Fa-f0-9]{32}"),
    # Clouds
    _shape("aws secret key", "aws",
           r"(?i)aws[\w ./-]{0,30}(?:secret|access)[\w -]{0,20}[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
           r"(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])"),
    _shape("aws secret key", "akia asia",  # beside the key it belongs to, with or without a name
           r"(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?:[^A-Za-z0-9+]{1,8}[A-Za-z_-]{1,20}){0,4}"
           r"[^A-Za-z0-9+]{1,8}(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])"),
    _shape("aws bedrock key", "absk", ALONE + r"ABSK[A-Za-z0-9+/]{60,}={0,2}"),
    _shape("google api key", "aiza", ALONE + r"AIza[A-Za-z0-9_-]{35}"),
    _shape("google oauth token", "ya29.", ALONE + r"ya29\.[A-Za-z0-9_-]{20,}"),
    _shape("google client secret", "gocspx-", r"GOCSPX-[A-Za-z0-9_-]{20,}"),
    _shape("google refresh token", "1//0", ALONE + r"1//0[A-Za-z0-9_-]{40,}"),
    _shape("firebase server key", "aaaa", ALONE + r"AAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{100,}"),
    _shape("azure client secret", "q~", r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}"),
    _shape("azure signature", "sig=", r"[?&]sig=(?P<secret>[A-Za-z0-9%+/_-]{20,}=?)"),
    _shape("azure shared key", "accountkey sharedaccess",
           r"(?i)(?:AccountKey|SharedAccess(?:Key|Signature))=(?P<secret>[\w+/=%&~. -]{20,})"),
    _shape("digitalocean token", "_v1_", ALONE + rf"do[opr]_v1_{HEX}{{64}}"),
    _shape("alibaba key", "ltai", ALONE + r"LTAI[A-Za-z0-9]{12,24}\b"),
    _shape("yandex key", "aqvn y0_", ALONE + r"(?:AQVN[A-Za-z0-9_-]{30,}|y0_[A-Za-z0-9_-]{30,})"),
    _shape("vk token", "vk1.a.", r"vk1\.a\.[A-Za-z0-9_-]{40,}"),
    _shape("hashicorp token", "hvs. hvb. .atlasv1.",
           r"(?<![\w.])(?:hv[sb]\.[A-Za-z0-9_-]{24,}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,})"),
    _shape("databricks token", "dapi", ALONE + rf"dapi{HEX}{{32}}"),
    # Code and its tools
    _shape("github token", "github_pat_ ghp_ gho_ ghu_ ghs_ ghr_",
           r"(?:github_pat_[A-Za-z0-9_]{50,}|gh[pousr]_[A-Za-z0-9]{30,})"),
    _shape("npm token", "npm_", ALONE + r"npm_[A-Za-z0-9]{36}"),
    _shape("npm token", "_authtoken",
           r"_authToken\s{0,3}=\s{0,3}(?P<secret>[A-Za-z0-9_+/=-]{20,})"),
    _shape("pypi token", "pypi-", r"pypi-[A-Za-z0-9_-]{50,}"),
    _shape("rubygems key", "rubygems_", rf"rubygems_{HEX}{{48}}"),
    _shape("docker token", "dckr_", r"dckr_[po]at_[A-Za-z0-9_-]{20,}"),
    _shape("openai key", "sk-", ALONE + r"sk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]{1,8}-)?"
           r"[A-Za-z0-9_-]{32,}"),
    _shape("groq key", "gsk_", ALONE + r"gsk_[A-Za-z0-9]{40,}"),
    _shape("xai key", "xai-", ALONE + r"xai-[A-Za-z0-9]{60,}"),
    _shape("replicate token", "r8_", ALONE + r"r8_[A-Za-z0-9]{30,}"),
    _shape("perplexity key", "pplx-", ALONE + r"pplx-[A-Za-z0-9]{40,}"),
    _shape("nvidia key", "nvapi-", ALONE + r"nvapi-[A-Za-z0-9_-]{50,}"),
    _shape("elevenlabs key", "sk_", ALONE + rf"sk_{HEX}{{48}}\b"),
    _shape("langsmith key", "lsv2_", rf"lsv2_[ps][tk]_{HEX}{{32}}_{HEX}{{10}}"),
    _shape("supabase token", "sbp_ sb_secret_",
           rf"sbp_(?:v0_)?{HEX}{{40}}|sb_secret_[A-Za-z0-9_-]{{20,}}"),
    _shape("fly token", "fm1 fm2_ fo1_",
           ALONE + r"(?:fm1[ar]_|fm2_|fo1_)[A-Za-z0-9+/=_-]{40,}+(?:,fm2_[A-Za-z0-9+/=_-]{20,}+)*"),
    _shape("resend key", "re_", ALONE + r"re_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,}"),
    _shape("postmark key", "postmark",
           r"(?i)postmark[\w -]{0,30}token\W{1,4}"
           rf"(?P<secret>{HEX}{{8}}(?:-{HEX}{{4}}){{3}}-{HEX}{{12}})"),
    _shape("tailscale key", "tskey-", r"tskey-[a-z]{3,12}-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}"),
    _shape("netlify token", "nfp_", ALONE + r"nfp_[A-Za-z0-9]{30,}"),
    _shape("heroku key", "hrku-", ALONE + r"HRKU-[A-Za-z0-9_-]{36,}"),
    _shape("planetscale token", "pscale_", r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,}"),
    _shape("sonar token", "sqp_ squ_ sqa_", ALONE + rf"sq[pua]_{HEX}{{40}}"),
    _shape("pulumi token", "pul-", ALONE + rf"pul-{HEX}{{40}}"),
    _shape("figma token", "figd_", ALONE + r"figd_[A-Za-z0-9_-]{36,}"),
    _shape("contentful token", "cfpat-", ALONE + r"CFPAT-[A-Za-z0-9_-]{40,}"),
    _shape("posthog key", "phx_", ALONE + r"phx_[A-Za-z0-9]{40,}"),
    _shape("dynatrace token", "dt0c01.", ALONE + r"dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{60,}"),
    _shape("bitbucket token", "atbb atctt3", ALONE + r"(?:ATBB[A-Za-z0-9]{28,}|ATCTT3[\w=-]{40,})"),
    _shape("1password token", "ops_ey", r"ops_eyJ[A-Za-z0-9_-]{100,}"),
    _shape("recovery key", "-", r"(?<![\w-])(?:\d{6}-){7}\d{6}(?![\w-])"),
    _shape("hugging face token", "hf_", ALONE + r"hf_[A-Za-z0-9]{30,}"),
    _shape("atlassian token", "atatt3", r"ATATT3[A-Za-z0-9_=-]{40,}"),
    _shape("linear key", "lin_api_", r"lin_api_[A-Za-z0-9]{32,}"),
    _shape("notion token", "ntn_ secret_", ALONE + r"(?:ntn_|secret_)[A-Za-z0-9]{40,}"),
    _shape("hubspot token", "pat-",
           ALONE + rf"pat-(?:na|eu|ap)\d-{HEX}{{8}}(?:-{HEX}{{4,12}}){{4}}"),
    _shape("airtable token", "pat", ALONE + rf"pat[A-Za-z0-9]{{14}}\.{HEX}{{64}}"),
    _shape("dropbox token", "sl.", ALONE + r"sl\.[A-Za-z0-9_-]{100,}"),
    _shape("grafana token", "glsa_ glc_", r"gl(?:sa|c)_[A-Za-z0-9_+/=]{32,}"),
    _shape("new relic key", "nrak-", r"NRAK-[A-Z0-9]{27}"),
    _shape("sentry token", "sntry", r"sntry[su]_[A-Za-z0-9_+/=]{30,}"),
    _shape("postman key", "pmak-", rf"PMAK-{HEX}{{24}}-{HEX}{{34}}"),
    _shape("doppler token", "dp.", ALONE + r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{30,}"),
    _shape("age secret key", "age-secret-key-", r"(?i)AGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    # What any of them may hand out
    _shape("json web token", "eyj",
           r"(?<![\w-])eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{8,}+(?:\.[A-Za-z0-9_-]*)?"),
)  # fmt: skip

HINTS = tuple((hint, pattern) for pattern in PROVIDERS for hint in pattern.hints)


def provider_hits(text: str, near: str, start: int, end: int) -> Iterator[Hit]:
    """Each key in `text[start:end]`; `near` is the same in lower case, to look for hints in."""
    hinted = {id(pattern): pattern for hint, pattern in HINTS if hint in near}
    for pattern in hinted.values():
        yield from pattern.hits(text, start, end)
