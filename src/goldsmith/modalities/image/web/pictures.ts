/** Pictures of tasks: the file itself where a browser can show it, else its tiles. */
import { type EditorAsset, type EditorTask, loadImage } from "@goldsmith/editors";
import type { Picture } from "./pictureLayer";
import { TiledPicture } from "./TiledPicture";
import type { TileFacts } from "./tilePyramid";

/** Pictures already open, so that a prefetched task needs no waiting state; the newest last. */
const opened = new Map<string, Picture>();
const opening = new Map<string, Promise<Picture>>();
const KEPT = 6;
/** The one in hand and the next stay, however large they are. */
const ALWAYS_KEPT = 2;
const BUDGET_BYTES = 500_000_000;
const BYTES_PER_PIXEL = 4;

export function pictureAsset({ assets }: EditorTask): EditorAsset | undefined {
  return assets.find((asset) => asset.url && asset.media_type?.startsWith("image/")) ?? assets.find(({ url }) => url);
}

/** Several pictures in one task, in the order in which shapes count them. */
export function isSet({ content, assets }: EditorTask): boolean {
  return Array.isArray(content.attachments) && assets.length > 1;
}

export function openedPicture(asset: EditorAsset | undefined): Picture | null {
  return (asset?.url && opened.get(asset.url)) || null;
}

export async function openPicture(asset: EditorAsset): Promise<Picture> {
  const url = asset.url as string;
  const picture = openedPicture(asset) ?? (await openOnce(asset, url));
  opened.delete(url);
  opened.set(url, picture);
  forgetOldest();
  return picture;
}

function openOnce(asset: EditorAsset, url: string): Promise<Picture> {
  const known = opening.get(url);
  if (known) return known;
  const found = open(asset, url).finally(() => opening.delete(url));
  opening.set(url, found);
  return found;
}

function forgetOldest(): void {
  let bytes = 0;
  for (const [age, [url, picture]] of [...opened].reverse().entries()) {
    bytes += picture instanceof TiledPicture ? 0 : picture.width * picture.height * BYTES_PER_PIXEL;
    if (age >= KEPT || (age >= ALWAYS_KEPT && bytes > BUDGET_BYTES)) opened.delete(url);
  }
}

/** Have what somebody sees first of a picture to come: all of a small one, of a large one the tiles in sight. */
export async function prefetchPicture(asset: EditorAsset): Promise<void> {
  const picture = await openPicture(asset);
  if (!(picture instanceof TiledPicture)) return;
  await picture.warm(window.innerWidth * devicePixelRatio, window.innerHeight * devicePixelRatio);
}

async function open(asset: EditorAsset, url: string): Promise<Picture> {
  const tiles = asset.renditions?.find(({ kind }) => kind === "tiles");
  if (!tiles?.url_template) return loadImage(url);
  const picture = new TiledPicture(tiles.facts as unknown as TileFacts, tiles.url_template);
  await picture.open();
  return picture;
}
