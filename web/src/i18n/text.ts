/** Typed access to the app's own strings: a key that does not exist is a type error. */
import { useTranslation } from "react-i18next";
import type en from "./en";

type Leaves<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${Plain<K>}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

/** Plural forms share one key: `tasks_one` and `tasks_other` are asked for as `tasks`. */
type Plain<K extends string> = K extends `${infer Base}_${"zero" | "one" | "other"}` ? Base : K;

export type TextKey = Leaves<typeof en>;
export type Text = (key: TextKey, values?: Record<string, unknown>) => string;

export function useText(): Text {
  const { t } = useTranslation("app");
  return t as unknown as Text;
}
