"""What mail programs put around a quote, in many languages: written for these tests, after how the
programs do it. People and places are made up."""

# Above a quote. {name} and {mail} are filled in by the tests.
ATTRIBUTIONS = """\
On Mon, Feb 3, 2025 at 4:58 PM {name} <{mail}> wrote:
On 3 Feb 2025, at 16:58, {name} <{mail}> wrote:
On 2025-02-03 16:58, {name} wrote:
On 02/03/2025 04:58 PM, {name} wrote:
On Mon, 3 Feb 2025 16:58:01 +0100, {name} <{mail}> wrote:
On Monday, February 3rd, 2025 at 4:58 PM, {name} <{mail}> wrote:
{name} <{mail}> wrote on Mon, 3 Feb 2025 at 16:58:
At 04:58 PM 2/3/2025, {name} wrote:
In a message dated 2/3/2025 4:58:12 PM Central European Time, {mail} writes:
{name} wrote the following on 2/3/25 4:58 PM:
---- On Mon, 03 Feb 2025 16:58:01 +0100 {name} <{mail}> wrote ----
On Mon, 03 Feb 2025 16:58:01 +0100 {name} <{mail}> wrote
--- On Mon, 2/3/25, {name} <{mail}> wrote:
2025-02-03 16:58 GMT+01:00 {name} <{mail}>:
2025/2/3 {name} <{mail}>
Quoting {name} <{mail}>:
Em seg., 3 de fev. de 2025 às 16:58, {name} <{mail}> escreveu:
Em 3 de fev. de 2025, à(s) 16:58, {name} <{mail}> escreveu:
Em 03/02/2025 16:58, {name} escreveu:
Em segunda-feira, 3 de fevereiro de 2025 às 16:58:12 BRT, {name} <{mail}> escreveu:
No dia 3 de fevereiro de 2025, {name} <{mail}> escreveu:
{name} <{mail}> escreveu no dia segunda, 3/02/2025 à(s) 16:58:
El lun, 3 feb 2025 a las 16:58, {name} (<{mail}>) escribió:
El 3/2/25 a las 16:58, {name} escribió:
El 3 feb 2025, a las 16:58, {name} <{mail}> escribió:
El lunes, 3 de febrero de 2025, 16:58:12 CET, {name} <{mail}> escribió:
Am Mo., 3. Feb. 2025 um 16:58 Uhr schrieb {name} <{mail}>:
Am 03.02.25 um 16:58 schrieb {name}:
Am 03.02.2025 um 16:58 schrieb {name} <{mail}>:
Am Montag, 3. Februar 2025, 16:58:12 CET schrieb {name}:
{name} <{mail}> schrieb am Mo., 3. Feb. 2025, 16:58:
{name} schrieb am 03.02.2025 um 16:58 Uhr:
пн, 3 февр. 2025 г. в 16:58, {name} <{mail}>:
03.02.2025 16:58, {name} пишет:
03.02.2025, 16:58, "{name}" <{mail}>:
3 февр. 2025 г., в 16:58, {name} <{mail}> написал(а):
Понедельник, 3 февраля 2025, 16:58 +03:00 от {name} <{mail}>:
3 февраля 2025 г., 16:58 пользователь {name} <{mail}> написал:
Le lun. 3 févr. 2025 à 16:58, {name} <{mail}> a écrit :
Le 03/02/2025 à 16:58, {name} a écrit :
Il giorno lun 3 feb 2025 alle ore 16:58 {name} <{mail}> ha scritto:
Il 03/02/2025 16:58, {name} ha scritto:
Op ma 3 feb 2025 om 16:58 schreef {name} <{mail}>:
Op 3 feb. 2025 om 16:58 heeft {name} <{mail}> het volgende geschreven:
Den mån 3 feb. 2025 kl 16:58 skrev {name} <{mail}>:
3 feb. 2025 kl. 16:58 skrev {name} <{mail}>:
Den man. 3. feb. 2025 kl. 16.58 skrev {name} <{mail}>:
man. 3. feb. 2025 kl. 16:58 skrev {name} <{mail}>:
ma 3. helmik. 2025 klo 16.58 {name} ({mail}) kirjoitti:
pon., 3 lut 2025 o 16:58 {name} <{mail}> napisał(a):
W dniu 3.02.2025 o 16:58, {name} pisze:
Dnia 3 lutego 2025 16:58 {name} <{mail}> napisał(a):
po 3. 2. 2025 v 16:58 odesílatel {name} <{mail}> napsal:
Dne 03. 02. 25 v 16:58 {name} napsal(a):
{name} <{mail}>, 3 Şub 2025 Pzt, 16:58 tarihinde şunu yazdı:
{name} <{mail}> ezt írta (időpont: 2025. febr. 3., H, 16:58):
În lun., 3 feb. 2025 la 16:58, {name} <{mail}> a scris:
пн, 3 лют. 2025 р. о 16:58 {name} <{mail}> пише:
El dl., 3 de febr. 2025 a les 16:58, {name} <{mail}> va escriure:
Στις Δευ 3 Φεβ 2025 στις 4:58 μ.μ., ο χρήστης {name} <{mail}> έγραψε:
{name} <{mail}> 于2025年2月3日周一 16:58写道：
在 2025年2月3日，16:58，{name} <{mail}> 写道：
2025年2月3日(月) 16:58 {name} <{mail}>:
2025/02/03 16:58、{name} <{mail}> のメール:
2025년 2월 3일 (월) 오후 4:58, {name} <{mail}>님이 작성:
Vào Th 2, 3 thg 2, 2025 lúc 16:58 {name} <{mail}> đã viết:
Pada tanggal Sen, 3 Feb 2025 16.58, {name} <{mail}> menulis:
""".splitlines()

