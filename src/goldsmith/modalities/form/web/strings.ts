/** What the form editor says. */
export const strings = {
  en: {
    about: "What the form is about",
    attachment: "Attachment {{number}}",
    nothing: "There is nothing to look at: the questions are all there is.",
    missing: "This file is not there. Flag the task if you cannot answer without it.",
    loading: "Opening …",
    lost: "This file could not be opened. Nothing was lost; reload to try again.",
    larger: "Show {{title}} at its full size",
    smaller: "Fit {{title}} to the page",
    linkNote: "Opens in a new tab.",
    download: "Open {{title}}",
    pdfNote: "A PDF; it is saved to your computer.",
    pdfPage: "Page {{number}} of {{count}}",
  },
} as const;
