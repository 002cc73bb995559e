/** Decodes an image to pixels: an element's `decode()` alone would leave them to be decoded again when they are drawn. */
export async function loadImage(url: string): Promise<ImageBitmap> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The image could not be loaded (${answer.status}).`);
  return createImageBitmap(await answer.blob());
}
