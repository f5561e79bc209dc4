from prazo.customers.models.address_claim import AddressClaim
from prazo.customers.models.contract import Contract
from prazo.customers.models.customer import Customer, CustomerDomain
from prazo.customers.models.entrance import Entrance
from prazo.customers.models.quota_use import QuotaUse
from prazo.customers.models.requester import Requester, RequesterAddress

__all__ = [
    "AddressClaim",
    "Contract",
    "Customer",
    "CustomerDomain",
    "Entrance",
    "QuotaUse",
    "Requester",
    "RequesterAddress",
]
