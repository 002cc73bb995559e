/** Label colours: 24 hues of equal lightness, ordered so that neighbours in an ontology are far apart. */
import type { Ontology } from "./contract";

const HUES = 12;
/** A step of 5 visits every twelfth of the circle before it repeats, and never a neighbour next. */
const STEP = 5;

export const LABEL_COLORS: readonly string[] = [...ring(0.72, 0.15, 25), ...ring(0.58, 0.13, 40)];

function ring(lightness: number, chroma: number, start: number): string[] {
  return Array.from({ length: HUES }, (_, index) => {
    const hue = (start + ((index * STEP) % HUES) * (360 / HUES)) % 360;
    return oklchToHex(lightness, chroma, hue);
  });
}

/** The label's own colour if it has one, else its place in the ontology: names are never reordered, so it is stable. */
export function labelColor(ontology: Ontology, name: string): string {
  const labels = ontology.labels ?? [];
  const index = labels.findIndex((label) => label.name === name);
  return labels[index]?.color ?? (LABEL_COLORS[index < 0 ? hash(name) : index % LABEL_COLORS.length] as string);
}

function hash(name: string): number {
  let value = 0;
  for (const character of name) value = (value * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return value % LABEL_COLORS.length;
}

/** Hex, because a canvas, an OpenLayers style and an alpha suffix all read it. Out-of-gamut chroma is reduced. */
export function oklchToHex(lightness: number, chroma: number, hue: number): string {
  for (let tried = chroma; ; tried -= 0.005) {
    const channels = oklchToSrgb(lightness, tried, hue);
    if (tried <= 0 || channels.every((value) => value >= -0.0005 && value <= 1.0005)) {
      return `#${channels.map(hexByte).join("")}`;
    }
  }
}

function oklchToSrgb(lightness: number, chroma: number, hue: number): number[] {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(gamma);
}

function gamma(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function hexByte(value: number): string {
  return Math.round(Math.min(1, Math.max(0, value)) * 255)
    .toString(16)
    .padStart(2, "0");
}
