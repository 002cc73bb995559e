"""A template for catalogues: one question whose choices are product categories on three levels, made for Goldsmith."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from goldsmith.modalities._contract import Template
from goldsmith.modalities.label_names import label_name
from goldsmith.ontology import Attribute, Choice, Ontology

__all__ = ["product_categories"]

CATEGORIES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "Food and drink": {
        "Fruit and vegetables": ("Fresh fruit", "Fresh vegetables", "Dried and tinned", "Frozen"),
        "Bakery": ("Bread", "Cakes and pastries", "Biscuits"),
        "Dairy and eggs": ("Milk", "Cheese", "Yoghurt", "Eggs"),
        "Drinks": ("Water", "Juice", "Coffee and tea", "Beer and wine"),
    },
    "Clothing": {
        "Tops": ("Shirts and blouses", "Pullovers", "T-shirts", "Jackets and coats"),
        "Bottoms": ("Trousers", "Skirts", "Shorts"),
        "Shoes": ("Boots", "Sandals", "Trainers"),
        "Accessories": ("Bags", "Belts", "Hats", "Jewellery"),
    },
    "Home": {
        "Furniture": ("Beds", "Chairs and sofas", "Tables", "Shelves and cupboards"),
        "Kitchen": ("Cookware", "Tableware", "Kitchen appliances"),
        "Textiles": ("Bed linen", "Curtains", "Rugs", "Towels"),
        "Lighting": ("Lamps", "Bulbs", "Candles"),
    },
    "Electronics": {
        "Computers": ("Laptops", "Desktop computers", "Screens", "Keyboards and mice"),
        "Phones": ("Smartphones", "Phone cases", "Chargers and cables"),
        "Sound and vision": ("Headphones", "Loudspeakers", "Televisions", "Cameras"),
    },
    "Leisure": {
        "Books and media": ("Books", "Magazines", "Music", "Films"),
        "Toys and games": ("Board games", "Building sets", "Dolls and figures", "Puzzles"),
        "Sport": ("Balls", "Bicycles", "Camping", "Fitness"),
        "Garden": ("Garden tools", "Plants and seeds", "Pots"),
    },
}


def product_categories(thing: str) -> Template:
    """The template; `thing` is what labelers look at: a text, an image."""
    return Template(
        name="product-categories",
        title="Product categories",
        description="One category for each product, out of a tree of three levels that is walked or searched.",
        ontology=Ontology(
            attributes=(
                Attribute(
                    name="category",
                    title="Which category?",
                    type="category",
                    required=True,
                    only_leaves=True,
                    choices=tuple(_choices()),
                ),
            )
        ),
        instructions=(
            "# Product categories\n\n"
            f"Look at the {thing}, then choose the **lowest** category that the product belongs to.\n\n"
            "- Press `/` and type a few letters of the category or of what stands above it, such as `kit cook`.\n"
            "- `→` and `←` open and close a category, `↑` and `↓` walk, `Enter` chooses.\n"
            "- What a product is **for** counts, not what it is made of: a chocolate mould is cookware.\n"
            "- Where two fit, take the one under which a customer would look first.\n"
        ),
    )


def _choices() -> Iterator[Choice]:
    for top, groups in CATEGORIES.items():
        yield Choice(label_name(top), top)
        for group, leaves in groups.items():
            yield Choice(label_name(group), group, parent=label_name(top))
            for leaf in leaves:
                yield Choice(label_name(leaf), leaf, parent=label_name(group))
