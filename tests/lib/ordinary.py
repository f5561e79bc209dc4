"""Sentences that customers of a support desk write, in five languages, with no secret in any.

Numbers of orders, tickets, telephones, parcels, invoices, accounts, versions and commits; and
passwords that are spoken of, not told. Written for these tests; every number is made up.
"""

ENGLISH = """\
I forgot my password and the reset mail never arrives.
My password does not work since this morning.
The password is not accepted, it says "invalid credentials".
Password: expired, what do I do now?
Could you reset the password for user maria in the panel?
The password is case-sensitive, I know, and I tried twice.
Is the password at least 8 characters long?
The password reset link expired after 10 minutes.
Password reset requested on 2024-05-13 at 14:32, nothing came.
Changing the password on 12/05/2024 broke the mobile app.
After the update to 4.12.1 the password field stays grey.
Our password policy is SHA256 hashed as far as I know.
Error: password incorrect
It keeps asking "Password:" and then closes.
Please see https://help.example/password-reset for what I followed.
The token has expired, says the page, code 401.
I never received the token by SMS.
Where do I find the API key in the new console?
The API key is missing from the settings page.
We rotated our API keys last week, is that a problem?
My order number is 4000123412349999 and it is late.
Order 100-2345678-9012345 shows as shipped since Monday.
Ticket #48213 and ticket #48220 are about the same thing.
Call me at +1 (415) 555-0132 or at +44 20 7946 0958.
Tracking number 1Z999AA10123456784, carrier says unknown.
The parcel 9400 1000 0000 0000 0000 00 is stuck in customs.
IBAN DE89 3704 0044 0532 0130 00 was charged twice.
Please refund to GB29 NWBK 6016 1331 9268 19.
It began with commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b on main.
The build 8c6976e5b541 fails, 7fd1a60b did not.
Request id 550e8400-e29b-41d4-a716-446655440000, status 500.
The call took place at 10:05:31 and lasted 12m04s.
IMEI 490154203237518, model SM-A546B, Android 14.
Serial number C02XG0FDJGH5, bought in 2021.
MAC address 00:1A:2B:3C:4D:5E, address 192.0.2.44, port 5060.
Invoice INV-2024-000381 for 1,299.00 EUR is wrong.
The webhook answers 403 for message wamid.HBgLNTUxMTk4NzY1NDMyMRUC.
Session dropped after 30 seconds, three times in a row.
The bearer of this letter is our technician.
Basic plan or premium plan, what is the difference?
My secret to keeping calm is tea.
Session ID 550e8400-e29b-41d4-a716-446655440000 was dropped at 10:05.
Passport AB1234567 and passage 12 of the manual, page 4.
My password is 100% correct, I copied it.
Password for customer 4711-0815: please reset it today.
DKIM says b=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC and bh=47DEQpj8HBSa fails.
Message-ID CAKsfaBW4hj0Gek6TwbR3erng4P1y0CZzJ0dpXtCNnYnbe7PLg@mail.example is missing.
Login works but the dashboard is empty since v2.3.0-rc1.
Our key account manager is away until 7 January.
Press the hash key, then 4, then wait.
Pass the message on to tier 2, please.
14 of 20 tests pass: see the attached report.
The PIN pad of desk 12 is broken.
Checksum sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 is wrong.
Docker image registry.example/app@sha256:9b2cf535f27731c974343645a3985328 does not start.
Please extend the deadline, invoice 2024/118 is due on Friday.
"""

PORTUGUESE = """\
A senha não funciona desde ontem.
Esqueci minha senha e o e-mail de recuperação não chega.
Minha senha é inválida, diz o sistema.
A senha é obrigatória no cadastro?
Senha: inválida, aparece na tela toda hora.
Troca de senha não funciona
Preciso redefinir a senha do usuário da filial de Campinas.
A senha tem de ter 8 caracteres?
Passo 1: abrir o painel; passo 2: clicar em sair.
A senha do Windows: Win11 não aceita de jeito nenhum.
Senha: 8 a 12 caracteres, diz a tela.
A senha expira em 30 dias, certo?
Redefinição de senha 20231105123, esse é o protocolo.
Peguei a senha 45 e esperei duas horas no balcão.
A senha do pedido: 458712 continua com erro.
O protocolo do atendimento é 20240513987654.
Protocolo 2024.0513.000123-4, sem resposta até agora.
O número do pedido é 482913 e o CNPJ da empresa é 12.345.678/0001-95.
CPF 123.456.789-09, nascimento 01/02/1990.
Meu telefone é (11) 98765-4321 ou +55 11 3333-4444.
Boleto 34191.79001 01043.510047 91020.150008 1 96610000015000 vencido.
Chave de acesso da NF-e: 3524 0512 3456 7800 0195 5500 1000 0012 3410 0001 2345
A chave pix é o meu e-mail, pode usar.
O rastreio é AA123456785BR e está parado em Curitiba.
A nota fiscal 000.123.456 série 1 não foi emitida.
O CEP é 01310-100 e o número é 1578.
A agência é 1234-5 e a conta é 98765-4.
Quando clico em "Emitir" aparece o código 0x80070005.
Onde encontro a chave de API no painel novo?
O token do aplicativo expirou, e agora?
A versão instalada é a 4.17.1 no Windows 11.
Fiquei 45 minutos na espera e a ligação caiu às 10h32min.
O cliente digitou o PIN e o terminal reiniciou.
Protocolo ANATEL 202412345678901, operadora sem retorno.
Erro 500 ao emitir boleto 583920
A cobrança veio em duplicidade na fatura de março, no valor de R$ 1.234,56.
Segue o log: 2024-05-13T10:11:12.345Z ERROR timeout after 30000ms
"""

