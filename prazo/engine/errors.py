"""What the engine refuses, each error naming the calendar or value at fault."""

from datetime import datetime


class CalendarError(Exception):
    """A calendar cannot answer; `calendar` is its name."""

    def __init__(self, calendar: str, fault: str) -> None:
        super().__init__(calendar, fault)
        self.calendar = calendar
        self.fault = fault

    def __str__(self) -> str:
        return f"calendar {self.calendar!r} {self.fault}"


class NeverOpens(CalendarError):
    """No working time is left on that side of the instant asked about."""

    def __init__(self, calendar: str, fault: str = "never opens") -> None:
        super().__init__(calendar, fault)


class NeverCloses(CalendarError):
    """The open stretch asked about has no end on that side."""

    def __init__(self, calendar: str, fault: str = "never closes") -> None:
        super().__init__(calendar, fault)


class OutOfReach(CalendarError, ValueError):
    """An instant before 1900 or from 2200 on: such dates are mistakes, or attacks on memory."""

    def __init__(self, calendar: str, fault: str = "is reckoned from 1900 to 2200 only") -> None:
        super().__init__(calendar, fault)


class NaiveInstant(ValueError):
    """A datetime without a zone is no instant."""

    def __init__(self, given: datetime) -> None:
        super().__init__(given)
        self.given = given

    def __str__(self) -> str:
        return f"{self.given.isoformat()} names no zone, so it is no instant"
