"""What mail programs write around a quote, and around a name, in the languages of their users.

Taken from the programs' own translations (Outlook, Apple Mail, Gmail, Thunderbird, Yahoo, Yandex,
Mail.ru, K-9), in lower case. Each list is parted by bars.
"""

import re


def words(text: str) -> tuple[str, ...]:
    """The entries of a list parted by bars, over several lines or not."""
    return tuple(" ".join(entry.split()) for entry in text.split("|"))


def alternatives(text: str) -> str:
    """One expression of those in the text, laid out over lines with white space around its bars."""
    return "(?:" + re.sub(r"\s*\|\s+", "|", " ".join(text.split())) + ")"


# "…wrote", as it stands in the line above a quote. Beginnings of words are enough.
WROTE = words("""
    wrote | writes | מאת | schrieb | schreibt | écrit | escribió | escribio | escribe | escreveu
    | escreve | scritto | scrive | schreef | schreven | geschreven | skrev | skriver | kirjoitti
    | napisał | pisze | napsal | napísal | píše | писал | написал | пишет | пише | 写道 | 寫道
    | 写到 | のメール | 書きました | 작성 | írta | scris | έγραψε | escrigué | escriure | escribiu
    | napisao | napisala | написао | yazdı | yazmış | skrifaði | kirjutas | rakstīja | rašė
    | menulis | napisal | כתב | كتب | نوشت | เขียน | viết | idatzi
""")

# How a line that names date and writer begins; else with a date or, the verb before it, a name.
INTRO = words("""
    on | at | am | le | el | em | no | il | op | den | dnia | w | dne | dňa | в | у | на | 在 | 於
    | ngày | pada | tarihinde | a | dia | στις | la | data | vào | på | pe | date
""")

# The fields of a mail's head as programs print them above a mail that is answered or forwarded.
FIELDS: dict[str, tuple[str, ...]] = {
    "from": words("""
        from | von | de | da | van | från | fra | lähettäjä | od | от | от кого | від | kimden
        | gönderen | feladó | de la | 从 | 发件人 | 發件人 | 寄件者 | 差出人 | 送信者 | 보낸 사람
        | 보낸사람 | από | nadawca | remetente | remitente | expéditeur | mittente | отправитель
        | відправник | odesílatel | odosielateľ | afzender | avsender | absender | pošiljatelj
        | từ | dari | מאת | من | saatja | nuo | no | šalje | fra adresse
    """),
    "sent": words("""
        sent | gesendet | gesendet am | envoyé | envoyé le | enviado | enviado el | enviada em
        | enviado em | enviada | enviados | inviato | verzonden | skickat | sendt | lähetetty
        | wysłano | wysłane | отправлено | надіслано | odesláno | odoslané | gönderilme
        | gönderildi | elküldve | küldve | trimis | 发送时间 | 發送時間 | 寄件日期 | 送信日時
        | 보낸 날짜 | 보낸날짜 | στάλθηκε | poslano | отослано | đã gửi | dikirim | נשלח
        | تم الإرسال | saadetud | išsiųsta
    """),
    "date": words("""
        date | datum | data | fecha | дата | dato | päiväys | päivämäärä | tarih | dátum | 日期
        | 日付 | 날짜 | ημερομηνία | ngày | tanggal | תאריך
    """),
    "to": words("""
        to | an | à | a | pour | para | per | aan | till | til | vastaanottaja | do | кому | komu
        | pro | kime | alıcı | címzett | către | 收件人 | 收件者 | 宛先 | 받는 사람 | 받는사람
        | προς | za | prima | destinatário | destinatario | adresat | đến | kepada | אל | إلى
        | saaja | kam | for
    """),
    "cc": words("""
        cc | kopie | kopia | cópia | copia | copie | kopi | копия | копія | копие | dw | másolat
        | 抄送 | 副本 | 참조 | kopio | bilgi | bcc | cco | cci | кому копия | ccn | kopija | κοιν.
    """),
    "subject": words("""
        subject | betreff | objet | sujet | asunto | assunto | oggetto | onderwerp | ämne | emne
        | aihe | temat | тема | předmět | predmet | konu | tárgy | subiect | 主题 | 主題 | 主旨
        | 件名 | 제목 | θέμα | zadeva | chủ đề | subjek | perihal | נושא | الموضوع | teema | tema
        | относно
    """),
    "reply": words("""
        reply-to | antwort an | répondre à | responder a | risposta | rispondi a | antwoord aan
        | svara till | svar til | odpowiedz do | antwort | обратный адрес | responder para
        | vastaus
    """),
    "more": words("""
        on behalf of | importance | attachments | anlagen | anexos | adjuntos | wichtigkeit
        | prioridade | importância | importancia | вложения
    """),
}
FIELD_OF = {name: field for field, names in FIELDS.items() for name in names}