# Heads of old mails, printed without quote signs; parted by double lines.
HEADS_TEXT = """\
-----Original Message-----
From: {name} <{mail}>
Sent: Monday, February 3, 2025 4:58 PM
To: Ana
Subject: Invoice
=====
From: {name} <{mail}>
Sent: Monday, February 3, 2025 4:58 PM
To: Ana Costa
Subject: RE: Panel
=====
*From:* {name} [mailto:{mail}]
*Sent:* Monday, February 3, 2025 4:58 PM
*To:* Ana
*Subject:* x
=====
________________________________
From: {name} <{mail}>
Date: Monday, 3 Feb 2025 at 16:58
To: Ana
Subject: Panel
=====
________________________________
De: {name} <{mail}>
Enviado: segunda-feira, 3 de fevereiro de 2025 16:58
Para: Ana
Assunto: Painel
=====
De: {name} [mailto:{mail}]
Enviada em: segunda-feira, 3 de fevereiro de 2025 16:58
Para: Ana
Assunto: RES: Painel
=====
-----Mensagem original-----
De: {name}
Enviada em: 3 de fevereiro de 2025
Para: Ana
Assunto: x
=====
De: {name} <{mail}>
Enviado el: lunes, 3 de febrero de 2025 16:58
Para: Ana
Asunto: RV: Panel
=====
-----Mensaje original-----
De: {name}
Enviado: lunes, 3 de febrero
Para: Ana
Asunto: x
=====
Von: {name} <{mail}>
Gesendet: Montag, 3. Februar 2025 16:58
An: Ana
Betreff: AW: Panel
=====
Gesendet: Montag, 03. Februar 2025 um 16:58 Uhr
Von: "{name}" <{mail}>
An: ana@x.example
Betreff: Panel
=====
-----Ursprüngliche Nachricht-----
Von: {name}
Gesendet: Montag
An: Ana
Betreff: Panel
=====
От: {name} <{mail}>
Отправлено: 3 февраля 2025 г. 16:58
Кому: Ana
Тема: Панель
=====
-----Исходное сообщение-----
От: {name}
Отправлено: понедельник
Кому: Ana
Тема: Панель
=====
De : {name} <{mail}>
Envoyé : lundi 3 février 2025 16:58
À : Ana
Objet : Panneau
=====
Da: {name} <{mail}>
Inviato: lunedì 3 febbraio 2025 16:58
A: Ana
Oggetto: R: Pannello
=====
Van: {name} <{mail}>
Verzonden: maandag 3 februari 2025 16:58
Aan: Ana
Onderwerp: RE: Paneel
=====
Från: {name} <{mail}>
Skickat: den 3 februari 2025 16:58
Till: Ana
Ämne: SV: Panel
=====
Fra: {name} <{mail}>
Sendt: 3. februar 2025 16:58
Til: Ana
Emne: SV: Panel
=====
Lähettäjä: {name}
Lähetetty: maanantai 3. helmikuuta 2025 16.58
Vastaanottaja: Ana
Aihe: VS: x
=====
From: {name} <{mail}>
Wysłano: poniedziałek, 3 lutego 2025 16:58
To: Ana
Subject: x
=====
Od: {name} <{mail}>
Odesláno: pondělí 3. února 2025 16:58
Komu: Ana
Předmět: RE: Panel
=====
Kimden: {name} <{mail}>
Gönderilme: 3 Şubat 2025 Pazartesi 16:58
Kime: Ana
Konu: YNT: Panel
=====
------------------ 原始邮件 ------------------
发件人: "{name}" <{mail}>;
发送时间: 2025年2月3日
收件人: "Ana";
主题: 面板
=====
发件人：{name}
发送时间：2025-02-03 16:58
收件人：Ana
主题：面板
=====
差出人: {name} <{mail}>
送信日時: 2025年2月3日 16:58
宛先: Ana
件名: パネル
=====
‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐
On Monday, February 3, 2025 4:58 PM, {name} <{mail}> wrote:
=====
---

**From:** {name} <{mail}>
**Sent:** Monday, February 3, 2025 4:58 PM
**To:** Ana
**Subject:** x
=====
________________________________
On Mon, Feb 3, 2025 at 4:58 PM {name} <{mail}> wrote:
=====
Original Message processed by david®
Re: Panel (03-Feb-2025 16:58)
Von: {name}
An: Ana
=====
{name} ---03.02.2025 16:58:12---Ola Ana, tente de novo

From: {name}/CLI
To: Ana/DESK
Date: 03.02.2025 16:58
Subject: Panel
=====
>>> {name} <{mail}> 03.02.2025 16:58 >>>
=====
===8<==============Original message text===============
=====
--- Оригінальне повідомлення ---
Від кого: {name} <{mail}>
Дата: 3 лютого 2025, 16:58:12
=====
##- Please type your reply above this line -##
=====
-- Responda acima desta linha --
=====
##- Bitte geben Sie Ihre Antwort über dieser Zeile ein. -##
=====
-------- Original message --------
From: {name} <{mail}>
Date: 03/02/2025 16:58 (GMT+01:00)
To: ana@x.example
Subject: Panel
=====
Date: Mon, 3 Feb 2025 16:58:01 +0100
From: {mail}
To: ana@x.example
Subject: Panel
"""
HEADS = tuple(HEADS_TEXT.strip().split("\n=====\n"))

