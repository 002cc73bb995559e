/** The settings of talking to models: what changes with what, and amounts in millionths. */
import type { Model, TalkSettings } from "../../api";

export const MOST_REPLIES = 8;
const MILLION = 1_000_000;

export function canTalk({ kind }: Pick<Model, "kind">): boolean {
  return kind === "chat" || kind === "practice";
}

/** Other models: never fewer than reply, two or as many as there are at first, and paid in what they are paid in. */
export function withModels(talk: TalkSettings, chosen: string[], models: readonly Model[]): TalkSettings {
  const wanted = talk.models.length < 2 ? Math.max(talk.replies_per_turn, 2) : talk.replies_per_turn;
  const replies_per_turn = Math.max(1, Math.min(wanted, chosen.length, MOST_REPLIES));
  const currencies = models.filter(({ id }) => chosen.includes(id)).map(currencyOf);
  const currency = currencies.find((each) => each !== null) ?? talk.currency;
  return { ...talk, models: chosen, replies_per_turn, currency };
}

/** The currency of a model that has a price. */
function currencyOf({ settings }: Pick<Model, "settings">): string | null {
  const { price_in_micros, price_out_micros, currency } = settings as Partial<
    Record<"price_in_micros" | "price_out_micros", number> & { currency: string }
  >;
  return (price_in_micros || price_out_micros) && currency ? currency : null;
}

export function fromMicros(micros: number | null): number | null {
  return micros === null ? null : micros / MILLION;
}

export function toMicrosOrNone(amount: number | null): number | null {
  return amount === null ? null : Math.round(amount * MILLION);
}

/** Definitions of tools from JSON; null where it is no list of them. Empty text is none. */
export function readTools(text: string): TalkSettings["tools"] | null {
  if (text.trim() === "") return [];
  try {
    const read: unknown = JSON.parse(text);
    const isFine = Array.isArray(read) && read.every((each) => typeof each?.function?.name === "string");
    return isFine ? read : null;
  } catch {
    return null;
  }
}

export function writeTools(tools: TalkSettings["tools"]): string {
  return tools.length > 0 ? JSON.stringify(tools, null, 2) : "";
}
