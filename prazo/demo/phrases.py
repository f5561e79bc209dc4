"""What customers and agents say in the demo world, in three languages. All invented."""

from dataclasses import dataclass

REQUESTS = {
    "pt-br": (
        ("Ramais não recebem ligação", "Desde as 14h nenhum ramal da recepção recebe chamadas. Conseguem ver?"),
        ("Relatório de fila não soma o sábado", "O total da semana veio sem o sábado, dia em que atendemos normalmente."),
        ("Webhook devolve 401", "As chamadas começaram a voltar com 401 hoje cedo.\n\nA senha: Girassol!2291 continua a mesma."),
        ("Como troco a mensagem de espera?", "Queremos trocar o áudio da fila de vendas antes do feriado."),
        ("Campanha parada no meio", "A campanha parou em 43 % e não continua. Reiniciamos duas vezes."),
        ("Gravações somem depois de 30 dias", "O contrato diz noventa dias. Anexei a tela com as datas."),
        ("Usuário novo sem permissão", "Criei a usuária Marta ontem e ela não vê o painel de supervisão."),
        ("Entrega de e-mails caiu", "Metade volta com erro 550 e nada mudou do nosso lado."),
    ),
    "es": (
        ("No podemos entrar al panel", "El panel de supervisión queda en blanco después de ingresar."),
        ("Llamadas que se cortan", "Se cortan a los treinta segundos, solo las salientes."),
        ("Reporte con horas corridas", "El reporte muestra las llamadas una hora más tarde."),
        ("Alta de dos agentes", "Necesitamos dar de alta a dos agentes nuevos para el lunes."),
        ("El enlace de WhatsApp no abre", "Los clientes dicen que el botón no hace nada."),
        ("Capacitación del equipo nuevo", "¿Nos queda alguna sesión incluida este año?"),
    ),
    "en": (
        ("Webhook returns 401", "Since this morning every call is answered 401. Our key is unchanged."),
        ("Templates stuck in review", "Three templates have been in review for two days."),
        ("Messages arrive twice", "Some customers get the same message twice, a minute apart."),
        ("Number shows as offline", "The number went offline at 10:12 and did not come back."),
        ("How do we change the display name?", "We rebranded and want the new name on all numbers."),
        ("Media upload fails over 5 MB", "Anything above five megabytes ends in a time-out."),
    ),
}  # fmt: skip
ANSWERS = {
    "pt-br": (
        "Obrigado por avisar. Reproduzimos aqui e já estamos corrigindo; volto com notícias ainda hoje.",
        "Encontramos a causa: uma regra de horário antiga. Pode confirmar se o ramal 204 ainda é usado?",
        "Conseguimos ver o problema. Pode enviar a tela com o erro e a hora em que aconteceu?",
    ),
    "es": (
        "Gracias por avisar. Lo reprodujimos y estamos corrigiéndolo; le escribo hoy mismo.",
        "Encontramos la causa. ¿Puede confirmar a qué hora ocurrió por primera vez?",
        "Lo vemos también de nuestro lado. ¿Nos puede enviar una captura con el error?",
    ),
    "en": (
        "Thank you for telling us. We can reproduce it and are working on it; I will write again today.",
        "We found the cause. Can you confirm when it happened first?",
        "We see it on our side too. Could you send us a screenshot with the time?",
    ),
}  # fmt: skip
RETURNS = {
    "pt-br": ("Segue a tela. Aconteceu às 9h40.", "Confirmo, pode remover.", "Ainda acontece, agora também no outro prédio."),
    "es": ("Adjunto la captura, fue a las 9:40.", "Confirmado.", "Sigue pasando, ahora también en la otra sede."),
    "en": ("Here it is, it happened at 9:40.", "Confirmed.", "Still happening, now in the other office too."),
}  # fmt: skip
SUMMARIES = {
    "pt-br": ("Corrigimos a regra de horário e testamos três ligações. Nada mais a fazer do seu lado.", "A permissão foi ajustada e a usuária já vê o painel."),
    "es": ("Corregimos la regla y probamos tres llamadas. No hay nada más que hacer de su lado.", "El permiso quedó corregido y el panel abre."),
    "en": ("We corrected the rule and tested it three times. Nothing is left to do on your side.", "The key was rotated and calls are answered again."),
}  # fmt: skip
NOTES = {
    "pt-br": "Igual ao caso da semana passada; ver a configuração de rotas antes de escalar.",
    "es": "Igual que el caso de la semana pasada; revisar las rutas antes de escalar.",
    "en": "Same as last week's case; check the routes before raising the level.",
}
EVIDENCE = {
    "pt-br": "Teste de rota às 10h12: a perda começa no salto 4, fora da nossa rede.",
    "es": "Prueba de ruta a las 10:12: la pérdida empieza en el salto 4, fuera de nuestra red.",
    "en": "Route test at 10:12: loss begins at hop 4, outside our network.",
}


