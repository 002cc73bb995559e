/** The theme's colours and fonts, for what is painted on a canvas. */
const NAMES = ["surface", "raised", "line", "text", "muted", "faint", "selected", "gold", "mono", "font"] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(`--gs-${name}`).trim();
  return Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Palette;
}
