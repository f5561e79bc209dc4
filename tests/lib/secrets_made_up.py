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
    token("groq", "gs" + "k_" + some(52)),
    token("supabase", "sb" + "p_" + some(40, HEX)),
    token("fly", "f" + "m2_" + some(60), "FlyV1 {}"),
    token("xai", "x" + "ai-" + some(80)),
    token("replicate", "r" + "8_" + some(37)),
    token("perplexity", "ppl" + "x-" + some(48)),
    token("nvidia", "nv" + "api-" + some(64)),
    token("elevenlabs", "s" + "k_" + some(48, HEX)),
    token("langsmith", "ls" + "v2_pt_" + some(32, HEX) + "_" + some(10, HEX)),
    token("resend", "r" + "e_" + some(8) + "_" + some(24)),
    token("postmark", "-".join(some(size, HEX) for size in (8, 4, 4, 4, 12)),
          "Postmark server token: {}"),
    token("tailscale", "ts" + "key-auth-" + some(16) + "-" + some(32)),
    token("netlify", "nf" + "p_" + some(36)),
    token("heroku", "HR" + "KU-" + some(60)),
    token("planetscale", "psc" + "ale_tkn_" + some(43)),
    token("sonar", "sq" + "p_" + some(40, HEX)),
    token("pulumi", "pu" + "l-" + some(40, HEX)),
    token("figma", "fig" + "d_" + some(43)),
    token("contentful", "CF" + "PAT-" + some(43)),
    token("posthog", "ph" + "x_" + some(43)),
    token("dynatrace", "dt0" + "c01." + some(24, UPPER) + "." + some(64, UPPER)),
    token("bitbucket", "AT" + "BB" + some(32)),
    token("1password", "ops" + "_eyJ" + some(140)),
    token("recovery key", "-".join(figures(6) for _ in range(8)), "BitLocker: {}"),
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
    token("card", "4111 1111\n" + "1111 1111", "my card {} was refused"),
    token("card", "4111 1111 " + "1111\r\n> 1111", "> my card {} was refused"),
    token("card", "  ".join(["4111"] + ["1111"] * 3), "cartão {}"),
    token("card", " - ".join(["5555", "5555", "5555", "4444"]), "tarjeta {}"),
    token("card code", "123", "CVV: {}"),
    token("pin", "48213377", "PUK: {}"),
    token("card code", "4821", "código de segurança do cartão: {}"),
    token("pin", "4821", "O PIN é {}"),
)

