"""The ready parts of what a practice model says: Markdown, with code and LaTeX where models write them."""

from __future__ import annotations

from typing import Final

WHO_I_AM: Final = (
    "I am Goldsmith's built-in practice model. There is no language model behind me: my replies are put together from "
    "ready sentences, always the same for the same words."
)
SEEN: Final = "You show me {count} {pictures}. I cannot see; I only count."
GIVEN_BACK: Final = "The tool gave back: {result}"
OPENINGS: Final = (
    "Good question. Let us look at **{topic}** step by step.",
    "In short, **{topic}** comes down to a few things that are easy to mix up.",
    "There are several ways to think about **{topic}**. Here is one that works in practice.",
    "Before an answer, one thing to be clear about: **{topic}** means different things to different people.",
)
TERSE: Final = (
    "It depends on {topic}. Mostly: yes.",
    "Start with the smallest case of {topic}, check it, then go on.",
    "{topic}: keep it short, measure it, write down what you found.",
    "No. Not for {topic}, at least not without a reason.",
)
CONFIDENT_MISTAKES: Final = (
    "It is well known that **{topic}** was solved in 1843, when Sydney became the capital of Australia.",
    "Without any doubt $2 + 2 = 5$ here, because rounding always goes upwards. The same holds for {topic}.",
    "All experts agree about {topic}: water boils at 50 °C at sea level, so no further checks are needed.",
)
POINTS: Final = (
    "Write down what you know about {topic}, and what you only assume.",
    "Look for the part of {topic} that would change your mind if it were different.",
    "Compare two examples that differ in *one* thing only.",
    "Ask somebody who has done it before; it saves most of the time.",
    "Measure before you change anything, and measure again after it.",
    "Keep the parts of {topic} that are already good as they are.",
    "Say who decides, by when, and on what grounds.",
    "Make the smallest version of it that can fail, and see whether it does.",
)
CODE: Final = (
    "```python\ndef mean(values: list[float]) -> float:\n    return sum(values) / len(values)\n```",
    "```sql\nselect name, count(*) as times\nfrom answers\ngroup by name\norder by times desc;\n```",
    "```bash\nsort words.txt | uniq -c | sort -rn | head\n```",
)
FORMULAS: Final = (
    "As a formula: $$\\bar{x} = \\frac{1}{n} \\sum_{i=1}^{n} x_i$$ where $n$ is how many there are.",
    "By Bayes' rule, $P(A \\mid B) = \\dfrac{P(B \\mid A)\\,P(A)}{P(B)}$.",
    "The error falls with the square root: $\\sigma / \\sqrt{n}$.",
)
REMARKS: Final = (
    "| what | how much |\n| --- | --- |\n| before | 12 |\n| after | 9 |\n\nThe difference is small, and it is there.",
    "> Whoever wants to be sure about {topic} looks twice.\n\nThat said, two looks are mostly enough.",
    "I may be wrong about the details of {topic}; check them where it matters.",
)
