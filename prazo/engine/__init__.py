"""The heart: agreements, calendars and events in; clocks with their ledgers out. Plain Python."""