FORWARDS_TEXT = """\
---------- Forwarded message ---------
From: {name} <{mail}>
Date: Mon, 3 Feb 2025
Subject: x
To: Ana
=====
Begin forwarded message:

From: {name} <{mail}>
Subject: x
Date: 3 February 2025
To: Ana
=====
---------- Mensagem encaminhada ---------
De: {name} <{mail}>
Data: 3 de fev.
Assunto: x
Para: A
=====
Início da mensagem reencaminhada:

De: {name} <{mail}>
Assunto: x
Data: 3 de fevereiro
Para: A
=====
---------- Mensaje reenviado ---------
De: {name} <{mail}>
Fecha: 3 feb
Asunto: x
Para: A
=====
-------- Weitergeleitete Nachricht --------
Betreff: x
Datum: 3. Feb.
Von: {name} <{mail}>
An: A
=====
-------- Пересылаемое сообщение --------
От кого: {name} <{mail}>
Кому: A
Дата: 3 фев
Тема: x
=====
Начало переадресованного сообщения:

От: {name} <{mail}>
Тема: x
Дата: 3 февраля 2025 г.
Кому: A
=====
---------- Message transféré ---------
De : {name} <{mail}>
Date : 3 févr.
Objet : x
À : A
"""
FORWARDS = tuple(FORWARDS_TEXT.strip().split("\n=====\n"))

DEVICES = """\
Sent from my iPhone
Sent from my Galaxy S23, please excuse typos.
Sent from my mobile. Please excuse my brevity.
Sent via mobile
Sent from Outlook for iOS
Get Outlook for Android<https://x.example/o>
Sent with Proton Mail secure email.
Sent from Yahoo Mail on Android
Enviado do meu iPhone
Enviado do meu Galaxy
Enviado via iPhone
Enviado pelo celular, desculpe os erros.
Enviado a partir do Outlook para Android
Obter o Outlook para iOS
Enviado desde mi iPhone
Enviado desde mi móvil, disculpa la brevedad.
Enviado desde Correo para Windows
Obtener Outlook para Android
Descargar Outlook para Android<https://x.example/o>
Baixar o Outlook para Android
Outlook für Android beziehen<https://x.example/o>
Outlook für Android<https://x.example/o> beziehen
Outlook für iOS herunterladen
Holen Sie sich Outlook für iOS <https://x.example/o>
Laden Sie Outlook für iOS herunter
Скачать Outlook для iOS<https://x.example/o>
Получить Outlook для Android
Télécharger Outlook pour iOS
Von meinem iPhone gesendet
Von meinem Mobiltelefon gesendet
Gesendet von meinem Samsung Galaxy Smartphone.
Gesendet von Mail für Windows
Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.
Отправлено с iPhone
Отправлено из мобильной Почты Mail.ru
Отправлено с моего телефона
Отправлено из Outlook для Android
Envoyé de mon iPhone
Envoyé depuis mon smartphone Samsung Galaxy.
Inviato da iPhone
Verstuurd vanaf mijn iPhone
Verzonden vanaf mijn Galaxy
Skickat från min iPhone
Sendt fra min iPhone
Lähetetty iPhonesta
Wysłane z iPhone'a
Odesláno z iPhonu
iPhone'umdan gönderildi
Надіслано з iPhone
发自我的 iPhone
從我的 iPhone 傳送
iPhoneから送信
나의 iPhone에서 보냄
""".splitlines()

