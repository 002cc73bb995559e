/** The words around a set of pictures. */
export const viewStrings = {
  views: "Views",
  view: "View {{number}}",
  viewNamed: "{{number}} · {{name}}",
  viewObjects_one: "{{count}} object",
  viewObjects_other: "{{count}} objects",
  viewShown: "view {{number}} of {{count}}",
  overview: "All views side by side",
  keyViews: "previous, next view of a set of images",
  keyViewNumber: "a view of the set by its number",
};