@dataclass(frozen=True, slots=True)
class Kit:
    """What a desk works with: names and texts. `{…}` are the variables of templates."""

    templates: tuple[tuple[str, str], ...]
    ask: tuple[str, str]  # a macro's name, and what it writes before it waits
    hand_on: tuple[str, str, str]  # a macro's name, its note, and what is awaited
    untaken: tuple[str, str]  # a rule's name and its note
    back: tuple[str, str]
    queues: tuple[str, str]


KITS = {
    "pt-br": Kit(
        templates=(
            ("Recebemos", "Olá, {requester},\n\nestamos com o chamado {number} e voltamos a escrever antes de {due}.\n\n{agent}, {desk}"),
            ("Pedir a tela", "Olá, {requester},\n\npode enviar a tela com o erro e a hora em que aconteceu?\n\n{agent}"),
            ("Confirmar a solução", "Olá, {requester},\n\ncorrigimos “{subject}”. Pode confirmar que está tudo certo por aí?\n\n{agent}"),
        ),
        ask=("Pedir a tela e aguardar", "Olá, {requester},\n\npode enviar a tela com o erro e a hora em que aconteceu?"),
        hand_on=("Com o fornecedor", "Passado ao fornecedor; o número deles entra aqui assim que chegar.", "A resposta do fornecedor"),
        untaken=("Ninguém pegou em duas horas", "Está aberto há duas horas e não é de ninguém."),
        back=("Reabriu depois de um prazo perdido", "Este chamado já perdeu um prazo e voltou: ligue antes de escrever."),
        queues=("Vence em quatro horas", "Perdeu um prazo"),
    ),
    "es": Kit(
        templates=(
            ("Recibido", "Hola, {requester}:\n\nestamos con el caso {number} y le escribimos otra vez antes de {due}.\n\n{agent}, {desk}"),
            ("Pedir una captura", "Hola, {requester}:\n\n¿nos puede enviar una captura con el error y la hora?\n\n{agent}"),
            ("Confirmar la solución", "Hola, {requester}:\n\ncorregimos «{subject}». ¿Nos confirma que todo funciona?\n\n{agent}"),
        ),
        ask=("Pedir una captura y esperar", "Hola, {requester}:\n\n¿nos puede enviar una captura con el error y la hora?"),
        hand_on=("Con el proveedor", "Pasado al proveedor; su número se anota aquí cuando llegue.", "La respuesta del proveedor"),
        untaken=("Nadie lo tomó en dos horas", "Lleva dos horas abierto y no es de nadie."),
        back=("Reabierto tras un plazo incumplido", "Este caso ya incumplió un plazo y volvió: llame antes de escribir."),
        queues=("Vence en cuatro horas", "Incumplió un plazo"),
    ),
    "en": Kit(
        templates=(
            ("We have it", "Hello {requester},\n\nwe are working on {number} and will write again before {due}.\n\n{agent}, {desk}"),
            ("Ask for a screenshot", "Hello {requester},\n\ncould you send us a screenshot with the error and the time it happened?\n\n{agent}"),
            ("Confirm the solution", "Hello {requester},\n\nwe corrected “{subject}”. Could you confirm that all is well on your side?\n\n{agent}"),
        ),
        ask=("Ask for a screenshot and wait", "Hello {requester},\n\ncould you send us a screenshot with the error and the time it happened?"),
        hand_on=("With the supplier", "Handed to the supplier; their number is noted here when it comes.", "The supplier's answer"),
        untaken=("Nobody took it for two hours", "It has been open for two hours and is nobody's."),
        back=("Reopened after a missed target", "This one has missed a target before: call before you write."),
        queues=("Due within four hours", "Missed a target"),
    ),
}  # fmt: skip