# Whole messages in which nothing is quoted and nothing is signed, however much it looks it.
ALL_SAID_TEXT = """\
Hi,

on Monday at 10:30 the carrier wrote to us, and I quote from memory: it is not their line.
=====
The call that failed:

From: +55 11 3333-4444
To: +54 11 4444-3333
Date: 03/02/2025 16:58
Duration: 0 s

Can you see why?
=====
Here is the head of the mail that was refused:

Received: from mx.x.example by in.desk.example
From: news@x.example
To: ana@y.example
Subject: News
Date: Mon, 3 Feb 2025 16:58:01 +0100
Message-ID: <1@x.example>

Why does DKIM fail?
=====
The log says:

----------
ERROR 500 while saving the invoice, retrying in 30 seconds and again.
WARN connection reset by peer after the second attempt, giving up for now, see the manual.
----------

What now?
=====
| plan | price |
| --- | --- |
| basic | 10 |

Which is ours?
=====
Run this:

```
-- 
select 1;
> 2
On 3 Feb 2025 16:58, x@y.example wrote:
```

and tell me.
=====
New message from the form
##########
Name: Ana
Company: Padaria
Topic: panel
Email: a@x.example
=====
Sent from my desk at the branch, the report never arrived at yours.
=====
Sent from my side the invoice is fine, can you check it there?
=====
Two things:
- the panel is slow
- the invoice is wrong
-- and it is urgent
=====
-5 degrees in the server room since 10:00, please call.
=====
De: São Paulo
Para: Recife
Data: 12/05

mude a entrega, por favor.
=====
Ele escreveu:
não funciona.

E eu também.
=====
Assunto: senha

Não consigo entrar.
=====
I wrote:

nothing.
=====
Nome: Ana
De: São Paulo
Para: Recife
Data: 03/03/2026
Assunto: Passagem

O sistema não imprime.
=====
Formular:

Von: Berlin
An: Hamburg
Datum: 03.03.2026
Betreff: Fahrkarte

Der Drucker druckt nicht.
=====
Formulario nuevo

De: Lima
Para: Cusco
Fecha: 03/03/2026
Asunto: Boleto
Correo: ana@x.example
Prioridad: alta

No imprime.
=====
Новая заявка

От: Москва
Кому: Казань
Дата: 03.03.2026
Тема: Билет

Не печатает.
=====
Hola:

El 3 de marzo de 2026 a las 10:11 el sistema escribió:
ERROR 42

¿Qué hago?
=====
Olá,

em 3 de março de 2026 às 10:11 o sistema escreveu:
ERRO 42

O que faço?
=====
Hallo,

am 3. März 2026 um 10:11 schrieb das System:
FEHLER 42

Was nun?
=====
Hi,

on 3 March 2026 at 10:11 the system wrote:

ERROR 42

What now?
=====
Здравствуйте,

3 марта 2026 г. в 10:11 система написала:
ОШИБКА 42

Что делать?
=====
Yesterday at 10:11 my colleague wrote:
the server is down since 2026
and the phones too.
=====
On 3 March 2026 at 10:11 I sent to a@x.example:

ping

and nothing came back.
=====
- please reply above this line of the form, not below
=====
It prints

---

and three dashes are all I see.
=====
Em 03/02/2025 às 10:11 o técnico (tec@x.example) escreveu no relatório:

trocar a placa

Quando será trocada?
=====
Hola:

El 03/02/2025 a las 10:11 el técnico tec@x.example escribió:

cambiar la placa

¿Cuándo?
=====
Hallo,

am 03.02.2025 um 10:11 schrieb mir Ihr Techniker tech@x.example:

Platine tauschen

Wann?
=====
Здравствуйте!

03.02.2025 в 10:11 ваш мастер master@x.example написал:

заменить плату

Когда?
=====
Hi,

On 3 Feb 2025 at 10:11 bo@x.example wrote that the line is dead:

is it?
=====
Reserva

De: GRU
Para: LIS
Enviado: sim
Data: 12/05

Favor corrigir o nome.
=====
The log said the following:
> ERROR 42

What now?
=====
Backup---03.02.2026 02:00:00---failed
From: tape
To: disk
Date: today

Which tape?
=====
See the picture. At 10:11 on 3/3/2026 the printer wrote:
=====
Which program?

Outlook für Android
=====
Two problems:

Obter o Outlook para iOS não funciona
=====
Was geht nicht?

Outlook für iOS herunterladen klappt nicht
"""
ALL_SAID = tuple(ALL_SAID_TEXT.strip().split("\n=====\n"))
