/** What editors and screens may use of the shared core. */

export { AnswerView } from "./AnswerView";
export { applyOps, buildingOps, completeAnswer, EMPTY_ANSWER, findByUuid, removalOps, replacingOps } from "./answer";
export { allowsShape, CORE_KEY_HELP, isOnCanvas, labelOf } from "./answerKeys";
export { ON_THE_OBJECT, type OpenQuestion, openQuestions } from "./attributes";
export { type Chain, chainColor, chainsOf, isEquivalence } from "./chains";
export { LABEL_COLORS, labelColor } from "./colors";
export { askedNames, isMet } from "./conditions";
export * from "./contract";
export { EditorHost, type EditorHostProps, useEditor } from "./EditorHost";
export { EditorHelp, type ScreenKey } from "./Help";
export { givableChoices, liveLabels } from "./hotkeys";
export { Instructions, Rendered } from "./Instructions";
export { loadImage } from "./images";
export { chordOf, dispatchKey, isField, KeysContext, keepFocus, useKeys } from "./keys";
export { LabelPreview } from "./LabelPreview";
export { AnswerPanel } from "./panel/AnswerPanel";
export { ChoiceList, isListed } from "./panel/ChoiceList";
export { KeyCap, spellChord } from "./panel/KeyCap";
export { type Files, FilesContext, type StoredFile } from "./panel/questions/files";
export { setPlayhead } from "./playhead";
export { RubricOutcomeView } from "./RubricOutcomeView";
export { editorNamespace, loadEditor, loadedEditor } from "./registry";
export { linkTitle, type OpenRole, openRole, titleOfRole } from "./roles";
export { spellValue } from "./spell";
export { type AnswerStore, createAnswerStore } from "./store";
export { RailButton, type Tool, ToolRail } from "./ToolRail";
export { type Drawn, useDrawn } from "./useDrawn";
