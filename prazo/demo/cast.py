"""The demo world's people and companies. All invented; every address ends in `.example`."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Company:
    name: str
    domain: str
    people: tuple[str, ...]
    plan: str = ""
    region: str = ""
    addons: tuple[str, ...] = ()
    state: str = "active"
    figures: dict[str, str] = field(default_factory=dict)
    zone: str = ""


@dataclass(frozen=True, slots=True)
class DemoDesk:
    slug: str
    name: str
    file: str
    language: str
    zone: str
    address: str
    agents: tuple[tuple[str, str], ...]  # name, role
    companies: tuple[Company, ...]


DESKS = (
    DemoDesk(
        "ucontact",
        "uContact · net2phone",
        "net2phone-ucontact.yaml",
        "pt-br",
        "America/Sao_Paulo",
        "suporte@ucontact.example",
        (("Yara Lopes", "agent"), ("Caio Nunes", "agent"), ("Inês Prado", "lead")),
        (
            Company("Clínica Aurora", "aurora.example", ("Lia Matos", "Rui Teles")),
            Company("Rede Vértice", "vertice.example", ("Davi Reis",)),
            Company("Loja Meridiano", "meridiano.example", ("Bia Campos", "Nilo Farias")),
        ),
    ),
    DemoDesk(
        "neotel",
        "Neotel",
        "neotel.yaml",
        "es",
        "America/Argentina/Buenos_Aires",
        "mesa@neotel.example",
        (("Martín Rossi", "agent"), ("Sol Medina", "lead")),
        (
            Company("Banco del Sur", "bancodelsur.example", ("Elena Paz", "Tomás Vidal")),
            Company("Seguros Cóndor", "condor.example", ("Julia Roca",), state="suspended"),
        ),
    ),
    DemoDesk(
        "maxony",
        "Maxony",
        "maxony.yaml",
        "pt-br",
        "Europe/Madrid",
        "support@maxony.example",
        (("Nora Vidal", "agent"), ("Otto Brandt", "agent"), ("Iris Montes", "lead")),
        (
            Company("Óptica Prisma", "prisma.example", ("Hugo Leal",), region="europe"),
            Company(
                "Granite Outfitters", "granite.example", ("June Park",), region="united_states"
            ),
        ),
    ),
    DemoDesk(
        "aivo",
        "Aivo",
        "aivo.yaml",
        "pt-br",
        "America/Sao_Paulo",
        "support@aivo.example",
        (("Téo Ramos", "agent"), ("Malu Brito", "lead")),
        (
            Company("Viagens Atlas", "atlas.example", ("Noemi Sá",)),
            Company("Farmácias Íris", "iris.example", ("Ugo Pires",)),
        ),
    ),
    DemoDesk(
        "dialog",
        "360dialog",
        "360dialog.yaml",
        "en",
        "Europe/Berlin",
        "support@dialog.example",
        (("Mia Adler", "agent"), ("Lev Orlov", "agent"), ("Ann Frost", "lead")),
        (
            Company("Nordlicht GmbH", "nordlicht.example", ("Jan Ebert",), plan="premium"),
            Company("Tienda Lumbre", "lumbre.example", ("Alba Rey",), plan="regular"),
            Company("Volna", "volna.example", ("Vera Lind",), plan="basic"),
        ),
    ),
)
