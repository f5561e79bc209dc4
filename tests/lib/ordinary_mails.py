"""Mails and lines of mails with no secret in any: about passwords that nobody tells, logs, traces
of SIP, SQL, tables, long numbers. Written for these tests; every name and number is made up.
"""

MAIL_TEXTS = r"""
Hi team,

I forgot my password and the password field is empty when I try to log in.
I typed my password 3 times. Then the page said: "Password authentication failed for user ana".
Can you reset the password for maria2024 and for server01? User: maria2024 / DESKTOP-AB12CD
Login: ana, extension 2001
Thanks
--
John, +49 30 1234567
---
Subject: Password reset - INC0012345
Password reset: INC0012345
Forgot password: CS-99812
RE: New password
Ticket-4711

Hello, the password reset link for ticket 48213 expired. Reset code expired too.
---
Bom dia, preciso resetar a senha do usuário joao123. A mensagem é "senha incorreta".
Tentei redefinir a senha para joao123 mas o sistema diz erro 500.
Senha de atendimento: A045
Peguei a senha P012 no balcão 3. Senha A045
Senha preferencial: P0123
A senha da fila é 1045
A senha do pedido 458712 é inválida. Senha do cliente 4711-0815: não funciona.
Acesso: 10.0.0.1 / 255.255.255.0
Acesso: 12/05/2024 / 10h30
Código do cliente: 482133
O código de rastreio é 482913
O código de erro é 482133, o código postal é 28013 e o código do produto é 99812.
Seu código de cliente é 48213399
---
Buenos días: olvidé mi contraseña y no puedo cambiar la contraseña a otra.
Cambié la contraseña ayer, 13/05/2024.
Quiero cambiar la contraseña para maria2024.
La clave del pedido 583920 es la fecha. Clave: 45/50. Turno A012.
Código postal: 28013. Código de error: 482133. Su código de cliente es ES482133.
El acceso: desde Madrid / Barcelona no funciona.
---
Guten Tag, ich habe mein Passwort am 13.05.2024 geändert und komme nicht mehr rein.
Ich wollte das Passwort auf der Seite ändern.
Passwort für Outlook2016 vergessen! Passwort für den Server SRV-01 bitte zurücksetzen.
Passwort für Benutzer meier2 abgelaufen. Zugang: Büro / Lager. Zugangscode fehlt.
Fehlercode: 482133. Postleitzahl 10115. Kundennummer: 482133
Mein Kennwort
Mit freundlichen Grüßen
---
Добрый день! Не подходит пароль от Outlook2016! Я забыл пароль от личного кабинета.
Пароль для пользователя ivan2020 не работает. Код ошибки 482133. Почтовый индекс 101000.
Доступ: офис / склад. Сменил пароль 13.05.2024, не помогло. Код товара: 482133
Пароль
С уважением, Иван, +7 495 123-45-67
---
2024-05-13 10:11:12.345 INFO  auth: password=null user=ana id=3f2b8c1e
2024-05-13T10:11:12Z ERROR login failed for user "ana" (password authentication failed)
May 13 10:11:12 srv01 sshd[1234]: Failed password for root from 192.0.2.44 port 51234 ssh2
May 13 10:11:12 srv01 sshd[1234]: Failed password for invalid user admin2 from 192.0.2.44 port
51234 ssh2
May 13 10:11:12 srv01 sshd[1234]: Accepted password for ana from 192.0.2.44 port 51234 ssh2
May 13 10:11:13 srv01 sudo: pam_unix(sudo:auth): conversation failed; auth could not identify
password for [ana]
tests: pass: 45/50
Pass: 4500, Fail: 2
pass 4500 fail 2
dkim=pass header.i=@example.com header.s=20230601 header.b=AbC123xY;
spf=pass (mx.example: domain of ana@mail.example designates 192.0.2.1 as permitted sender)
iprev=pass policy.iprev="mail.example"
Authentication-Results: mx.example; dkim=pass header.d=desk.example
---
INVITE sip:2001@10.0.0.1:5060;transport=udp SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport
From: "Ana" <sip:2001@10.0.0.1>;tag=1928301774
To: <sip:2002@10.0.0.1>
Call-ID: a84b4c76e66710@pc33.desk.example
CSeq: 314159 INVITE
Contact: <sip:2001@192.0.2.10:5060>
Content-Type: application/sdp
Session-Expires: 1800
SIP/2.0 401 Unauthorized
WWW-Authenticate: Digest realm="asterisk", nonce="1712345678/abc"
SIP/2.0 486 Busy Here, code 486
---
SELECT id, username, password_hash FROM users WHERE id = 4711 AND created_at > '2024-05-13';
UPDATE users SET password = NULL, token = NULL WHERE id = 48213;
ALTER TABLE users ADD COLUMN password varchar(255) NOT NULL;
CREATE TABLE t (id int, password text, key varchar(64), secret text);
foreign key (customer_id) references customers(id)
INSERT INTO log (user, code) VALUES ('ana', 482133);
---
Invoice INV-2024-000381
Amount 4001 4002 4003
4111 1111
Extensions: 2001  2002  2003  2004
4001  4002 4003  4004
2221
4411
5511
6011
IBAN DE89 3704 0044 0532 0130 00
IBAN: ES91 2100 0418 4502 0005 1332
Order id 4539148803436467x and 4539148803436467_a
Tracking number 1Z999AA10123456784, 9400 1000 0000 0000 0000 00
UUID 3f2b8c1e-9d4a-4f6b-8e2c-1a5d7c9e0f3b
commit 9fceb02d0ae598e95dc970b74767f19372d61af8
Version 4.17.1-rc2+build.20240513 (Windows11)
Boleto 34191.79001 01043.510047 91020.150008 1 96610000014500
Serial: 4CE0460D0G, model SM-A546B
---
| user | status | password |
|---|---|---|
| ana | active | expired |
| rui | locked | none |

| feature | pass | fail |
| login | 4500 | 2 |

username,password,created
ana,,2024-05-13
---
Your verification code never arrives. The verification code expired after 10 minutes.
The verification code field says error 482133. I received the code 3 times.
Order confirmation 482133 arrived. Error code is 482133. Exit code: 1234. Zip code: 90210.
The access code page returned 404. Status code: 500. Promo code: SUMMER24
Country code: 0055. Area code 4155. Source code 2.0.1. Your code does not compile at line 482133.
Code 482133 of the product is missing.
Recovery codes: where do I find them? Backup codes are not shown.
Backup 2024-05-13 failed. The backup code base has 123456 lines.
Two-factor authentication does not work since 2024.
---
Password:
Thanks, Ana
---
Password

Hello team, it does not work. Order 458712.
---
Senha:

Obrigado, João99
---
Username:
Password:
Company: Padaria 2000
---
password: works perfectly again today
Password: link expired yesterday evening
Senha: sistema pede troca sempre
The password is required for every user account
My password is long enough for everybody here
Contraseña: sigue fallando desde ayer tarde
Пароль: система требует сменить пароль
---
Settings > Password > Level2
Menu -> Password -> Reset
See Password (step 2): open Settings2
pwd: /home/ana2/app
pw: siehe unten
passes: 12, passed: 4500
Please pass 4711 to the API. Users pass SSO2 through the gateway.
The pass for gate B12 is lost. Boarding pass: AB1234
Passport AB1234567. Bypass: 12V
secret santa 2024 list. The secret is out, says SRV-01.
Secret key ring 4711
Keyword: support2024
token: expired at 2024-05-13
the key is at room B12-4
---
I log in with user ana2 and the password is not accepted by Exchange2019.
We changed the password policy to SHA256 and moved to Exchange2019.
We changed the password on iPhone12 and on Windows11.
I sent the password to ana2@mail.example and to server01.
SHA256 as password hash. SRV-01 is the password server. Office365 is our password manager.
Set password for customer 4711. Update password to version 2.0.1
The password for the panel Painel2 is unknown. The password of device SN 4CE0460D0G is unknown.
The password for ticket INC0012345 was reset. Password must contain A1!
Password for user john.doe2 - locked since 10:05
Password change 2024-05-13 by admin2
Password hints: at least 8 characters, 1 number
Reset password for order AB12CD34EF56 please
---
A senha do Wi-Fi não funciona no Galaxy S23. A senha do e-mail ana2@x.example não entra.
Mudei a senha para outra e agora o Office365 pede de novo.
Troquei a senha em 12/05/2024 às 10h32min. Alterei a senha 3 vezes.
Minha senha do ramal 2001 não funciona. A senha do ramal 2001 é a mesma do ramal 2002.
Qual é a senha do painel? Como faço para trocar a senha do ramal 2001?
A senha padrão é o CPF. Senha: a mesma do ramal 2001. Senha do ramal: a mesma
Senha: 45 caracteres. Senha 12 chamada no painel.
O acesso do usuário ana: desde 2024-05-13 / hoje não entra.
Login: ana / ramal 2001. Acesso: VPN / ramal 2001. Acesso: SRV-01 / SRV-02
Telefone: (11) 98765-4321
---
Hola, la contraseña del ramal 2001 es la misma. La contraseña del Outlook2016 no entra.
Cambié la contraseña a una nueva y el ramal 2001 no registra. Puse la contraseña 3 veces.
La contraseña del cliente 4711-0815 es incorrecta. Acceso: Madrid / Oficina2
---
Das Passwort für die Nebenstelle 2001 ist falsch. Das Passwort des Kunden 4711-0815 ist abgelaufen.
Passwort: siehe Ticket-4711
Passwort wurde um 10:05 auf Exchange2019 geändert? Zugangsdaten: siehe RE-2024-00123
Bestätigungscode kam nicht an. Sicherheitscode wird nicht verschickt. PW-Reset 4711
---
Пароль от добавочного 2001 такой же. Пароль: тот же, что и раньше.
Код подтверждения не приходит. Код подтверждения приходит через 10 минут.
Поменяйте пароль на новый.
Логин: ivan, добавочный 2001. Пароль клиента 4711-0815 истёк.
"""