TOLD = (
    ("Tr0ub4" + "dor&3xQ", "export DB_PASSWORD={}"),
    ("Tr0ub4" + "dor&3xQ", "<password>{}</password>"),
    ("Tr0ub4" + "dor", "https://panel.example/?user=ann&password={}&page=2"),
    ("Tr0ub4" + "dor", "https://panel.example/?password={}&amp;page=2"),
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

MADE_UP = "Zx9!" + "kkLm"
# Found on later readings: other joints between the word and the password, or none
TOLD_OTHERWISE = (
    ("password", MADE_UP, "I reset my password to {} today"),
    ("password", MADE_UP, "alteramos a senha para {}"),
    ("password", "Luna4455", "he cambiado la clave a {}"),
    ("password", MADE_UP, "Login: joe@x.example : {}"),
    ("password", MADE_UP, "Senha (painel) {}"),
    ("password", MADE_UP, "password, {}"),
    ("password", MADE_UP, 'Password "{}"'),
    ("password", MADE_UP, "a senha do ramal 2001 é {}"),
    ("password", MADE_UP, "*Senha:* {}"),
    ("password", MADE_UP, "*Senha*: {}"),
    ("password", MADE_UP, "**Password**: `{}`"),
    ("password", MADE_UP, "_Senha:_ {}"),
    ("password", MADE_UP, "Senha: *{}*"),
    ("password", MADE_UP, "Password:\n\n  {}"),
    ("password", MADE_UP, "Password:\n{}"),
    ("password", MADE_UP, "> Password:\n> \n> {}"),
    ("password", MADE_UP, "Password\n\n{}\n"),
    ("password", MADE_UP, "Senha provisória\n{}"),
    ("password", MADE_UP, "Wi-Fi password\n{}"),
    ("password", MADE_UP, "| password | {} |"),
    ("password", MADE_UP, "| user | password |\n|---|---|\n| ana | {} |"),
    ("password", MADE_UP, "user\tpassword\nana\t{}"),
    ("password", MADE_UP, "user;senha\nana;{}"),
    ("password", MADE_UP, "user,password,role\r\nana,{},admin\r\nrui,Qq8!abcd,x"),
    ("password", MADE_UP, "Password\t{}"),
    ("password", MADE_UP, "Password      {}"),
    ("password", MADE_UP, "Password ........ : {}"),
    ("password", "hunter2x", "<password>{}</password>"),
    ("password", "hunter2x", "<db_password>{}</db_password>"),
    ("password", "hunter2x", '<entry key="password">{}</entry>'),
    ("password", "hunter2x", '<param name="password" value="{}"/>'),
    ("password", "hunter2x", '{{"name": "password", "value": "{}"}}'),
    ("password", "hunter2x", '{{\\"password\\":\\"{}\\"}}'),
    ("password", "hunter2x", "'password' => '{}'"),
    ("password", MADE_UP, "user -> admin, pass -> {}"),
    ("password", MADE_UP, "user: admin pass: {}"),
    ("password", MADE_UP, "user admin pass {}"),
    ("password", MADE_UP, "usuario admin clave {}"),
    ("password", MADE_UP, "I changed my password to {}"),
    ("password", MADE_UP, "I have set the password to {} yesterday"),
    ("password", "Perro2025x", "cambié la contraseña a {}"),
    ("password", "Perro2025x", "cambié la contraseña por {}"),
    ("password", "batata123", "mudei a senha para {}"),
    ("password", MADE_UP, "troquei minha senha por {}"),
    ("password", MADE_UP, "Ich habe das Passwort auf {} geändert"),
    ("password", "geheim99", "Ich habe mein Passwort in {} geändert"),
    ("password", "Kotik2020", "я сменил пароль на {}"),
    ("password", "Kotik2020!", "пароль от личного кабинета {}"),
    ("password", MADE_UP, "senha do painel novo {}"),
    ("password", MADE_UP, "password for the admin panel {}"),
    ("password", MADE_UP, "das Passwort für das Panel {}"),
    ("password", MADE_UP, "contraseña del panel {}"),
    ("password", MADE_UP, "a senha do painel é\n{}"),
    ("password", MADE_UP, "My password for the panel\nis {}"),
    ("password", MADE_UP, "the password for ana@x.example is {}"),
    ("password", MADE_UP, 'the password for "ana" is {}'),
    ("password", MADE_UP, "Acesso: ana@x.example / {}"),
    ("password", MADE_UP, "Acesso ao painel: ana / {}"),
    ("password", "batata123", "Login: ana / {}"),
    ("password", MADE_UP, "Credentials: admin:{}"),
    ("password", MADE_UP, "Credentials are admin / {}"),
    ("password", "geheim99", "Zugang: ana / {}"),
    ("password", MADE_UP, "Zugangsdaten: ana@x.example, {}"),
    ("password", "Kotik2020", "Доступ: ana / {}"),
    ("password", "Perro2025x", "Accesos: ana / {}"),
    ("password", "7788", "AnyDesk 123 456 789 senha {}"),
    ("password", "7788", "TeamViewer 123 456 789 pass {}"),
    ("password", "7788", "ramal 2001 senha {}"),
    ("password", "horse battery", "Password: correct {} staple"),
    ("password", "horse battery", "my password is correct {} staple"),
    ("password", "bateria grampo", "senha: cavalo {} correto"),
    ("password", "horse-battery", "password is correct-{}-staple"),
    ("password", "482133", "Одноразовый пароль: {}"),
    ("password", "geheim99", "PW: {}"),
    ("password", MADE_UP, "use {} as the password"),
    ("password", MADE_UP, "{} is my password"),
    ("password", "Kotik2020", "{}! - мой пароль"),
    ("command credentials", MADE_UP, "mysql -u root -p{} db"),
    ("command credentials", MADE_UP, "sshpass -p {} ssh x"),
    ("address credentials", MADE_UP, "sip:2001:{}@10.0.0.1"),
    ("password", MADE_UP, "--password {}"),
    ("password", MADE_UP, "My password is {0}. I typed {0} twice."),
    ("password", MADE_UP, "palavra-passe: {}"),
    ("password", MADE_UP, "Пароль – {}"),
    ("password", MADE_UP, "Пароль → {}"),
    ("password", MADE_UP, "Password = {}"),
    ("password", MADE_UP, "Password is: {}"),
    ("password", MADE_UP, "The new password will be {}"),
    ("password", MADE_UP, "a nova senha será {}"),
    ("password", MADE_UP, "la contraseña nueva: {}"),
    ("password", "gatopreto", "Senha: {}"),
)
CODES = (
    ("one-time code", "554128", "token: {}"),
    ("one-time code", "554128", "Seu token é {}"),
    ("one-time code", "554128", "O código enviado por SMS é {}"),
    ("recovery code", "abcd-1234 efgh-5678", "2FA backup codes\n{}"),
    ("one-time code", "482133", "Your verification code is {}"),
    ("one-time code", "482133", "{} is your verification code"),
    ("one-time code", "482133", "{} é o seu código de verificação"),
    ("one-time code", "482133", "G-{} is your Google verification code"),
    ("one-time code", "482133", "Código de verificação: {}"),
    ("one-time code", "482-133", "Código de verificação: {}"),
    ("one-time code", "482133", "Seu código é {}"),
    ("one-time code", "482133", "código de verificación {}"),
    ("one-time code", "482 133", "Su código de seguridad es {}"),
    ("one-time code", "4821", "tu código de acceso: {}"),
    ("one-time code", "482133", "Bestätigungscode: {}"),
    ("one-time code", "482133", "Ihr Code lautet {}"),
    ("one-time code", "482133", "Sicherheitscode {}"),
    ("one-time code", "482133", "Код подтверждения: {}"),
    ("one-time code", "482133", "Ваш код {}"),
    ("one-time code", "482133", "{} — ваш код подтверждения"),
    ("one-time code", "482133", "OTP: {}"),
    ("one-time code", "482133", "My OTP is {}"),
    ("one-time code", "482133", "your 2FA code: *{}*"),
    ("one-time code", "482133", "use {} as your login code"),
    ("one-time code", "482133", "verification code:\n\n{}"),
    ("recovery code", "1k2j-3h4g", "recovery codes: 8f3k-2j9s {}"),
    ("recovery code", "1k2j3h4g", "Backup codes:\n8f3k2j9s\n{}\n"),
    ("recovery code", "1k2j-3h4g", "Backup codes:\n1. 8f3k-2j9s\n2. {}\n"),
    ("recovery code", "1k2j-3h4g", "códigos de recuperação: 8f3k-2j9s, {}"),
    ("recovery code", "8f3k-2j9s", "códigos de recuperación: {} 1k2j-3h4g"),
    ("recovery code", "8f3k-2j9s", "Wiederherstellungscodes: {} 1k2j-3h4g"),
    ("recovery code", "8f3k-2j9s", "резервные коды: {} 1k2j-3h4g"),
    ("recovery code", "8f3k-2j9s", "коды восстановления: {} 1k2j-3h4g"),
)
PASSWORDS = (
    *(token(kind, secret, text) for kind, secret, text in TOLD_OTHERWISE),
    *(token("password", secret, text) for secret, text in TOLD),
    token("address", "p4ss" + "@word", "postgres://desk:{}@db.example:5432/desk"),
    token("address", "hidden", "https://ana:{}@painel.example/x"),
    token("command", "s3nha" + "x", "curl -u ana:{} https://api.example"),
    token("basic", "YW5hOnNlZ3" + "JlZG8=", "Authorization: Basic {}"),
)
SPOKEN_CODES = tuple(token(kind, secret, text) for kind, secret, text in CODES)

SECRETS = KEYS + CARDS + PASSWORDS + SPOKEN_CODES