# Between dashes, or alone with a colon, above an old mail. Beginnings of words.
ORIGINAL = words("""
    original | ursprünglich | originele | oorspronkelijk | исходное | первоначальн | opprinnelig
    | oprindelig | alkuperäinen | původní | pôvodná | oryginaln | 原始邮件 | 原始郵件
    | 元のメッセージ | 원본 | eredeti | orijinal | αρχικό | izvirno | mesajul original | вихідне
    | оригинал | оригінал | reply message | ответ на | 回复的原邮件
""")
FORWARDED = words("""
    forward | weitergeleitet | weiterleit | transféré | réexpédié | reenviad | encaminhad
    | inoltrat | doorgestuurd | vidarebefordra | videresend | välitetty | edelleen | przekazan
    | пересыла | переслан | переадрес | пересил | пересла | přeposl | preposl | iletilen
    | yönlendiril | továbbított | redirecționat | 转发 | 轉寄 | 轉發 | 転送 | 전달 | προωθ
    | posredovan | diteruskan | препратен | chuyển tiếp | edastatud | reencaminhad
    | messaggio inoltrato
""")
BEGIN = words("""
    begin | anfang | début | inicio | início | inizio | начало | start | inicia | 开始
""")

# A desk's own line above an old mail, between signs: "##- Please type your reply above this line".
ANSWER_ABOVE = alternatives(r"""
    (?:reply|respond|response|answer)[\w ]{0,12} above this line
    | (?:resposta|responda)[\w ]{0,12} acima desta linha
    | (?:respuesta|responda|responde)[\w ]{0,12} (?:encima|arriba) de esta l[íi]nea
    | antwort\w*[\w ]{0,12} (?:über|oberhalb) dieser (?:zeile|linie)
    | ответ\w*[\w ]{0,12} (?:над|выше) этой (?:строк|лини)
    | réponse[\w ]{0,12} au-dessus de cette ligne
""")

# How a telephone's greeting begins ("Sent from my…"). Expressions, as are all the lists below.
SENT = alternatives(r"""
    sent (?:from|via|with|by|using|on|through)
    | (?:typed|written|composed|dictated) (?:on|from|with)
    | get \W?(?:yahoo|aol|bluemail|spark) | from my | via
    | this (?:e-?mail|message) was sent | envoyée? (?:de|depuis|avec|via|à partir)
    | cet e-?mail a été envoyé
    | enviad[oa] (?:do|de|desde|pel[oa]|via|a partir|com|con|por|usando|através)
    | este e-?mail foi enviado
    | enviat (?:des|amb) | gesendet (?:von|mit|vom|via|über) | von mein\w* | vom
    | diese nachricht wurde
    | verzonden (?:van|met|via|door) | verstuurd (?:van|met|via)
    | inviat[oa] (?:da|con|tramite|via) | sendt (?:fra|via|med|på)
    | skickat (?:från|via|med) | lähetetty | wysłan\w (?:z|za|ze|przez)
    | отправлено (?:с|со|из|через|от) | послано (?:с|из)
    | надіслано (?:з|із|зі|через) | відправлено (?:з|із|через) | odesláno (?:z|ze|pomocí|přes)
    | odoslané (?:z|zo) | poslano (?:z|iz|s) | trimis (?:de|din|cu) | στάλθηκε από | 發自 | 发自
    | 從我的 | 从我的 | 寄件自 | 나의
""")

