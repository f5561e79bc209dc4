"""The rest of an agreement taken apart: what it is called, who works, what a ticket can be."""

from collections.abc import Mapping

from prazo.agreements.compare.things import Fact, Reader, Thing, Things
from prazo.agreements.wording import calendar_name, duration, role_name, value_name

VALUES = ("plans", "regions", "tiers", "components", "request_types", "addons", "teams", "roles")


class Sections(Reader):
    """All that is neither a promise nor a plain clause."""

    def things(self) -> Things:
        yield ("agreement",), self._agreement()
        yield from self._channels()
        yield from self._priorities()
        yield from self._levels()
        yield from self._values()
        yield from self._causes()
        yield from self._asks()
        yield from self._services()
        yield from self._entitlements()
        yield from self._interpretations()

    def _agreement(self) -> Thing:
        document = self.document
        thing = Thing(self.say("diff.agreement"), "")
        self.text(thing, "diff.name", document.name)
        self.text(thing, "diff.summary", document.summary)
        languages = document.all_languages()
        self.fact(thing, "diff.languages", ", ".join(languages), frozenset(languages))
        for key, dimension, value in (
            ("diff.default_priority", "priority", document.default_priority),
            ("diff.default_level", "level", document.default_level),
        ):
            if value is not None:
                self.fact(thing, key, value_name(document, dimension, value, self.language), value)
        for kind, entry in document.request_types.items():
            if entry.default:
                self.fact(thing, "diff.default_type", entry.name.of(self.language), kind)
        self._conduct(thing)
        if document.maintenance is not None:
            self.text(thing, "page.maintenance", document.maintenance.text)
        return thing

    def _conduct(self, thing: Thing) -> None:
        document = self.document
        receipt, intake, closing = document.receipt, document.intake, document.closing
        settings: Mapping[str, bool] = {
            "receipt": receipt.send,
            "other_address_new": intake.other_address == "new_ticket",
            "masks": intake.masks_secrets,
            "calls": document.call_notes == "required",
            "outside_answer": document.outside_answer == "ends_wait",
            "summary": closing.summary == "required",
            "feedback": closing.feedback,
        }
        for key, is_so in settings.items():
            self.fact(thing, f"page.{key}", self.say(f"diff.{'yes' if is_so else 'no'}"), is_so)
        if receipt.next is not None:
            role = role_name(document, receipt.next, self.language)
            label = self.say("page.receipt_next", role="…")
            thing.facts["receipt.next"] = Fact(label, role, receipt.next)

    def _channels(self) -> Things:
        for name, channel in self.document.channels.items():
            thing = Thing(self.say("page.channels"), channel.name.of(self.language))
            self.text(thing, "diff.name", channel.name)
            if channel.hours is not None:
                hours = calendar_name(self.document, channel.hours, self.language)
                self.fact(thing, "page.hours", hours, channel.hours)
            self.text(thing, "diff.note", channel.note)
            yield ("channels", name), thing

    def _priorities(self) -> Things:
        order = Thing(self.say("page.priorities"), "", ordered=True)
        for name, priority in self.document.priorities.items():
            shown = priority.name.of(self.language)
            thing = Thing(self.say("page.priorities"), shown)
            self.text(thing, "diff.name", priority.name)
            self.text(thing, "page.definition", priority.definition)
            if priority.subject_marker:
                self.fact(thing, "diff.marker", priority.subject_marker, priority.subject_marker)
            if priority.effect is not None:
                self.fact(thing, "diff.effect_of", priority.effect, priority.effect)
            order.facts[name] = Fact("", shown, name)
            yield ("priorities", name), thing
        yield ("order", "priorities"), order

    def _levels(self) -> Things:
        order = Thing(self.say("page.levels"), "", ordered=True)
        for name, level in self.document.levels.items():
            shown = level.name.of(self.language)
            thing = Thing(self.say("page.levels"), shown)
            self.text(thing, "diff.name", level.name)
            if level.team is not None:
                team = self.document.teams[level.team].name.of(self.language)
                self.fact(thing, "page.team", team, level.team)
            for need in level.requires:
                words = need.name.of(self.language) if need.name else need.id
                thing.facts[("requires", need.id)] = Fact(self.say("page.requires"), words, need.id)
            order.facts[name] = Fact("", shown, name)
            yield ("levels", name), thing
        yield ("order", "levels"), order

    def _values(self) -> Things:
        for section in VALUES:
            for name, entry in getattr(self.document, section).items():
                thing = Thing(self.say("diff.values"), entry.name.of(self.language))
                self.text(thing, "diff.name", entry.name)
                self.text(thing, "page.definition", entry.definition)
                yield (section, name), thing

    def _causes(self) -> Things:
        for name, cause in self.document.causes.items():
            thing = Thing(self.say("page.cause"), cause.name.of(self.language))
            self.text(thing, "diff.name", cause.name)
            self.fact(thing, "diff.owner", self.say(f"party.{cause.owner}"), cause.owner)
            yield ("causes", name), thing

    def _asks(self) -> Things:
        for ask in self.document.intake.asks:
            thing = Thing(self.say("page.asks"), ask.name.of(self.language))
            self.text(thing, "diff.name", ask.name)
            wanted = self.say(f"diff.{'required' if ask.required else 'welcome'}")
            thing.facts["required"] = Fact("", wanted, ask.required)
            self.text(thing, "diff.hint", ask.hint)
            yield ("asks", ask.id), thing

    def _services(self) -> Things:
        for name, service in self.document.services.items():
            thing = Thing(self.say("page.services"), service.name.of(self.language))
            self.text(thing, "diff.name", service.name)
            self.fact(thing, "page.availability", service.availability, service.availability)
            if service.probe_every is not None:
                words = duration(service.probe_every.time, self.language)
                self.fact(thing, "page.probed", words, service.probe_every)
            if service.hours is not None:
                hours = calendar_name(self.document, service.hours, self.language)
                self.fact(thing, "page.hours", hours, service.hours)
            self.text(thing, "diff.text", service.text)
            yield ("services", name), thing

    def _entitlements(self) -> Things:
        for name, entry in self.document.entitlements.items():
            thing = Thing(self.say("page.entitlements"), entry.name.of(self.language))
            self.text(thing, "diff.name", entry.name)
            for key, value in (("quota", entry.quota), ("extra", entry.extra)):
                if value is not None:
                    words = value if value.isdigit() else self.say(f"page.{key}_{value}")
                    label = "page.beyond" if key == "extra" else "page.quota"
                    self.fact(thing, label, words, value)
            self.text(thing, "diff.text", entry.text)
            yield ("entitlements", name), thing

    def _interpretations(self) -> Things:
        seen: dict[str, int] = {}
        for reading in self.document.interpretations:
            seen[reading.about] = place = seen.get(reading.about, 0) + 1
            thing = Thing(self.say("page.interpretations"), "")
            text = reading.text
            thing.facts["text"] = Fact("", text.of(self.language), text.by_language)
            yield ("interpretations", reading.about, str(place)), thing
