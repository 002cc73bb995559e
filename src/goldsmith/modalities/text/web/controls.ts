/** Characters that nobody sees but that change what one sees: they are shown by their names. Pure. */

const NAMES: Readonly<Record<string, string>> = {
  "\u00ad": "SHY",
  "\u061c": "ALM",
  "\u200b": "ZWSP",
  "\u200c": "ZWNJ",
  "\u200d": "ZWJ",
  "\u200e": "LRM",
  "\u200f": "RLM",
  "\u202a": "LRE",
  "\u202b": "RLE",
  "\u202c": "PDF",
  "\u202d": "LRO",
  "\u202e": "RLO",
  "\u2060": "WJ",
  "\u2066": "LRI",
  "\u2067": "RLI",
  "\u2068": "FSI",
  "\u2069": "PDI",
  "\ufeff": "BOM",
  "\ufffd": "?",
};

const UNSEEN = /(?![\t\n\r])[\p{Cc}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffd]/gu;

export interface Control {
  readonly at: number;
  readonly name: string;
}

/** Those in a stretch of the text. Joiners are left alone where scripts and emoji need them: between their letters. */
export function controlsIn(text: string, start: number, end: number): readonly Control[] {
  const found = text.slice(start, end).matchAll(UNSEEN);
  return [...found]
    .map(({ 0: letter, index }) => ({ at: start + index, name: NAMES[letter] ?? codeOf(letter) }))
    .filter(({ at, name }) => !(name === "ZWJ" || name === "ZWNJ") || !joinsLetters(text, at));
}

function joinsLetters(text: string, at: number): boolean {
  const isForeign = (letter: string | undefined) => letter !== undefined && letter > "\u00ff" && !/\s/.test(letter);
  return isForeign(text[at - 1]) && isForeign(text[at + 1]);
}

function codeOf(letter: string): string {
  return `U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
