"""Business time by other libraries; runs in an environment of its own and prints JSON."""

import datetime as dt
import json
import random
import statistics
import time
import warnings

import businesstimedelta
import holidays
import pandas as pd
import pytz

warnings.simplefilter("ignore")
CHANCE = random.Random(3)
STARTS = [
    dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)  # noqa: UP017 - any Python may run this
    + dt.timedelta(seconds=CHANCE.randrange(330 * 86400))
    for _ in range(200)
]
CLOSED = sorted(holidays.country_holidays("BR", years=(2026, 2027)))
ZONE = pytz.timezone("America/Sao_Paulo")


def rate(due):
    rates = []
    for _ in range(3):
        done, started = 0, time.process_time()
        while time.process_time() - started < 0.4:
            due(STARTS[done % len(STARTS)])
            done += 1
        rates.append(done / (time.process_time() - started))
    return statistics.median(rates)


def main():
    days = businesstimedelta.WorkDayRule(
        start_time=dt.time(9), end_time=dt.time(18), working_days=[0, 1, 2, 3, 4], tz=ZONE
    )
    closed = businesstimedelta.HolidayRule(
        holidays.country_holidays("BR", years=(2026, 2027)), tz=ZONE
    )
    rules = businesstimedelta.Rules([days, closed])
    found = {"businesstimedelta": {}, "pandas": {}}
    for hours in (2, 24, 270):
        span = businesstimedelta.BusinessTimeDelta(rules, hours=hours)
        found["businesstimedelta"][f"office, {hours} h"] = rate(lambda at, span=span: at + span)
        offset = pd.offsets.CustomBusinessHour(hours, start="09:00", end="18:00", holidays=CLOSED)
        found["pandas"][f"office, {hours} h"] = rate(
            lambda at, offset=offset: pd.Timestamp(at).tz_convert("America/Sao_Paulo") + offset
        )
    print(json.dumps(found))


main()
