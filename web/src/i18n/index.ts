/** i18next set-up: English ships in the bundle; other languages register the same keys. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import app from "./en";

const namespaces = import.meta.glob<{ default: Record<string, unknown> }>("./*.en.ts", { eager: true });

/** `work.en.ts` is the namespace "work". */
function readNamespaces(): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(namespaces).map(([path, module]) => [path.slice("./".length, -".en.ts".length), module.default]),
  );
}

void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  ns: ["app", ...Object.keys(readNamespaces())],
  defaultNS: "app",
  resources: { en: { app, ...readNamespaces() } },
  interpolation: { escapeValue: false },
  returnNull: false,
});

export { i18next };
