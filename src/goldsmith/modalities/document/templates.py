"""Ready projects about documents."""

from __future__ import annotations

from typing import Final

from goldsmith.modalities._contract import Template
from goldsmith.ontology import Attribute, Choice, Label, Ontology, Relation

__all__ = ["TEMPLATES"]


def _blocks(*named: tuple[str, str, str]) -> tuple[Label, ...]:
    return tuple(Label(name=name, title=title, color=color, shapes=("block",)) for name, title, color in named)


INVOICE: Final = Template(
    name="invoice",
    title="Invoice fields",
    description="Mark each field of an invoice, write down its value, and take the items from the table.",
    ontology=Ontology(
        labels=(
            *_blocks(
                ("supplier", "Supplier", "#1c7ed6"),
                ("customer", "Customer", "#0c8599"),
                ("invoice_number", "Invoice number", "#9c36b5"),
                ("invoice_date", "Invoice date", "#2f9e44"),
                ("due_date", "Due date", "#66a80f"),
                ("tax", "Tax", "#e8590c"),
                ("total", "Total to pay", "#e03131"),
            ),
            Label(name="items", title="Items", color="#5f3dc4", shapes=("table",)),
        ),
        attributes=(
            Attribute(
                name="legible",
                title="Can everything be read?",
                type="category",
                choices=(Choice("yes", "Yes"), Choice("partly", "Partly"), Choice("no", "No")),
            ),
        ),
    ),
    instructions=(
        "# Invoice fields\n\nMark the value of each field without its caption: *2026-04-01*, not *Date: 2026-04-01*. "
        "Words of the page fill in the text; correct it where the page says something else. What the invoice does not "
        "name stays unmarked.\n\nThe items are a table: one row for each item, the first row as header.\n"
    ),
)

LAYOUT: Final = Template(
    name="layout",
    title="Layout and reading order",
    description="Mark the blocks of each page and number them in the order in which they are read.",
    ontology=Ontology(
        labels=(
            *_blocks(
                ("title", "Title", "#e03131"),
                ("section_header", "Section header", "#e8590c"),
                ("text", "Text", "#1c7ed6"),
                ("list_item", "List item", "#0c8599"),
                ("caption", "Caption", "#9c36b5"),
                ("picture", "Picture", "#2f9e44"),
                ("formula", "Formula", "#66a80f"),
                ("footnote", "Footnote", "#868e96"),
                ("page_header", "Page header", "#495057"),
                ("page_footer", "Page footer", "#343a40"),
            ),
            Label(name="table", title="Table", color="#5f3dc4", shapes=("block", "table")),
        )
    ),
    instructions=(
        "# Layout and reading order\n\nOne block for each paragraph, heading, list item, picture and caption. "
        "Blocks do not overlap and leave nothing out that is printed.\n\n"
        "Then number them in the order in which a person would read the page aloud: a column from top to bottom, then "
        "the next. Headers and footers of pages get no number.\n"
    ),
)

FORM: Final = Template(
    name="form",
    title="Form: keys and values",
    description="Mark the questions and answers of a form, and join each answer to its question.",
    ontology=Ontology(
        labels=_blocks(
            ("header", "Header", "#e8590c"),
            ("question", "Question", "#1c7ed6"),
            ("answer", "Answer", "#2f9e44"),
            ("other", "Other text", "#868e96"),
        ),
        relations=(Relation(name="answered_by", title="is answered by", from_=("question",), to=("answer",)),),
    ),
    instructions=(
        "# Form: keys and values\n\nMark each printed question and each answer that was filled in. Join a question to "
        "its answer: choose the question, press **R**, choose the answer, press **Enter**. A question without an "
        "answer stays alone.\n"
    ),
)

TABLE: Final = Template(
    name="table",
    title="Tables, cell by cell",
    description="Draw each table, its rows and columns, and write down what its cells say.",
    ontology=Ontology(
        labels=(
            Label(name="table", title="Table", color="#5f3dc4", shapes=("table",)),
            Label(name="caption", title="Caption", color="#9c36b5", shapes=("block",)),
        )
    ),
    instructions=(
        "# Tables\n\nDraw a box around the table without its caption. Add a line between each two rows and columns, "
        "also where none is printed. Merge what is one cell, and mark the header rows.\n"
    ),
)

PASSAGES: Final = Template(
    name="passages",
    title="Passages of contracts",
    description="Mark words and passages over lines and pages, and say what kind each page is.",
    ontology=Ontology(
        labels=(
            Label(name="party", title="Party", color="#1c7ed6", shapes=("span",)),
            Label(name="date", title="Date", color="#2f9e44", shapes=("span",)),
            Label(name="amount", title="Amount", color="#e8590c", shapes=("span",)),
            Label(name="obligation", title="Obligation", color="#e03131", shapes=("span",)),
            Label(
                name="page_kind",
                title="Kind of page",
                color="#495057",
                shapes=("page",),
                attributes=(
                    Attribute(
                        name="kind",
                        title="What is this page?",
                        type="category",
                        required=True,
                        choices=(
                            Choice("body", "Body"),
                            Choice("signatures", "Signatures"),
                            Choice("appendix", "Appendix"),
                            Choice("blank", "Blank"),
                        ),
                    ),
                ),
            ),
        ),
        attributes=(
            Attribute(
                name="kind",
                title="What kind of document is this?",
                type="category",
                choices=(Choice("contract", "Contract"), Choice("letter", "Letter"), Choice("other", "Another")),
            ),
        ),
    ),
    instructions=(
        "# Passages of contracts\n\nMark the exact words: a name without its title, an amount with its currency. An "
        "obligation is a whole sentence. Say of each page what kind it is.\n"
    ),
)

TEMPLATES: Final = (INVOICE, LAYOUT, FORM, TABLE, PASSAGES)
