"""What the assistant's pane offers to ask: by role, and for the partnership where one is known."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.channels.roles import Role
from ingest.models import Partnership

MOST_PROMPTS = 4

ANYONE = (
    ("Sharing without consent", "When can information about a child be shared without consent?"),
    ("Recording a decision", "What should I record when I decide to share or not to share information?"),
)
BY_ROLE: Mapping[Role, tuple[str, str]] = {
    Role.TEACHER: (
        "Telling children's services",
        "When does a school tell children's services of a concern?",
    ),
    Role.DSL: (
        "A child changes school",
        "When should a child protection file follow a child to a new school?",
    ),
    Role.SOCIAL_WORKER: ("Strategy discussion", "What information is shared in a strategy discussion?"),
    Role.EARLY_HELP: ("Consent in early help", "Is consent needed to share information for early help?"),
    Role.HEALTH_VISITOR: ("Confidential health information", "When may health information be shared?"),
    Role.GP: ("Confidentiality", "When may a GP share information about a child without consent?"),
    Role.NURSE: ("Confidentiality", "When may a nurse share information about a patient without consent?"),
    Role.MIDWIFE: ("An unborn child", "When is information about an unborn child shared?"),
    Role.POLICE: ("Telling schools", "When do the police tell a school of a domestic abuse incident?"),
    Role.PROBATION: ("Risk to children", "When does probation share information about a risk to children?"),
    Role.HOUSING: ("A duty to cooperate", "May a housing officer share information about a child at risk?"),
    Role.YOUTH_WORKER: ("A young person says no", "May I share what a young person of 16 asked me to keep?"),
    Role.VOLUNTARY_SECTOR: ("Charities", "May a charity share information with children's services?"),
    Role.ADULT_SERVICES: ("Adults with capacity", "May I share when an adult with capacity refuses?"),
}


def prompts_for(role: str | None, partnership: Partnership | None) -> list[dict[str, str]]:
    own = [BY_ROLE[one] for one in Role if one.value == role]
    local = []
    if partnership:
        asked = f"How are concerns escalated in {partnership.area.partition(' (')[0]}?"
        local = [("Escalating locally", asked)]
    chosen = [*own, *local, *ANYONE][:MOST_PROMPTS]
    return [{"title": title, "message": message} for title, message in chosen]
