"""The ten benefits as OpenFisca formulas; PolicyEngine's core reads the same. Only in the bench's environment."""

from __future__ import annotations

import importlib
from typing import Any

from infra.bench.rules_ten import FISCAL, HOUSEHOLD, PERSON, TODAY

numpy: Any = importlib.import_module("numpy")  # not in the product's environment
PERIOD = "2022-06"
_BOOLS = (
    "alive", "dead", "thai", "registered", "pension", "in_care", "disability_card", "other_scheme", "welfare_card",
    "assets_pass", "screened", "certified",
)  # fmt: skip
_INTS = ("birth", "income", "grade", "months_dead", "age_at_death", "months")
_OWN_BOOLS = ("insufficient", "crisis", "moved_after", "unsuitable", "home_aid")
_OWN_INTS = ("household_income", "family_times", "months_lived")


def _formulas() -> dict[str, Any]:
    """Arrays in, arrays out. Ages are worked out here, from the birth date."""

    def age(person: Any, period: Any) -> Any:
        return (TODAY - person("birth", period)) // 10000

    def per_head(person: Any, period: Any, limit: int) -> Any:
        household = person.household
        return household("household_income", period) <= limit * household.sum(
            household.members("alive", period)
        )

    def old_age(person: Any, period: Any) -> Any:
        fiscal = (FISCAL - person("birth", period)) // 10000
        due = person("alive", period) * person("thai", period) * person("registered", period)
        due = due * (age(person, period) >= 60) * ~person("pension", period) * ~person("in_care", period)
        return due * numpy.select([fiscal >= 90, fiscal >= 80, fiscal >= 70], [1250, 1000, 850], 700)

    def disability(person: Any, period: Any) -> Any:
        due = person("alive", period) * person("thai", period) * person("registered", period)
        due = due * person("disability_card", period) * ~person("in_care", period)
        return due * numpy.where(age(person, period) >= 18, 800, 1000)

    def child(person: Any, period: Any) -> Any:
        due = person("alive", period) * person("thai", period) * (person("birth", period) >= 20151001)
        due = due * (person("months", period) < 72) * per_head(person, period, 100_000)
        return due * ~person("in_care", period) * 600

    def welfare(person: Any, period: Any) -> Any:
        due = person("alive", period) * person("thai", period) * (age(person, period) >= 18)
        due = due * (person("income", period) <= 100_000) * per_head(person, period, 100_000)
        due = due * ~person("pension", period) * ~person("in_care", period) * person("assets_pass", period)
        return due * 300

    def student(person: Any, period: Any) -> Any:
        grade = person("grade", period)
        due = person("alive", period) * (grade >= 2) * (grade <= 10) * person("screened", period)
        return due * per_head(person, period, 36_000) * numpy.where(grade >= 8, 1500, 500)

    def health(person: Any, period: Any) -> Any:
        return person("alive", period) * person("thai", period) * ~person("other_scheme", period) * 1

    def school(person: Any, period: Any) -> Any:
        grade, years = person("grade", period), age(person, period)
        due = ((grade >= 1) * (grade <= 14)) + ((years >= 6) * (years < 15))
        return person("alive", period) * due * 1

    def funeral(person: Any, period: Any) -> Any:
        due = person("dead", period) * person("thai", period) * (person("age_at_death", period) >= 60)
        due = due * (person("welfare_card", period) + person("certified", period))
        return due * (person("months_dead", period) < 6) * 3000

    def family(household: Any, period: Any) -> Any:
        due = household("insufficient", period) * household("crisis", period)
        return due * (household("family_times", period) < 3) * 3000

    def home(household: Any, period: Any) -> Any:
        holder = household.members("disability_card", period) * household.members("alive", period)
        due = household.any(holder) * household("unsuitable", period) * household("insufficient", period)
        lived = (household("months_lived", period) >= 6) + household("moved_after", period)
        return due * lived * ~household("home_aid", period) * 40000

    made = (old_age, disability, child, welfare, student, health, school, funeral, family, home)
    return dict(zip((*PERSON, *HOUSEHOLD), made, strict=True))


