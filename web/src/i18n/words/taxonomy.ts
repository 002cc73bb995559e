/** English: labels and choices that form a tree. */
export const taxonomy = {
  taxonomy: {
    choicesOf: "Choices of {{title}}",
    deeper: "Put {{title}} below the one before",
    higher: "Take {{title}} out, one level up",
    onlyLeaves: "Only the lowest can be chosen",
    onlyLeavesNote: "Those that have others below them only group.",
    restoreAll_one: "Use again, with the one below it",
    restoreAll_other: "Use again, with the {{count}} below it",
    retireAll_one: "Retire with the one below it: no longer offered, old answers keep them",
    retireAll_other: "Retire with the {{count}} below it: no longer offered, old answers keep them",
  },
};
