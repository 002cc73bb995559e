/** The panel's view of attributes at a frame: mutable ones live in keyframes, the others on the track. */
import {
  type Attribute,
  type AttributeView,
  askedNames,
  type Condition,
  ON_THE_OBJECT,
  type Shape,
} from "@goldsmith/editors";
import { attributesAt } from "./tracks/interpolate";
import { setAttributeAt } from "./tracks/operations";
import { firstFrame, isTrack, type Track } from "./tracks/shapes";

export function attributeViewAt(frame: number): AttributeView {
  return {
    valuesOf: (shape) => valuesAt(shape, frame),
    valuesAtStart: (shape) => valuesAt(shape, firstFrame(shape)),
    withValue(shape, attributes, attribute, value) {
      if (!isTrack(shape)) return ON_THE_OBJECT.withValue(shape, attributes, attribute, value);
      if (!attribute.is_mutable) return ON_THE_OBJECT.withValue(shape, fixedAlone(attributes), attribute, value);
      const isFirstAnswer = attribute.required === true && valuesAt(shape, frame)[attribute.name] === undefined;
      // The first answer to a required question holds from the beginning, wherever one looks when giving it.
      const at = isFirstAnswer ? firstFrame(shape) : Math.max(frame, firstFrame(shape));
      return withoutUnasked(setAttributeAt(shape, at, attribute.name, value), at, attributes);
    },
  };
}

/** Before a track begins, what holds at its beginning. */
function valuesAt(shape: Shape, frame: number): Shape["attributes"] {
  return isTrack(shape) ? attributesAt(shape, Math.max(frame, firstFrame(shape))) : shape.attributes;
}

/** Questions that depend on nothing that changes: the others are not decided on the track alone. */
function fixedAlone(attributes: readonly Attribute[]): readonly Attribute[] {
  const changing = new Set(attributes.filter(({ is_mutable }) => is_mutable).map(({ name }) => name));
  return attributes.filter(
    ({ name, condition }) => !changing.has(name) && !namesIn(condition).some((each) => changing.has(each)),
  );
}

/** What a keyframe says of questions that are no longer asked there goes. */
function withoutUnasked(track: Track, frame: number, attributes: readonly Attribute[]): Track {
  const said = track.keyframes.find((keyframe) => keyframe.frame === frame)?.attributes ?? {};
  const values = attributesAt(track, frame);
  const asked = askedNames(attributes, values);
  const unasked = attributes.filter((one) => said[one.name] !== undefined && !asked.has(one.name));
  return unasked.reduce((changed, { name }) => setAttributeAt(changed, frame, name, null), track);
}

function namesIn(condition: Condition | null | undefined): readonly string[] {
  if (!condition) return [];
  const inner = [...(condition.all ?? []), ...(condition.any ?? [])].flatMap(namesIn);
  return condition.attribute ? [condition.attribute, ...inner] : inner;
}
