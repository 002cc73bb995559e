"""A layout as the XML that Label Studio and its ML backends read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from goldsmith.modalities.codec import LossReport
from goldsmith.modalities.label_studio.layout import APART, Control, Layout, Option
from goldsmith.modalities.label_studio.names import is_sayable
from goldsmith.modalities.xml_elements import escape_xml

__all__ = ["write_config"]


def write_config(layout: Layout) -> str:
    """Write one tag a line.

    >>> from goldsmith.modalities.label_studio.layout import layout_of
    >>> from goldsmith.ontology import Attribute, Choice, Ontology
    >>> mood = Attribute("mood", "category", choices=(Choice("good", "Fine"),), required=True)
    >>> print(write_config(layout_of(Ontology(attributes=(mood,)), "text.v1")))
    <View>
      <Text name="text" value="$text"/>
      <Choices name="mood" toName="text" choice="single" required="true">
        <Choice value="Fine" alias="good"/>
      </Choices>
    </View>
    """
    lines = [_tag(layout.kind.tag, name=layout.subject, value=f"${layout.field}")]
    if layout.relations:
        lines += _with_options("Relations", {}, "Relation", layout.relations)
    marking = [control for control in layout.controls if control.shapes]
    if marking:
        lines += [_tag(tag, name=tag.lower(), toName=layout.subject) for tag in layout.kind.drawing]
    for control in (*marking, *(each for each in layout.controls if not each.shapes)):
        lines += _control(control, layout)
    if layout.transcript:
        lines += _control(layout.transcript, layout)
    return "\n".join(["<View>", *(f"  {line}" for line in lines), "</View>"])


def _control(control: Control, layout: Layout) -> Iterator[str]:
    if control.title != control.name and is_sayable(control.title):
        yield _tag("Header", value=control.title)
    given = {"name": control.name, "toName": layout.subject, **_settings(control), **_condition(control, layout)}
    if control.tag in ("Number", "TextArea"):
        yield _tag(control.tag, **given)
    elif control.tag == "VideoRectangle":
        # It has no labels of its own: they stand beside it.
        yield _tag(control.tag, **given)
        yield from _with_options("Labels", {**given, "name": f"{control.name}{APART}labels"}, "Label", control.options)
    elif control.is_tree:
        yield from _with_tree(control, given)
    else:
        option = "Choice" if control.tag == "Choices" else "Label"
        yield from _with_options(control.tag, given, option, control.options)


def _settings(control: Control) -> dict[str, str]:
    limits = {"min": control.minimum, "max": control.maximum}
    return {
        **({"choice": "multiple" if control.allow_multiple else "single"} if control.tag == "Choices" else {}),
        **({"maxUsages": "1"} if control.is_tree and not control.allow_multiple else {}),
        **({"leafsOnly": "true"} if control.only_leaves else {}),
        **({"maxSubmissions": "1"} if control.tag == "TextArea" else {}),
        **({"canRotate": "true"} if control.shapes == ("rotated_box",) else {}),
        **({"required": "true"} if control.required else {}),
        **{name: str(limit).removesuffix(".0") for name, limit in limits.items() if limit is not None},
    }


def _condition(control: Control, layout: Layout) -> dict[str, str]:
    if control.labels is None:
        return {}
    values = {option.name: option.value for each in layout.controls if each.shapes for option in each.options}
    about = [values[name] for name in control.labels if name in values]
    return {"perRegion": "true", **({"whenLabelValue": ",".join(about)} if len(about) < len(values) else {})}


def _with_options(tag: str, attributes: Mapping[str, str], option_tag: str, options: Sequence[Option]) -> Iterator[str]:
    yield _opening(tag, attributes) + ">"
    for option in options:
        given = {"value": option.value, "alias": option.alias, "background": option.color or "", "hint": option.hint}
        yield "  " + _tag(option_tag, **{name: value for name, value in given.items() if value})
    yield f"</{tag}>"


def _with_tree(control: Control, attributes: Mapping[str, str]) -> Iterator[str]:
    """Choices inside the ones that they stand below; each stands after those in the list."""
    yield _opening(control.tag, attributes) + ">"
    levels = [*(len(option.steps) for option in control.options), 0]
    for option, level, following in zip(control.options, levels, levels[1:], strict=False):
        given = {"value": option.value, **({"alias": option.alias} if option.alias else {})}
        yield "  " * level + (_opening("Choice", given) + ">" if following > level else _tag("Choice", **given))
        for closed in range(level - 1, following - 1, -1):
            if closed > 0:
                yield "  " * closed + "</Choice>"
    yield f"</{control.tag}>"


def _tag(tag: str, **attributes: str) -> str:
    return _opening(tag, attributes) + "/>"


def _opening(tag: str, attributes: Mapping[str, str]) -> str:
    said = "".join(f' {name}="{escape_xml(value, LossReport())}"' for name, value in attributes.items())
    return f"<{tag}{said}"
