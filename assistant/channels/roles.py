"""The roles people may say they have."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who is asking; the value is what commands and the API take, the label is what people read."""

    label: str

    TEACHER = "teacher", "Teacher or school staff"
    DSL = "dsl", "Designated safeguarding lead (DSL)"
    SOCIAL_WORKER = "social_worker", "Social worker"
    EARLY_HELP = "early_help", "Early help or family support worker"
    HEALTH_VISITOR = "health_visitor", "Health visitor"
    GP = "gp", "GP or practice staff"
    NURSE = "nurse", "Nurse"
    MIDWIFE = "midwife", "Midwife"
    POLICE = "police", "Police officer or staff"
    PROBATION = "probation", "Probation practitioner"
    HOUSING = "housing", "Housing officer"
    YOUTH_WORKER = "youth_worker", "Youth worker"
    VOLUNTARY_SECTOR = "voluntary_sector", "Voluntary or community sector"
    ADULT_SERVICES = "adult_services", "Adult services practitioner"

    def __new__(cls, value: str, label: str) -> Role:
        role = str.__new__(cls, value)
        role._value_ = value
        role.label = label
        return role
