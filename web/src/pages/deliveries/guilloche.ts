/** Closed curves like those of banknotes, chosen by the bytes of a hash. */

const STEPS = 540;
const RINGS = 3;

/** SVG paths between the radii 36 and 91, inner ring first. */
export function sealCurves(hash: string): string[] {
  const bytes = readBytes(hash);
  const byte = (index: number) => bytes[index % bytes.length] ?? 0;
  return Array.from({ length: RINGS }, (_, ring) => {
    const middle = 47 + ring * 16;
    const petals = 12 + (byte(ring * 4) % 10);
    const winds = 5 + (byte(ring * 4 + 1) % 4);
    const depth = 9 + (byte(ring * 4 + 2) % 4);
    const ripple = 1 + (byte(ring * 4 + 3) % 3);
    return [0, 1, 2].map((turn) => closedCurve(middle, depth, petals, winds, ripple, (turn * Math.PI * 2) / 3));
  }).flat();
}

function readBytes(hash: string): number[] {
  return (hash.match(/[0-9a-f]{2}/gi) ?? ["00"]).map((pair) => Number.parseInt(pair, 16));
}

function closedCurve(
  middle: number,
  depth: number,
  petals: number,
  winds: number,
  ripple: number,
  phase: number,
): string {
  const points = Array.from({ length: STEPS }, (_, step) => {
    const angle = (step / STEPS) * Math.PI * 2;
    const radius =
      middle +
      depth * Math.sin(petals * angle + phase) * Math.cos(winds * angle) +
      ripple * Math.cos(petals * 2 * angle);
    return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${points.join("L")}Z`;
}
