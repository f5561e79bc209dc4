"""Secrets in the shapes of their providers, put together when the tests run.

No line of this file is a secret, nor looks like one to a scanner: the parts meet in memory only.
The random parts come from a generator with a fixed seed.
"""

import random
import string
from base64 import urlsafe_b64encode
from typing import NamedTuple

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
DICE = random.Random(17)


class Secret(NamedTuple):
    """A text, the secret in it, and the kind it should be found as (a part of its name)."""

    kind: str
    text: str
    secret: str


def some(length: int, signs: str = ALNUM) -> str:
    """Random signs, a figure and a letter at least among them."""
    made = [DICE.choice(signs) for _ in range(length)]
    made[1], made[length // 2] = "7", DICE.choice([sign for sign in signs if sign.isalpha()])
    return "".join(made)


def figures(length: int) -> str:
    return "".join(DICE.choice("123456789") for _ in range(length))


def token(kind: str, secret: str, text: str = "It says {} and stops.") -> Secret:
    return Secret(kind, text.format(secret), secret)


def jwt() -> str:
    parts = ('{"alg":"HS256","typ":"JWT"}', '{"sub":"1234567890","admin":true}')
    coded = [urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, some(43)])


def private_key(name: str) -> Secret:
    body = "\n".join(some(64) for _ in range(12)) + "\n" + some(30) + "=="
    dashes = "-" * 5
    text = f"Here:\n{dashes}BEGIN {name}{dashes}\n{body}\n{dashes}END {name}{dashes}\nThanks"
    return Secret("private key", text, body)


KEYS = (
    token("360dialog", some(26) + "_A" + "K", "D360-API-KEY {} answers 401"),
    token("360dialog", some(24) + "_sand" + "box"),
    token("meta access", "EA" + "A" + some(120)),
    token("meta app", figures(16) + "|" + some(27)),
    token("instagram", "IG" + "Q" + some(80)),
    token("slack", "xox" + "b-" + figures(12) + "-" + figures(12) + "-" + some(24)),
    token("slack", "xox" + "p-" + figures(12) + "-" + figures(12) + "-" + some(32, HEX)),
    token("slack", "xap" + "p-1-" + some(11, UPPER) + "-" + figures(13) + "-" + some(40, HEX)),
    token("slack", "T" + some(8, UPPER) + "/B" + some(8, UPPER) + "/" + some(24),
          "post to https://hooks.slack.com/services/{}"),
    token("telegram", figures(9) + ":A" + "A" + some(33)),
    token("discord bot", "M" + some(23) + "." + some(6) + "." + some(27)),
    token("discord webhook", some(68), "https://discord.com/api/webhooks/123456789012345678/{}"),
    token("mailgun", "key" + "-" + some(32, HEX)),
    token("mailgun", some(32, HEX) + "-" + some(8, HEX) + "-" + some(8, HEX)),
    token("mandrill", "m" + "d-" + some(22)),
    token("mailchimp", some(32, HEX) + "-us" + "12"),
    token("brevo", "xkey" + "sib-" + some(64, HEX) + "-" + some(16)),
    token("sendgrid", "S" + "G." + some(22) + "." + some(43)),
    token("stripe key", "sk" + "_live_" + some(24)),
    token("stripe key", "sk" + "_test_" + some(99)),
    token("stripe key", "rk" + "_live_" + some(24)),
    token("stripe webhook", "whs" + "ec_" + some(32)),
    token("square", "sq0" + "csp-" + some(43)),
    token("square", "sq0" + "atp-" + some(22)),
    token("braintree", "access_token" + "$production$" + some(16, HEX) + "$" + some(32, HEX)),
    token("mercado pago", "APP" + "_USR-" + figures(16) + "-" + figures(6) + "-" + some(32, HEX)),
    token("asaas", "$aa" + "ct_prod_" + some(60)),
    token("shopify", "shp" + "at_" + some(32, HEX)),
    token("aws access", "AK" + "IA" + some(16, UPPER)),
    token("aws access", "AS" + "IA" + some(16, UPPER)),
    token("aws secret", some(40), "aws_secret_" + "access_key = {}"),
    token("google api", "AI" + "za" + some(35)),
    token("google oauth", "ya" + "29." + some(60)),
    token("google client", "GOC" + "SPX-" + some(28)),
    token("firebase", "AA" + "AA" + some(7) + ":" + some(140)),
    token("azure", some(86) + "==", "DefaultEndpointsProtocol=https;Account" + "Key={};"),
    token("azure client", some(3) + "8Q" + "~" + some(34)),
    token("azure signature", some(40), "https://a.blob.example/c?sv=2022-11-02&si" + "g={}"),
    token("twilio", "A" + "C" + some(32, HEX)),
    token("twilio", "S" + "K" + some(32, HEX)),
    token("github", "gh" + "p_" + some(36)),
    token("github", "github" + "_pat_" + some(22) + "_" + some(59)),
    token("gitlab", "gl" + "pat-" + some(20)),
    token("npm", "np" + "m_" + some(36)),
    token("pypi", "py" + "pi-AgEIcHlwaS5vcmc" + some(90)),
    token("openai", "s" + "k-proj-" + some(60)),
    token("openai", "s" + "k-ant-api03-" + some(90)),
    token("hugging face", "h" + "f_" + some(34, string.ascii_letters)),
    token("atlassian", "ATA" + "TT3xFfGF0" + some(120)),
    token("hubspot", "pat" + "-eu1-" + "-".join(some(n, HEX) for n in (8, 4, 4, 4, 12))),
    token("digitalocean", "do" + "p_v1_" + some(64, HEX)),
    token("databricks", "da" + "pi" + some(32, HEX)),
    token("hashicorp", "hv" + "s." + some(90)),
    token("grafana", "gl" + "sa_" + some(32) + "_" + some(8, HEX)),
    token("new relic", "NRA" + "K-" + some(27, UPPER)),
    token("docker", "dckr" + "_pat_" + some(27)),
    token("rubygems", "ruby" + "gems_" + some(48, HEX)),
    token("postman", "PMA" + "K-" + some(24, HEX) + "-" + some(34, HEX)),
    token("vk", "vk1" + ".a." + some(80)),
    token("yandex", "y0" + "_" + some(55)),
    token("json web token", jwt()),
    token("bearer", some(40), "curl -H 'Authorization: Bear" + "er {}' https://api.example"),
    token("labelled", some(32), "our api_key: {}"),
    token("labelled", some(32), '{{"client_secret": "{}", "grant": "code"}}'),
    token("labelled", some(24), "Minha chave de API é {} e não funciona"),
    token("labelled", some(24), "La clave de API es {}"),
    token("labelled", some(24), "Der API-Schlüssel lautet {}."),
    token("labelled", some(24), "Секретный ключ: {}"),
    token("labelled", some(24), "https://hook.example/in?token={}&v=2"),
    token("labelled", some(32), "Cookie: PHPSESSID={}; lang=pt"),
    token("ibm cloud", some(44), "ibm_cloud_iam_key {}"),
    private_key("RSA PRIVATE" + " KEY"),
    private_key("OPENSSH PRIVATE" + " KEY"),
    private_key("PGP PRIVATE" + " KEY BLOCK"),
)  # fmt: skip

