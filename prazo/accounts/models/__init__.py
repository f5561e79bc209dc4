from prazo.accounts.models.absence import Absence
from prazo.accounts.models.change import Change
from prazo.accounts.models.desk import Desk
from prazo.accounts.models.member import Member, Role
from prazo.accounts.models.sign_in import SignIn
from prazo.accounts.models.team import RoleHolder, SeenBy, Team
from prazo.accounts.models.user import SignInLink, User

__all__ = [
    "Absence",
    "Change",
    "Desk",
    "Member",
    "Role",
    "RoleHolder",
    "SeenBy",
    "SignIn",
    "SignInLink",
    "Team",
    "User",
]
