/** What the tool for intelligent scissors says. */
export const scissorsStrings = {
  scissors: "Intelligent scissors",
  scissorsBegin: "click on the border of the thing; the line follows it to the mouse",
  scissorsPolygon:
    "click to hold the line; on the first point or Enter: close; Alt: straight; Backspace: one piece back",
  scissorsLine: "click to hold the line; double click or Enter: done; Alt: straight; Backspace: one piece back",
  keyScissors: "intelligent scissors: the line follows the border of the thing; hold Alt for a straight piece",
} as const;