SPANISH = """\
La contraseña no funciona desde ayer.
Olvidé mi contraseña y no llega el correo.
Mi contraseña es incorrecta según la página.
Contraseña: caducada, no me deja entrar.
La contraseña temporal no funciona
¿La contraseña es sensible a mayúsculas?
La clave de este asunto es la paciencia.
Clave: hablar con el técnico antes del viernes.
¿Dónde está la clave de API?
El número de pedido es 583920 y el NIF de la empresa es B-87612345.
Mi DNI es 12345678Z y mi teléfono +34 612 345 678.
RUT 12.345.678-5, factura 4587123.
CBU 2850590940090418135201 rechazado por el banco.
IBAN ES91 2100 0418 4502 0005 1332, cargo duplicado.
Ticket 48213: sin respuesta desde el 13/05/2024 a las 18:30.
El token venció y la pantalla queda en blanco.
Guía de envío 794612345678, sin movimiento.
El código de error es 0xA1B2C3 y aparece al pulsar «Emitir».
Contraseña: mayúsculas y minúsculas, pide la página.
El PIN del cliente no llegó por SMS.
Restablecer contraseña: https://ayuda.example/restablecer
La versión 12.0.3 del softphone se cierra sola.
El usuario afectado es el de la sucursal de Córdoba.
"""

GERMAN = """\
Mein Passwort funktioniert nicht mehr.
Ich habe mein Passwort vergessen.
Das Passwort ist abgelaufen, sagt die Seite.
Passwort: ungültig, seit heute früh.
Passwort: 3x falsch eingegeben, jetzt gesperrt.
Kennwort zurücksetzen geht nicht.
Das Passwort ist mindestens 12 Zeichen lang.
Passwort am 13.05.2024 um 14:30 Uhr geändert, danach Fehler 401.
Wo finde ich den API-Schlüssel?
Der Token ist abgelaufen.
Kundennummer 4711-0815, Rechnung RE-2024-00123.
Bestellung 302-1234567-7654321 ist nicht angekommen.
Telefon +49 30 1234567, mobil 0151 23456789.
IBAN DE44 5001 0517 5407 3249 31, BIC INGDDEFFXXX.
Sendungsnummer 00340434161094022115 liegt seit Tagen.
Steuernummer 12/345/67890, USt-IdNr. DE123456789.
Die Version 2024.3.1 stürzt ab, Gerät SN 4CE0460D0G.
Vorgang 550e8400-e29b-41d4-a716-446655440000 hängt.
Das Prüfprotokoll vom 3. März liegt bei.
Seriennummer der SIM: 89490200001234567890
Der PIN-Brief ist nicht gekommen.
"""

RUSSIAN = """\
Пароль не подходит со вчерашнего дня.
Я забыл пароль, письмо не приходит.
Пароль: неверный, пишет система.
Мой пароль истёк, что делать?
Сброс пароля не работает с 13.05.2024.
Где найти ключ API в новой панели?
Токен истёк, страница пустая.
Номер заказа 458712, ждём третий день.
Заявка 20240513-0042 без ответа.
Телефон +7 (495) 123-45-67, доб. 104.
ИНН 7707083893, КПП 773601001, ОГРН 1027700132195.
Расчётный счёт 40702810400000012345, БИК 044525225.
Трек-номер RA123456789RU, посылка стоит.
Ошибка 0x80004005 при входе, версия 8.3.22.1709.
Звонок в 10:05 длился 12 минут.
Коммит 3f786850e387550fdab836ed7e6dc881de23001b сломал сборку.
ПИН не пришёл по SMS.
Снилс 112-233-445 95 указан верно.
"""

SENTENCES = tuple((ENGLISH + PORTUGUESE + SPANISH + GERMAN + RUSSIAN).splitlines())