class Core:
    """One of the two cores, with the ten benefits in it."""

    def __init__(self, package: str) -> None:
        self.package = package
        entities = importlib.import_module(f"{package}.entities")
        variables = importlib.import_module(f"{package}.variables")
        periods = importlib.import_module(f"{package}.periods")
        systems = importlib.import_module(f"{package}.taxbenefitsystems")
        simulations = importlib.import_module(f"{package}.simulations")
        person = entities.build_entity(key="person", plural="persons", label="person", is_person=True)
        roles = [{"key": "member", "plural": "members", "label": "member"}]
        household = entities.build_entity(
            key="household", plural="households", label="household", roles=roles
        )
        self.builder = simulations.SimulationBuilder
        self.system = systems.TaxBenefitSystem([person, household])
        for kind, names, entity in (
            (bool, _BOOLS, person),
            (int, _INTS, person),
            (bool, _OWN_BOOLS, household),
            (int, _OWN_INTS, household),
        ):
            for name in names:
                self._add(variables.Variable, name, kind, entity, periods.MONTH, None)
        for name, formula in _formulas().items():
            entity = person if name in PERSON else household
            self._add(variables.Variable, name, int, entity, periods.MONTH, formula)

    def _add(self, base: Any, name: str, kind: type, entity: Any, period: Any, formula: Any) -> None:
        fields = {"value_type": kind, "entity": entity, "definition_period": period, "label": name}
        if formula is not None:
            fields["formula"] = formula
        self.system.add_variable(type(name, (base,), fields))

    def one(self, situation: dict[str, Any], *, trace: bool = False) -> dict[str, list[int]]:
        """A household from its JSON situation, as the web API of OpenFisca does it."""
        simulation = self.builder().build_from_entities(self.system, situation)
        simulation.trace = trace
        return {name: [int(v) for v in simulation.calculate(name, PERIOD)] for name in (*PERSON, *HOUSEHOLD)}

    def many(self, people: dict[str, Any], own: dict[str, Any], size: int) -> int:
        """All households as arrays. Returns the sum of all amounts."""
        count = len(own["crisis"])
        builder = self.builder()
        builder.create_entities(self.system)
        builder.declare_person_entity("person", numpy.arange(count * size))
        instance = builder.declare_entity("household", numpy.arange(count))
        builder.join_with_persons(
            instance, numpy.repeat(numpy.arange(count), size), ["member"] * (count * size)
        )
        simulation = builder.build(self.system)
        for name, values in (*people.items(), *own.items()):
            simulation.set_input(name, PERIOD, values)
        return sum(int(simulation.calculate(name, PERIOD).sum()) for name in (*PERSON, *HOUSEHOLD))


def situation(people: list[dict[str, Any]], own: dict[str, Any]) -> dict[str, Any]:
    """The JSON form of one household."""
    persons = {
        f"m{number}": {name: {PERIOD: one[name]} for name in (*_BOOLS, *_INTS)}
        for number, one in enumerate(people)
    }
    household: dict[str, Any] = {name: {PERIOD: own[name]} for name in (*_OWN_BOOLS, *_OWN_INTS)}
    return {"persons": persons, "households": {"h": {"members": list(persons), **household}}}


def columns(
    contexts: list[tuple[list[dict[str, Any]], dict[str, Any]]],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arrays of all persons and of all households."""
    people = {
        name: numpy.array([one[name] for persons, _ in contexts for one in persons])
        for name in (*_BOOLS, *_INTS)
    }
    own = {name: numpy.array([shared[name] for _, shared in contexts]) for name in (*_OWN_BOOLS, *_OWN_INTS)}
    return people, own


__all__ = ["Core", "columns", "situation"]
