/** Where the tiles of a pyramid lie: level 0 is the full size, each next level half of it, rounded up. */

export interface SampleRange {
  readonly min: number;
  readonly max: number;
  readonly p1: number;
  readonly p99: number;
}

/** What the server tells of the tiles of a picture. */
export interface TileFacts {
  readonly width: number;
  readonly height: number;
  readonly tile: number;
  readonly levels: number;
  readonly encoding: "jpeg" | "webp" | "samples";
  readonly bands?: number;
  readonly bits?: number;
  /** What a sample stands for is offset + sample · scale. */
  readonly scale?: number;
  readonly offset?: number;
  readonly ranges?: readonly SampleRange[];
}

export interface TilePlace {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** A part of the picture, in its full-size pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const keyOf = ({ level, column, row }: TilePlace): string => `${level}/${column}/${row}`;

/** The coarsest level that still has a pixel for nearly each pixel of the screen. */
export function levelFor(facts: TileFacts, scale: number): number {
  const wanted = Math.floor(Math.log2(1 / scale) + 0.25);
  return Math.min(facts.levels - 1, Math.max(0, wanted));
}

/** What a tile shows. */
export function regionOf(facts: TileFacts, { level, column, row }: TilePlace): Region {
  const side = facts.tile * 2 ** level;
  return {
    left: column * side,
    top: row * side,
    right: Math.min(facts.width, (column + 1) * side),
    bottom: Math.min(facts.height, (row + 1) * side),
  };
}

/** The tiles of a level that a region touches, those nearest to its middle first. */
export function tilesIn(facts: TileFacts, level: number, region: Region): TilePlace[] {
  const side = facts.tile * 2 ** level;
  const last = { column: Math.ceil(facts.width / side) - 1, row: Math.ceil(facts.height / side) - 1 };
  const middle = {
    column: (region.left + region.right) / 2 / side - 0.5,
    row: (region.top + region.bottom) / 2 / side - 0.5,
  };
  const places: TilePlace[] = [];
  for (let row = Math.max(0, Math.floor(region.top / side)); row <= Math.min(last.row, region.bottom / side); row++) {
    for (
      let column = Math.max(0, Math.floor(region.left / side));
      column <= Math.min(last.column, region.right / side);
      column++
    ) {
      places.push({ level, column, row });
    }
  }
  const far = (place: TilePlace) => Math.hypot(place.column - middle.column, place.row - middle.row);
  return places.sort((a, b) => far(a) - far(b));
}