LINE_TEXTS = """\
Password reset for ana2@x.example on 2024-05-13: INC0012345
The password of user "ana2" was changed by admin1 at 10:05
Password: required field
Password: min. 8 characters, 1 number
Password must be changed every 90 days
The password manager is Bitwarden 2024.3
Password strength: 45%
Password attempts: 5
Password length: 12
Password age = 90
Number of password resets: 1234
Failed password attempts - 12345
Password expiry date: 2024-05-13
password_min_length=8
password_changed_at = 2024-05-13T10:11:12Z
password_reset_token_ttl: 3600
"password_expired": true
passwordAuthentication yes
PasswordAuthentication no
password encryption: scram-sha-256
password_encryption = scram-sha-256
auth_method=password
grant_type=password
grant_type=password&scope=read
<input type="password" name="pw" class="form2">
LDAP password policy DN: cn=policy1,dc=desk
FAQ: Password - how do I change it?
Error AUTH004: password invalid for SIP/2001
Password incorrect (code 1326)
Windows error 1326: password incorrect
Senha inválida (código 1326)
Senha expirada há 12 dias
Redefinição de senha: protocolo 20240513987654
Senha bloqueada após 5 tentativas, protocolo 458712
Minha senha não entra no app v4.17.1
Senha do boleto: não há
Senha do PDF são os 5 primeiros números do CPF
A senha do PDF é o CNPJ
A senha é o CPF do titular
senha são os 4 últimos dígitos do cartão
A contraseña: no la recuerdo
La contraseña es la fecha de nacimiento
Das Passwort ist das Geburtsdatum
Das Passwort ist im Brief RE-2024-00123
Das Passwort steht im Ticket-4711
Пароль — это дата рождения
Пароль: смотрите в письме 45-12
Login: ana.silva / Setor: Vendas2
Access: Building B2 / Room 401
Login: 10:05 / Logout: 18:30
Login: ana / Windows11
Acesso: ana@x.example / Filial 3
Acesso liberado: ana@x.example, ramal 2001
Credentials: see ticket INC0012345
Credentials: none / expired
accessed: 2024-05-13 10:11, id 3f2b8c1e
Access: read/write2
Logins: 4500 / 4800
Your code review is 12345 lines behind
Your code: see PR 48213
Security code on the back of the card is unreadable
Security code error 1234
Activation code is missing, order 458712
Confirmation code not received for order 458712
The SMS code came after 10 minutes, at 10:05
OTP 6 digits is too short
OTP does not arrive since 2024
Backup code is in repo2, commit 9f86d081
Recovery code failed 1234 times
Google code 482 is odd
código de acceso al edificio no funciona
código de confirmación del pedido no llega
Código 482133 do produto
Código do ativo 482133
O código de ativação expirou em 2024
Bestätigungscode läuft nach 10 Minuten ab
PIN 3 der Buchse
PUK fehlt
secret question: mother's name
secret sauce: v2
client secret expired on 2024-05-13
The secret is stored in AzureKeyVault2
token count: 4096
Token usage 12345 tokens
max_tokens=4096
csrf token mismatch, request 3f2b8c1e
key=value1
primary key: id2
key: F12
Press key F12
API key id 4711
API key name: production2
Public key: ssh2
4111 1111 is the start of the number
Meter 4411 5500
6011 7722
Zähler 4400 1200 3300
5500 4400 3300
Extensions 4001 4002
4003 4004
Extensions 5100
5101
5102
SWIFT GENODEM1GLS, BLZ 430 609 67
EAN 4006381333931
ISBN 978-3-16-148410-0
GTIN 04006381333931
Vehicle 1HGCM82633A004352
pw change INC123
PW-Nr 4711
user/pw vergessen
Username/Password: not accepted
Login/Senha: não aceita
Login/password / 2FA fails
"password":""
"password": "********"
password=******
password: <hidden>
password: [REDACTED]
Senha: ______
Password:          
pass-through port 5060
Pass 2 of 3: ok
pass it to ext 2001: thanks
clave: 3 pasos
La clave es actualizar a 4.17.1
Palabra clave: soporte2024
Password to change: admin
Password to follow in separate mail
Password to be sent by SMS to +49 151 23456789
I set the password to the one you gave me on 13.05.2024
I changed the password to something else at 10:05
Changed password to comply with ISO27001
Updated password to match Office365
We changed our password to a longer one with 12 characters
I cannot set a password with 20 characters
Cambié la contraseña a las 10:05
Cambié la contraseña a 3 usuarios
Mudei a senha para o usuário joao123
Alterei a senha para todos às 10h
Ich habe das Passwort auf dem iPhone12 geändert
Ich habe das Passwort am PC01 geändert
Я сменил пароль на телефоне iPhone12
Я сменил пароль на новый в 10:05
Поменял пароль на сервере srv01
use SRV-01 as the password store
2FA is the new password
Passkey2 is the new password
"""

MAILS = tuple(MAIL_TEXTS.strip().split("\n---\n"))
LINES = tuple(LINE_TEXTS.splitlines())