# Outlook's own: "Get Outlook for iOS". The verb is first or, in German, last.
GET = alternatives(r"""
    get | download | obt(?:er|enha|ener|én|enir|enez) | baixar? | baixe | transferir | descargar?
    | consigue | hol(?:en sie sich|e dir|en| dir) | laden sie | télécharge[rz] | ottieni
    | scarica(?:re)? | haal | pobierz | получит[ье] | скача(?:ть|йте) | загрузит[ье]
    | завантажит[иь] | отримати
""")
GET_LAST = alternatives(r"""
    beziehen | herunterladen | herunter | holen | downloaden | ophalen
""")
OUTLOOK = alternatives(r"""
    \[?(?:o |el |l')?outlook (?:for|para|für|pour|per|voor|dla|для) (?:android|ios|windows|mac)
""")

# How it ends in languages with the verb last.
SENT_LAST = alternatives(r"""
    傳送 | 发送 | 發送 | 送信 | から送信 | 보냄 | 보냈습니다 | gönderildi | lähetetty | gesendet
    | verzonden | küldve
    | from (?:my )?(?:mobile|phone|cell|iphone|ipad|android|tablet)(?: \w{1,8}){0,2}
""")

# What it was sent from.
DEVICES = alternatives(r"""
    i-?phon | ipad | ipod | apple watch | android | black ?berry | samsung | galaxy | huawei
    | xiaomi | redmi | nokia | htc | lumia | sony | lg\b | moto(?:rola)?\b | pixel\b | alcatel
    | oneplus | windows | mobile?\b | mobil\w* | handy\b | smartphone | celular | móvil | movil
    | telefon\w* | téléphone | telemóvel | телефон\w* | смартфон\w* | планшет\w* | tablet | phone
    | cell\b | outlook | yahoo | mail\b | airmail | mailbox | mailbird | proton\w* | gmail | k-9
    | thunderbird | spark\b | sparrow | airwatch | boxer | nine\b | почт\w* | мобильн\w*
    | мобільн\w* | aplicativo | aol\b | gmx | web\.de | newton | superhuman | front\b | edison
""")

# What may follow.
EXCUSES = alternatives(r"""
    excuse | pardon | forgive | sorry | typo | brevity | brief | entschuldig | tippfehler | kürze
    | desculp | disculp | brevidade | breved | erros | errores | опечат | краткост | извин
    | fautes | brièveté | <?https?: | errors | spelling
""")

# How the footer of a list or a scanner begins.
FOOTERS = alternatives(r"""
    to unsubscribe | unsubscribe (?:from|here) | you (?:are )?receiv(?:ed|ing) this
    | reply to this (?:e-?mail|message) | (?:view|see) (?:it|this) on git(?:hub|lab)
    | manage (?:your )?(?:notification|subscription) | visit (?:topic|message)
    | para cancelar (?:a|su|la) (?:inscri|suscrip) | para deixar de receber
    | você (?:está recebendo|recebeu) est[ea] | recibe este (?:correo|mensaje) porque
    | sie (?:erhalten|bekommen) diese | um sich abzumelden | чтобы отписаться | вы получили это
    | virus-free | livre de vírus | libre de virus | virenfrei | без вирусов | avast
    | think before you print | (?:please )?consider the environment | antes de imprimir
""")

# What the lawyers' paragraph speaks of: of both.
CONFIDENTIAL = alternatives(r"""
    confiden[ct] | vertraulich | конфиденциальн | конфіденційн | privileged | sigilos
""")
LETTERS = alternatives(r"""
    e-?mail | message | mensage[mn] | mensaje | correo | nachricht | сообщени | письм | повідомлен
    | information\b
""")
