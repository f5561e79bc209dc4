"""Prazo: the support desk that keeps its promises.

Zone data come from the locked `tzdata` package and not from the machine, so that two machines
give the same due time.
"""

import zoneinfo

zoneinfo.reset_tzpath(to=())
