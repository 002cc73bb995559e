/** The text editor's words. */
export const strings = {
  en: {
    document: "Text to label",
    failed: "The text could not be fetched ({{reason}}). Check the connection and reload; nothing was lost.",
    tools: "Text tools",
    snap: "Snap to words",
    tags: "Show label names",
    larger: "Larger text",
    smaller: "Smaller text",
    length: "{{count}} characters",
    caret: "move the caret by a character or a line",
    caretWord: "move by a word or a paragraph",
    extend: "select while moving",
    growEnd: "move the selected span's end by a word",
    growStart: "move the selected span's start by a word",
    joinKey: "join the selected text to the span, also across a gap (or hold Ctrl while selecting with the mouse)",
    cutKey: "cut the selected text out of the span, which leaves a gap",
    snapKey: "snap the mouse to whole words, or not",
    tagsKey: "show or hide label names",
    size: "larger, smaller text",
  },
};