CARDS = (
    token("card", "4111" + "1111" * 3, "card {} was charged twice"),
    token("card", " ".join(["4111"] + ["1111"] * 3), "cartão {} recusado"),
    token("card", "-".join(["5555", "5555", "5555", "4444"]), "tarjeta {}"),
    token("card", "3782" + " 822463 " + "10005", "Amex {}"),
    token("card", "2221" + "0000" + "0000" + "0009", "mc {}"),
    token("card", ".".join(["6011", "1111", "1111", "1117"]), "Karte {} exp 12/27"),
    token("card", "2200" + " 0000" * 2 + " 0004", "карта {}"),
    token("card code", "123", "CVV: {}"),
    token("card code", "4821", "código de segurança do cartão: {}"),
    token("pin", "4821", "O PIN é {}"),
)

TOLD = (
    ("hunter2", "My password is {} and it fails"),
    ("S3cr" + "et!", "user: bob password: {}"),
    ("banana", "Password: {}\nThanks"),
    ("Tr0ub4" + "dor&3", "the password for the SMTP account: {}"),
    ("abc" + "123", "minha senha é {}"),
    ("paciencia", "Usuário: ana\nSenha: {}\nObrigado"),
    ("Mudar@" + "2024", "A senha do painel é {}, pode testar"),
    ("4821" + "93", "minha senha {} não entra"),
    ("joao" + "1985", "login joao senha {}"),
    ("Verano" + "24$", "mi contraseña es {}"),
    ("gato" + "Negro7", "la contraseña para el panel es {}"),
    ("x9" + "Kq2", "clave: {}"),
    ("Geheim" + "99", "Das Passwort lautet {}"),
    ("Sommer" + "#21", "Kennwort: {}"),
    ("qwerty" + "123", "мой пароль {}"),
    ("Zima" + "2024!", "Пароль: {}"),
    ("soleil" + "77", "Mot de passe : {}"),
    ("p4ss" + "word", '{{"user": "bob", "password": "{}"}}'),
    ("correct horse 7", 'password: "{}"'),
    ("Adm1n" + "istrator", "login/senha: root / {}"),
    ("wifi" + "-88-casa", "senha do wifi: {}"),
    ("s3gur" + "a", "mysql --password={} -h db"),
    ("Pwd" + "456", "Server=db;User Id=sa;Password={};Encrypt=true"),
    ("outra" + "9", "jdbc:postgresql://db/x?user=a&password={}&ssl=true"),
)
PASSWORDS = (
    *(token("password", secret, text) for secret, text in TOLD),
    token("address", "p4ss" + "@word", "postgres://desk:{}@db.example:5432/desk"),
    token("address", "hidden", "https://ana:{}@painel.example/x"),
    token("command", "s3nha" + "x", "curl -u ana:{} https://api.example"),
    token("basic", "YW5hOnNlZ3" + "JlZG8=", "Authorization: Basic {}"),
)

SECRETS = KEYS + CARDS + PASSWORDS
