"""Ready text projects."""

from __future__ import annotations

from typing import Final

from goldsmith.modalities._contract import Template
from goldsmith.modalities.product_categories import product_categories
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation, Role

__all__ = ["TEMPLATES"]

SENTIMENT: Final = Template(
    name="sentiment",
    title="Sentiment",
    description="One question per text: how does the writer feel?",
    ontology=Ontology(
        attributes=(
            Attribute(
                name="sentiment",
                title="How does the writer feel?",
                type="category",
                required=True,
                choices=(
                    Choice("positive", "Positive"),
                    Choice("neutral", "Neutral"),
                    Choice("negative", "Negative"),
                ),
            ),
        )
    ),
    instructions=(
        "# Sentiment\n\nRead the whole text, then choose how its **writer** feels.\n\n"
        "- **Positive**: pleased, thankful, looking forward.\n- **Neutral**: facts only, or both sides alike.\n"
        "- **Negative**: displeased, worried, sad.\n\nIrony counts as what is meant, not as what is said.\n"
    ),
)

TOPICS: Final = Template(
    name="topics",
    title="Topics",
    description="Several topics may fit one text.",
    ontology=Ontology(
        attributes=(
            Attribute(
                name="topics",
                title="What is the text about?",
                type="category",
                allow_multiple=True,
                required=True,
                choices=(
                    Choice("politics", "Politics"),
                    Choice("economy", "Economy"),
                    Choice("science", "Science"),
                    Choice("culture", "Culture"),
                    Choice("sport", "Sport"),
                    Choice("other", "Something else"),
                ),
            ),
        )
    ),
    instructions=(
        "# Topics\n\nChoose **every** topic that takes at least one full sentence of the text.\n\n"
        "Choose *Something else* only when nothing fits.\n"
    ),
)

ENTITIES: Final = Template(
    name="entities",
    title="Named entities and relations",
    description="Mark people, organizations and places, and say how they belong together.",
    ontology=Ontology(
        labels=(
            Label(
                name="person",
                title="Person",
                color="#1c7ed6",
                shapes=("span",),
                attributes=(
                    Attribute(
                        name="mention",
                        title="How is the person mentioned?",
                        type="category",
                        choices=(Choice("name", "By name"), Choice("title", "By title or role")),
                    ),
                ),
            ),
            Label(name="organization", title="Organization", color="#e8590c", shapes=("span",)),
            Label(name="place", title="Place", color="#2f9e44", shapes=("span",)),
        ),
        relations=(
            Relation(name="works_for", title="works for", from_=("person",), to=("organization",)),
            Relation(name="located_in", title="is located in", from_=("organization", "person"), to=("place",)),
        ),
    ),
    instructions=(
        "# Named entities\n\nMark each mention from its first to its last character, without the spaces around it and "
        "without articles.\n\n- **Person**: a single human being, real or invented.\n"
        "- **Organization**: companies, offices, parties, clubs.\n"
        "- **Place**: countries, cities, rivers, buildings.\n\nThen link a person to the organization "
        "they work for, and whatever the text says lies in a place to that place.\n"
    ),
)


def _entity(title: str) -> Attribute:
    return Attribute(name="entity", title=title, type="entity", knowledge_base="entities", required=True)


ENTITY_LINKING: Final = Template(
    name="entity-linking",
    title="Entity linking",
    description="Mark names and say which entry of a knowledge base each stands for.",
    ontology=Ontology(
        labels=(
            Label(
                name="person", title="Person", color="#1c7ed6", shapes=("span",), attributes=(_entity("Who is it?"),)
            ),
            Label(
                name="organization",
                title="Organization",
                color="#e8590c",
                shapes=("span",),
                attributes=(_entity("Which one is it?"),),
            ),
            Label(
                name="place", title="Place", color="#2f9e44", shapes=("span",), attributes=(_entity("Where is it?"),)
            ),
        ),
    ),
    instructions=(
        "# Entity linking\n\nMark each name, then say **which** person, organization or place it stands for here: "
        "press Alt+K, read the descriptions, choose.\n\n- The same name can stand for different entries in one text.\n"
        "- Choose *Not in the knowledge base* when none of the entries is meant, after you searched for other "
        "spellings.\n- Pronouns are not marked.\n"
    ),
)

COREFERENCE: Final = Template(
    name="coreference",
    title="Coreference",
    description="Mark every mention, and chain the mentions of one and the same thing.",
    ontology=Ontology(
        labels=(Label(name="mention", title="Mention", color="#7048e8", shapes=("span",)),),
        relations=(Relation(name="same", title="is the same as", directed=False, is_equivalence=True),),
    ),
    instructions=(
        "# Coreference\n\nMark each mention of a person, thing or place: names, descriptions, pronouns. Then chain "
        "those that mean **the same one**: `Alt+B` begins with the selected mention, `Tab` goes to the next, `Alt+C` "
        "chains it.\n\n- A mention that is alone stays alone.\n- A group is another thing than each of its members.\n"
        "- What somebody is called (*she is a doctor*) is no mention of a second person.\n"
    ),
)

_ACTORS: Final = ("person", "organization")
_WHERE_AND_WHEN: Final = (
    Role(name="place", title="Place", labels=("place",)),
    Role(name="time", title="Time", labels=("time",), most=1),
)

EVENTS: Final = Template(
    name="events",
    title="Events in the news",
    description="Mark what happened, and say who took part in it, where, when and why.",
    ontology=Ontology(
        labels=(
            Label(
                name="protest",
                title="Protest",
                color="#e03131",
                shapes=("span",),
                roles=(
                    Role(name="protester", title="Protester", labels=_ACTORS),
                    Role(name="addressee", title="Addressee", labels=_ACTORS),
                    Role(name="cause", title="Cause", labels=("protest", "personnel", "meeting")),
                    *_WHERE_AND_WHEN,
                ),
            ),
            Label(
                name="personnel",
                title="Hiring or dismissal",
                color="#7048e8",
                shapes=("span",),
                roles=(
                    Role(name="employee", title="Employee", labels=_ACTORS),
                    Role(name="employer", title="Employer", labels=_ACTORS),
                    *_WHERE_AND_WHEN,
                ),
            ),
            Label(
                name="meeting",
                title="Meeting",
                color="#f08c00",
                shapes=("span",),
                roles=(Role(name="participant", title="Participant", labels=_ACTORS), *_WHERE_AND_WHEN),
            ),
            Label(name="person", title="Person", color="#1c7ed6", shapes=("span",)),
            Label(name="organization", title="Organization", color="#0c8599", shapes=("span",)),
            Label(name="place", title="Place", color="#2f9e44", shapes=("span",)),
            Label(name="time", title="Time", color="#868e96", shapes=("span",)),
        ),
    ),
    instructions=(
        "# Events\n\nMark the people, organizations, places and times, then the **trigger** of each event: the one "
        "word that says best what happened (*strike*, *fired*, *met*).\n\nSelect a trigger and say who or what fills "
        "its roles: `Alt+1` for the first role, then `Tab` to what fills it and `Enter`.\n\n"
        "- Fill a role only with what the text says.\n- An event can fill a role of another: what a protest is about.\n"
        "- What did not happen (*no talks*) is not marked.\n"
    ),
)

TEMPLATES: Final = (SENTIMENT, TOPICS, ENTITIES, ENTITY_LINKING, COREFERENCE, EVENTS, product_categories("text"))
