/** A page that somebody saved, made fit to be looked at: its own words and styles, and a rule that shuts the network. Pure. */

/** Styles and pictures that are in the page itself; nothing else, from nowhere. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; form-action 'none'";

const META = `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer">`;

/** The rule stands before everything else in the document, so that nothing is asked for before it holds. */
export function sealed(html: string): string {
  return `<!doctype html><html><head>${META}<base target="_blank"></head>${html}`;
}
