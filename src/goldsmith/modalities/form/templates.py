"""Ready forms."""

from __future__ import annotations

from typing import Final

from goldsmith.modalities._contract import Template
from goldsmith.ontology import Attribute, Choice, Condition, Criterion, Ontology

__all__ = ["TEMPLATES"]

SURVEY: Final = Template(
    name="survey",
    title="Survey",
    description="Ask people for ratings, orders and reasons; nothing needs to be attached.",
    ontology=Ontology(
        attributes=(
            Attribute(
                name="satisfaction",
                title="How satisfied are you?",
                type="rating",
                minimum=1,
                maximum=5,
                ends=("Not at all", "Very"),
                required=True,
            ),
            Attribute(
                name="reason",
                title="What went wrong?",
                type="text",
                is_long=True,
                least=10,
                most=2000,
                required=True,
                condition=Condition("satisfaction", at_most=2),
            ),
            Attribute(
                name="priorities",
                title="What matters most to you?",
                type="ranking",
                choices=(Choice("price", "Price"), Choice("quality", "Quality"), Choice("speed", "Speed")),
                required=True,
            ),
            Attribute(name="visit", title="When were you there?", type="date"),
        )
    ),
    instructions="# Survey\n\nAnswer from your own experience. There are no wrong answers.\n",
)

MODERATION: Final = Template(
    name="moderation",
    title="Content moderation",
    description="Decide whether something breaks the rules, how badly, and where in a recording.",
    ontology=Ontology(
        attributes=(
            Attribute(
                name="verdict",
                title="Does it break the rules?",
                type="category",
                choices=(Choice("fine", "No"), Choice("broken", "Yes"), Choice("unclear", "I cannot tell")),
                required=True,
            ),
            Attribute(
                name="rules",
                title="Which rules?",
                type="category",
                choices=(
                    Choice("hate", "Hate"),
                    Choice("violence", "Violence"),
                    Choice("spam", "Spam"),
                    Choice("other", "Another one"),
                ),
                allow_multiple=True,
                required=True,
                condition=Condition("verdict", ("broken",)),
            ),
            Attribute(
                name="severity",
                title="How severe is it?",
                type="rating",
                minimum=1,
                maximum=5,
                ends=("Mild", "Extreme"),
                required=True,
                condition=Condition("verdict", ("broken",)),
            ),
            Attribute(
                name="when",
                title="From when to when?",
                type="time_range",
                condition=Condition("verdict", ("broken",)),
            ),
            Attribute(
                name="escalation",
                title="Why must somebody else see it?",
                type="text",
                required=True,
                condition=Condition(any=(Condition("verdict", ("unclear",)), Condition("severity", at_least=5))),
            ),
        )
    ),
    instructions=(
        "# Content moderation\n\nJudge what is shown, not who may have made it. When two rules are broken, choose "
        "both. **Extreme** is for what may hurt somebody today.\n"
    ),
)

PRODUCT: Final = Template(
    name="product",
    title="Product data",
    description="Collect what is on a page, a receipt or a box: names, prices, dates, a file as proof.",
    ontology=Ontology(
        attributes=(
            Attribute(name="seller", title="Who sells it?", type="text", most=200, required=True),
            Attribute(name="sold_on", title="Date on the document", type="date", earliest="2000-01-01"),
            Attribute(
                name="products",
                title="Products",
                type="group",
                required=True,
                questions=(
                    Attribute(name="name", title="Name", type="text", required=True),
                    Attribute(name="price", title="Price", type="number", minimum=0, required=True),
                    Attribute(
                        name="barcode", title="Barcode", type="text", pattern="[0-9]{8,14}", description="Digits only."
                    ),
                ),
            ),
            Attribute(
                name="proof",
                title="A picture or scan of it",
                type="file",
                media_types=("image/*", "application/pdf"),
                most_bytes=20_000_000,
            ),
        )
    ),
    instructions=(
        "# Product data\n\nCopy names as they are written. One row for each product; prices without the currency "
        "sign.\n"
    ),
)

RUBRIC: Final = Template(
    name="rubric",
    title="Rubric check",
    description="Say of each criterion whether it is met; points add up, and mistakes cost some.",
    ontology=Ontology(
        attributes=(
            Attribute(
                name="grading",
                title="Which of these are met?",
                type="rubric",
                criteria=(
                    Criterion("answers", "It answers the question", 3),
                    Criterion("sources", "It names its sources", 2),
                    Criterion("plain", "It is easy to read", 1),
                    Criterion("false", "It says something false", -4),
                ),
                required=True,
            ),
            Attribute(name="remark", title="Anything else?", type="text", is_long=True),
        )
    ),
    instructions="# Rubric check\n\nA criterion is met or it is not: when in doubt, it is not.\n",
)

TEMPLATES: Final = (SURVEY, MODERATION, PRODUCT, RUBRIC)
