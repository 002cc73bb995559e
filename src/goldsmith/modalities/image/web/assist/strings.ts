/** What the tools "Ask a model" and "Cut out" say. */
export const assistStrings = {
  assist: "Ask a model",
  assistBegin: "click on the thing, or drag a box around it; Alt and a click: not this",
  assistAsking: "asking the model …",
  assistLooking: "the model looks at this image first …",
  assistFound: "a guess: Enter keeps it, a click corrects it, Escape forgets it",
  assistNothing: "the model sees nothing there; click elsewhere or drag a box",
  assistFailed: "{{reason}} Your answer is as it was.",
  assistKept: "kept",
  cutout: "Cut out",
  cutoutBegin: "drag a box around the thing, or click on it",
  cutoutAsking: "looking for the border …",
  cutoutFound:
    "a guess: Enter keeps it, a click or a stroke adds to it, with Alt takes away from it, Escape forgets it",
  cutoutNothing: "nothing stands out there; click elsewhere, or drag a box with some room around the thing",
  cutoutTooLarge: "This is too large to be cut out as a mask: zoom in, or cut it out in parts.",
  keyCutout: "cut out: drag a box around the thing or click on it, then correct by clicks and strokes",
  keyAssist: "ask a model: click on the thing, drag a box around it",
  keyAssistBeside: "not this: at the crosshair; with the mouse Alt and a click",
} as const;
