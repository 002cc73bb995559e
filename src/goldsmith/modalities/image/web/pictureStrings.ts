/** The words around the picture itself. */
export const pictureStrings = {
  en: {
    window: "Window and level",
    windowBand: "Band",
    windowLow: "Black at",
    windowHigh: "White at",
    windowAuto: "Auto",
    windowInvert: "Invert",
    windowGrey: "Grey",
    windowColor: "Color",
    channel0: "Red",
    channel1: "Green",
    channel2: "Blue",
    tilesFailed: "Parts of this image could not be loaded. Reload to try again; nothing was lost.",
    keyWindowAuto: "window by the image's own percentiles, inverted",
    keyWindowLevel: "darker, brighter",
    keyWindowWidth: "softer, harder",
  },
};
