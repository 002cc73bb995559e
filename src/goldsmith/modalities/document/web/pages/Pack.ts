/** A file of many parts, each of which is fetched alone: first where each lies, then the parts. */

const ENTRY_BYTES = 8;

export class Pack {
  private readonly url: string;
  private readonly count: number;
  private index: Promise<DataView> | null = null;

  constructor(url: string, count: number) {
    this.url = url;
    this.count = count;
  }

  async part(number: number): Promise<ArrayBuffer> {
    this.index ??= fetchRange(this.url, 0, this.count * ENTRY_BYTES).then((bytes) => new DataView(bytes));
    const index = await this.index.catch((error: unknown) => {
      this.index = null;
      throw error;
    });
    const offset = index.getUint32(number * ENTRY_BYTES, true);
    const length = index.getUint32(number * ENTRY_BYTES + 4, true);
    return fetchRange(this.url, offset, offset + length);
  }
}

async function fetchRange(url: string, start: number, end: number): Promise<ArrayBuffer> {
  const headers = { Range: `bytes=${start}-${end - 1}` };
  const response = await fetch(url, { credentials: "same-origin", headers });
  if (!response.ok) throw new Error(`${response.status}`);
  const bytes = await response.arrayBuffer();
  return response.status === 206 ? bytes : bytes.slice(start, end);
}
