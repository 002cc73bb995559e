/** Decoded images by address, so that a prefetched one paints at once. The oldest leave first. */
const KEPT = 6;
const images = new Map<string, Promise<HTMLImageElement>>();

export function loadImage(url: string): Promise<HTMLImageElement> {
  const known = images.get(url);
  if (known) return known;
  const loading = decodeImage(url);
  images.set(url, loading);
  loading.catch(() => images.delete(url));
  for (const oldest of [...images.keys()].slice(0, -KEPT)) images.delete(oldest);
  return loading;
}

async function decodeImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.decoding = "async";
  image.src = url;
  await image.decode();
  return image;
}
